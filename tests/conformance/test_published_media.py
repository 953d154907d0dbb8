"""Every reply and event of audio, images and moderations is as the published description says."""

import pytest
from media import FORM, form, png, wav
from published import check, events_of, problems
from simulator import KEY

IMAGE = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}
TRANSCRIPTIONS = {
    "whisper": ("CreateTranscriptionResponseJson", {"model": "whisper-1"}),
    "tokens": ("CreateTranscriptionResponseJson", {"model": "gpt-4o-transcribe", "include[]": "logprobs"}),
    "languages": ("CreateTranscriptionResponseJson", {"model": "gpt-transcribe", "prompt": "Hello"}),
    "verbose": ("CreateTranscriptionResponseVerboseJson", {"model": "whisper-1", "response_format": "verbose_json"}),
    "words": ("CreateTranscriptionResponseVerboseJson", {"model": "whisper-1", "response_format": "verbose_json",
                                                         "timestamp_granularities[]": "word", "language": "de"}),
    "diarized": ("CreateTranscriptionResponseDiarizedJson", {"model": "gpt-4o-transcribe-diarize",
                                                             "response_format": "diarized_json"}),
}
STREAMED = {"tokens", "languages", "diarized"}
TRANSLATIONS = {"CreateTranslationResponseJson": "json", "CreateTranslationResponseVerboseJson": "verbose_json"}
GENERATIONS = {
    "dall-e-2": {"model": "dall-e-2", "size": "256x256", "n": 2},
    "dall-e-3": {"model": "dall-e-3", "response_format": "b64_json", "style": "natural", "quality": "hd"},
    "gpt-image": {"model": "gpt-image-1", "n": 2, "background": "transparent"},
    "gpt-image-2": {"model": "gpt-image-2", "quality": "high", "output_format": "webp", "output_compression": 10},
}
MODERATIONS = {"text": "kill", "texts": ["a", "b"], "parts": [{"type": "text", "text": "a"}, IMAGE], "image": [IMAGE]}


@pytest.fixture
def http(simulator):
    with simulator.http() as client:
        client.headers["authorization"] = f"Bearer {KEY}"
        yield client


def audio_form(fields: dict) -> dict:
    parts = [(name, None, value.encode()) for name, value in fields.items()]
    return {"content": form(("file", "a.wav", wav(12)), *parts), "headers": {"content-type": FORM}}


@pytest.mark.parametrize("name", TRANSCRIPTIONS)
def test_transcription(http, name):
    schema, fields = TRANSCRIPTIONS[name]
    reply = http.post("/v1/audio/transcriptions", **audio_form(fields))
    assert reply.status_code == 200, reply.text
    check(schema, reply.json())


@pytest.mark.parametrize("name", sorted(STREAMED))
def test_transcription_stream(http, name):
    with http.stream("POST", "/v1/audio/transcriptions",
                     **audio_form(TRANSCRIPTIONS[name][1] | {"stream": "true"})) as reply:
        events = events_of(reply, done=False)
    schemas = {"transcript.text.delta": "TranscriptTextDeltaEvent", "transcript.text.done": "TranscriptTextDoneEvent",
               "transcript.text.segment": "TranscriptTextSegmentEvent"}
    for event in events:
        check(schemas[event["type"]], event)
    assert events[-1]["type"] == "transcript.text.done"


@pytest.mark.parametrize("schema", TRANSLATIONS)
def test_translation(http, schema):
    reply = http.post("/v1/audio/translations",
                      **audio_form({"model": "whisper-1", "response_format": TRANSLATIONS[schema]}))
    check(schema, reply.json())


def test_speech_stream(http):
    body = {"model": "gpt-4o-mini-tts", "voice": "coral", "input": "Hello there", "stream_format": "sse"}
    with http.stream("POST", "/v1/audio/speech", json=body) as reply:
        events = events_of(reply, done=False)
    for event in events[:-1]:
        check("SpeechAudioDeltaEvent", event)
    check("SpeechAudioDoneEvent", events[-1])


@pytest.mark.parametrize("name", GENERATIONS)
def test_generation(http, name):
    reply = http.post("/v1/images/generations", json={"prompt": "A fox"} | GENERATIONS[name])
    assert reply.status_code == 200, reply.text
    check("ImagesResponse", reply.json())


def test_edit_and_variation(http):
    image = form(("image", 'a.png"\r\nContent-Type: image/png\r\nx: "', png(16, 16)))
    reply = http.post("/v1/images/variations", content=image, headers={"content-type": FORM})
    assert reply.status_code == 200, reply.text
    check("ImagesResponse", reply.json())
    body = {"prompt": "A fox", "images": [{"image_url": "https://example.com/a.png"}], "model": "gpt-image-1"}
    check("ImagesResponse", http.post("/v1/images/edits", json=body).json())
    with http.stream("POST", "/v1/images/edits", json=body | {"stream": True, "partial_images": 1}) as stream:
        partial, completed = events_of(stream, done=False)
    check("ImageEditPartialImageEvent", partial)
    check("ImageEditCompletedEvent", completed)


def test_generation_stream(http):
    body = {"prompt": "A fox", "model": "gpt-image-1", "stream": True, "partial_images": 2}
    with http.stream("POST", "/v1/images/generations", json=body) as stream:
        *partials, completed = events_of(stream, done=False)
    for event in partials:
        check("ImageGenPartialImageEvent", event)
    check("ImageGenCompletedEvent", completed)


@pytest.mark.parametrize("name", MODERATIONS)
def test_moderation(http, name):
    reply = http.post("/v1/moderations", json={"input": MODERATIONS[name]})
    assert reply.status_code == 200, reply.text
    check("CreateModerationResponse", reply.json())


def test_the_check_sees_what_is_wrong(http):
    reply = http.post("/v1/moderations", json={"input": "a"}).json()
    del reply["results"][0]["category_scores"]["hate"]
    assert problems("CreateModerationResponse", reply)
