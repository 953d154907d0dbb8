"""The official SDK's audio: transcriptions, translations and speech, on both services; FFmpeg judges the files."""

import base64
import io
import json
import re

import openai
import pytest
from media import BOUNDARY, FORM, decoded_audio, form, post_form, wav
from simulator import Simulator

HELLO = "The quick brown fox jumps over the lazy dog. " * 4  # 180 characters: 12 seconds
LIMIT = 26214400


def file(content: bytes, name: str = "audio.wav") -> io.BytesIO:
    result = io.BytesIO(content)
    result.name = name
    return result


@pytest.fixture
def http(simulator):
    with simulator.http() as client:
        yield client


def transcribe(client, **fields):
    return client.audio.transcriptions.create(**({"model": "whisper-1", "file": file(wav(10))} | fields))


def test_the_text_is_as_long_as_the_audio_and_the_same_for_the_same_file(openai_client):
    text = transcribe(openai_client).text
    assert 20 <= len(text.split()) <= 30
    assert transcribe(openai_client).text == text
    assert transcribe(openai_client, file=file(wav(11))).text != text
    assert 40 <= len(transcribe(openai_client, file=file(wav(20))).text.split()) <= 60


def test_audio_without_a_header_is_taken_for_128_kbits(openai_client):
    reply = transcribe(openai_client, file=file(bytes(160_000), "a.mp3"))
    assert reply.usage.type == "duration" and reply.usage.seconds == 10


def test_text_formats(openai_client):
    text = transcribe(openai_client).text
    assert transcribe(openai_client, response_format="text").strip() == text
    stamp = r"\d\d:\d\d:\d\d[,.]\d{3}"
    srt = transcribe(openai_client, response_format="srt")
    entries = re.findall(rf"(\d+)\n({stamp}) --> ({stamp})\n(.+)\n\n", srt)
    assert [int(entry[0]) for entry in entries] == list(range(1, len(entries) + 1))
    assert " ".join(entry[3] for entry in entries) == text
    assert entries[0][1] == "00:00:00,000" and entries[-1][2] == "00:00:10,000"
    vtt = transcribe(openai_client, response_format="vtt")
    assert vtt.startswith("WEBVTT\n\n00:00:00.000 --> ")
    assert " ".join(re.findall(rf"{stamp} --> {stamp}\n(.+)\n", vtt)) == text


def test_verbose_json(openai_client):
    reply = transcribe(openai_client, response_format="verbose_json", language="fr",
                       timestamp_granularities=["word", "segment"])
    assert reply.language == "french" and reply.duration == 10 and reply.usage.seconds == 10
    assert "".join(segment.text for segment in reply.segments).strip() == reply.text
    assert reply.segments[0].start == 0 and reply.segments[-1].end == 10
    assert [word.word for word in reply.words] == re.findall(r"\w+", reply.text)
    assert all(word.start < word.end for word in reply.words)
    plain = transcribe(openai_client, response_format="verbose_json")
    assert plain.words is None and plain.segments


def test_a_stream_is_the_whole_reply(openai_client):
    whole = transcribe(openai_client, model="gpt-4o-transcribe", include=["logprobs"])
    events = list(transcribe(openai_client, model="gpt-4o-transcribe", include=["logprobs"], stream=True))
    deltas, done = events[:-1], events[-1]
    assert {event.type for event in deltas} == {"transcript.text.delta"} and done.type == "transcript.text.done"
    assert "".join(event.delta for event in deltas) == done.text == whole.text
    assert [event.logprobs[0].token for event in deltas] == [entry.token for entry in whole.logprobs]
    assert whole.usage.output_tokens == len(deltas) == done.usage.output_tokens
    assert whole.usage.input_token_details.audio_tokens == 100


def test_whisper_ignores_stream(http):
    reply = post_form(http, "/v1/audio/transcriptions", form(
        ("file", "a.wav", wav(2)), ("model", None, b"whisper-1"), ("stream", None, b"true")))
    assert reply.headers["content-type"] == "application/json" and reply.json()["text"]


def test_diarized(openai_client):
    fields = {"model": "gpt-4o-transcribe-diarize", "response_format": "diarized_json", "chunking_strategy": "auto",
              "file": file(wav(60)), "extra_body": {"known_speaker_names": ["agent", "customer"]}}
    reply = transcribe(openai_client, **fields)
    assert {segment.speaker for segment in reply.segments} == {"agent", "customer"}
    events = list(transcribe(openai_client, **fields | {"stream": True, "file": file(wav(60))}))
    segments = [event for event in events if event.type == "transcript.text.segment"]
    assert [segment.id for segment in segments] == [segment.id for segment in reply.segments]
    assert {event.segment_id for event in events if event.type == "transcript.text.delta"} == \
        {segment.id for segment in segments}


def test_translation(openai_client):
    fields = {"model": "whisper-1", "file": file(wav(10))}
    text = openai_client.audio.translations.create(**fields).text
    verbose = openai_client.audio.translations.create(**fields, response_format="verbose_json")
    assert verbose.language == "english" and verbose.text == text and verbose.segments


@pytest.mark.parametrize(("name", "container", "rate"), [
    ("mp3", "mp3", 24000), ("opus", "ogg", 48000), ("aac", "aac", 24000), ("flac", "flac", 24000),
    ("wav", "wav", 24000)])
def test_speech_decodes_to_the_length_of_its_text(openai_client, name, container, rate):
    fields = {"model": "tts-1", "voice": "alloy", "input": HELLO, "response_format": name}
    reply = openai_client.audio.speech.create(**fields)
    seconds, decoded_rate, peak = decoded_audio(reply.content, container)
    assert abs(seconds - 12) < 0.3 and decoded_rate == rate and 1000 < peak < 8000
    assert openai_client.audio.speech.create(**fields).content == reply.content
    assert openai_client.audio.speech.create(**fields | {"voice": "nova"}).content != reply.content
    fast = openai_client.audio.speech.create(**fields | {"speed": 2})
    assert abs(decoded_audio(fast.content, container)[0] - 6) < 0.3


def test_pcm_and_media_types(openai_client):
    types = {"mp3": "audio/mpeg", "opus": "audio/opus", "aac": "audio/aac", "flac": "audio/flac", "wav": "audio/wav",
             "pcm": "audio/pcm"}
    for name, media_type in types.items():
        reply = openai_client.audio.speech.create(model="tts-1-hd", voice="onyx", input=HELLO, response_format=name)
        assert reply.response.headers["content-type"] == media_type
    assert len(reply.content) == 12 * 48000


def test_speech_as_events(http):
    body = {"model": "gpt-4o-mini-tts", "voice": {"id": "voice_1"}, "input": HELLO, "response_format": "wav"}
    whole = http.post("/v1/audio/speech", json=body).content
    reply = http.post("/v1/audio/speech", json=body | {"stream_format": "sse"})
    assert reply.headers["content-type"].startswith("text/event-stream")
    events = [json.loads(line.removeprefix("data: ")) for line in reply.text.split("\n\n") if line]
    assert b"".join(base64.b64decode(event["audio"]) for event in events[:-1]) == whole
    assert events[-1]["usage"]["output_tokens"] == 240


def test_azure(azure_client, http):
    assert azure_client.audio.transcriptions.create(model="whisper-1", file=file(wav(3))).text
    assert azure_client.audio.translations.create(model="whisper-1", file=file(wav(3))).text
    speech = azure_client.audio.speech.create(model="tts-1", voice="echo", input="Hello")
    assert decoded_audio(speech.content, "mp3")[0] > 0.2
    without_model = form(("file", "a.wav", wav(2)))
    assert post_form(http, "/openai/deployments/whisper-1/audio/transcriptions?api-version=2024-10-21",
                     without_model).json()["text"]
    body = {"model": "tts-1", "voice": "echo", "input": "Hello"}
    assert http.post("/openai/v1/audio/speech", json=body).headers["content-type"] == "audio/mpeg"
    refused = post_form(http, "/openai/deployments/gpt-4o/audio/transcriptions?api-version=2024-10-21", without_model)
    assert refused.status_code == 400 and refused.json()["error"]["code"] == "OperationNotSupported"


@pytest.mark.parametrize(("fields", "status", "param", "code", "message"), [
    ({"model": "gpt-4o"}, 400, "model", "invalid_value", "Supported values are: 'whisper-1'"),
    ({"response_format": "xml"}, 400, "response_format", "invalid_value", "'json', 'text', 'srt'"),
    ({"response_format": "diarized_json"}, 400, "response_format", "unsupported_value", "with model 'whisper-1'"),
    ({"model": "gpt-4o-transcribe", "response_format": "srt"}, 400, "response_format", "unsupported_value",
     "response_format 'srt' is not compatible with model 'gpt-4o-transcribe'. Use 'json' or 'text' instead."),
    ({"temperature": 1.5}, 400, "temperature", "decimal_above_max_value", "<= 1"),
    ({"temperature": "warm"}, 400, "temperature", "invalid_type", "expected a decimal"),
    ({"language": "english"}, 400, "language", "invalid_language_format", "ISO-639-1"),
    ({"timestamp_granularities": ["word"]}, 400, "timestamp_granularities", "unsupported_value", "verbose_json"),
    ({"timestamp_granularities": ["letter"]}, 400, "timestamp_granularities[0]", "invalid_value", "'word'"),
    ({"extra_body": {"tempo": "1"}}, 400, "tempo", "unknown_parameter", "Unknown parameter: 'tempo'."),
    ({"extra_body": {"stream": "maybe"}}, 400, "stream", "invalid_type", "expected a boolean"),
    ({"file": file(wav(1), "a.txt")}, 400, None, None,
     "Invalid file format. Supported formats: ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm']"),
    ({"file": file(b"")}, 400, "file", "audio_too_short", "Minimum audio length is 0.1 seconds"),
    ({"file": file(b""), "model": "gpt-4o-transcribe"}, 400, None, "invalid_value",
     "audio duration 0.0 seconds is shorter than 0.1 seconds which is the minimum for this model"),
    ({"file": file(bytes(25_000_000), "a.mp3"), "model": "gpt-4o-transcribe"}, 400, None, "invalid_value",
     "audio duration 1562.5 seconds is longer than 1500 seconds which is the maximum for this model"),
    ({"file": file(wav(31)), "model": "gpt-4o-transcribe-diarize"}, 400, "chunking_strategy", None, "is required"),
])
def test_bad_transcriptions(openai_client, fields, status, param, code, message):
    with pytest.raises(openai.APIStatusError) as caught:
        transcribe(openai_client, **fields)
    assert caught.value.status_code == status
    assert (caught.value.param, caught.value.code) == (param, code)
    assert message in caught.value.body["message"]


def test_translations_take_fewer_fields(openai_client):
    for fields in ({"model": "gpt-4o-transcribe"}, {"extra_body": {"language": "en"}},
                   {"response_format": "diarized_json"}):
        with pytest.raises(openai.BadRequestError):
            openai_client.audio.translations.create(**{"model": "whisper-1", "file": file(wav(1))} | fields)


def test_a_file_of_exactly_the_limit_passes_and_one_more_byte_does_not(openai_client):
    assert transcribe(openai_client, file=file(bytes(LIMIT), "a.mp3")).text
    with pytest.raises(openai.APIStatusError) as caught:
        transcribe(openai_client, file=file(bytes(LIMIT + 1), "a.mp3"))
    assert caught.value.status_code == 413
    assert caught.value.body["message"] == f"Maximum content size limit ({LIMIT}) exceeded ({LIMIT + 1} bytes read)"
    assert caught.value.body["type"] == "server_error"


def test_bad_forms(http):
    path = "/v1/audio/transcriptions"
    whole = form(("model", None, b"whisper-1"), ("file", "a.wav", wav(0.2)))
    assert post_form(http, path, whole).status_code == 200
    for size in (0, 1, 20, 100, len(whole) - 5, len(whole) - 20):
        reply = post_form(http, path, whole[:size])
        assert reply.status_code == 400
        assert reply.json()["error"]["message"] == (
            f"Could not parse multipart form: the body ends without its final boundary '--{BOUNDARY}--'")
    missing = post_form(http, path, form(("model", None, b"whisper-1"))).json()["error"]
    assert missing["message"] == "Missing required parameter: 'file'." and missing["param"] == "file"
    text = post_form(http, path, form(("model", None, b"whisper-1"), ("file", None, b"x"))).json()["error"]
    assert text["message"] == "Invalid type for 'file': expected a file, but got a string instead."
    model = post_form(http, path, form(("file", "a.wav", wav(0.2)))).json()["error"]
    assert model["message"] == "you must provide a model parameter"
    broken = post_form(http, path, form(("model", None, b"\xff"), ("file", "a.wav", wav(0.2)))).json()["error"]
    assert broken["message"] == "Could not parse multipart form: the field 'model' is not valid UTF-8"
    for content_type in ("application/json", "multipart/form-data", "\xff"):
        reply = http.post(path, content=whole, headers={"content-type": content_type.encode("latin-1")})
        assert reply.status_code == 400
    assert http.post("/v1/audio/speech", content=whole, headers={"content-type": FORM}).status_code == 400


@pytest.mark.parametrize(("fields", "param", "message"), [
    ({"input": ""}, "input", "minimum length 1"),
    ({"input": "x" * 4097}, "input", "maximum length 4096"),
    ({"input": None}, "input", "expected a string"),
    ({"voice": "nobody"}, "voice", "Invalid value: 'nobody'"),
    ({"voice": "marin"}, "voice", "'shimmer'"),
    ({"voice": {}}, "voice.id", "Missing required parameter"),
    ({"speed": 0.2}, "speed", ">= 0.25"),
    ({"speed": 4.1}, "speed", "<= 4"),
    ({"response_format": "ogg"}, "response_format", "'mp3', 'opus', 'aac', 'flac', 'wav', and 'pcm'"),
    ({"stream_format": "sse"}, "stream_format", "'audio'"),
    ({"model": "whisper-1"}, "model", "'tts-1', 'tts-1-hd', and 'gpt-4o-mini-tts'"),
    ({"pitch": 2}, "pitch", "Unknown parameter"),
])
def test_bad_speech(http, fields, param, message):
    reply = http.post("/v1/audio/speech", json={"model": "tts-1", "voice": "alloy", "input": "Hi"} | fields)
    assert reply.status_code == 400
    error = reply.json()["error"]
    assert error["param"] == param and message in error["message"]


def test_audio_takes_its_time():
    """Two MB at 1,000 s, and 12 s of speech at 100 s each, in time that runs 10,000 times as fast."""
    with Simulator("--time-scale", "10000", LATENCY_OPENAI_TRANSLATIONS_MEAN="1000000",
                   LATENCY_OPENAI_SPEECH_MEAN="100000") as simulator, simulator.http() as http:
        whole = form(("model", None, b"whisper-1"), ("file", "a.mp3", bytes(2 * 2**20)))
        reply = post_form(http, "/v1/audio/transcriptions", whole)
        assert int(reply.headers["openai-processing-ms"]) >= 2_000_000
        speech = http.post("/v1/audio/speech", json={"model": "tts-1", "voice": "alloy", "input": HELLO})
        assert int(speech.headers["openai-processing-ms"]) >= 1_200_000
        count = re.search(r'aoai_api_simulator_latency_base_seconds_count\{deployment="whisper-1",status_code="200"\} (\d+)',
                          http.get("/metrics").text)
        assert count and count[1] == "1"
