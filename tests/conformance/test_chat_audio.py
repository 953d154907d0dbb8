"""Chats that are answered with speech, by the official SDK on both services."""

import base64
import io
import wave

import openai
import pytest
from media import decoded_audio
from oracle import reference

MESSAGES = [{"role": "user", "content": "Is a golden retriever a good family dog?"}]
CLOCK = {"type": "function", "function": {"name": "get_time"}}
CONTAINERS = {"wav": "wav", "mp3": "mp3", "flac": "flac", "opus": "ogg", "aac": "aac"}


def tokens_in(text: str) -> int:
    return len(reference("o200k_base").encode_ordinary(text))


def ask(client, audio_format="wav", **fields):
    return client.chat.completions.create(
        **({"model": "gpt-4o-audio-preview", "messages": MESSAGES, "modalities": ["text", "audio"], "max_tokens": 20,
            "audio": {"voice": "alloy", "format": audio_format}} | fields))


@pytest.fixture(params=["openai", "azure"])
def client(request, simulator):
    with getattr(simulator, request.param)() as client:
        yield client


@pytest.mark.parametrize("audio_format", CONTAINERS)
def test_a_whole_reply_is_a_file_that_plays_and_its_transcript(client, audio_format):
    reply = ask(client, audio_format)
    [choice] = reply.choices
    assert choice.message.content is None and choice.finish_reason == "length"
    audio = choice.message.audio
    assert audio.id.startswith("audio_") and audio.expires_at == reply.created + 3600
    assert tokens_in(audio.transcript) == 20
    seconds, _, loudest = decoded_audio(base64.b64decode(audio.data), CONTAINERS[audio_format])
    assert 3.5 < seconds < 4.5, "a fifth of a second for each token"
    assert loudest > 500
    assert reply.usage.completion_tokens == 20 + 80
    assert reply.usage.completion_tokens_details.audio_tokens == 80


def test_a_stream_has_the_transcript_and_the_samples(client):
    whole = ask(client, "pcm16", seed=3).choices[0].message.audio
    *chunks, last = ask(client, "pcm16", seed=3, stream=True, stream_options={"include_usage": True})
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert deltas[0].role == "assistant"
    assert all(delta.content is None for delta in deltas)
    parts = [delta.audio for delta in deltas if delta.audio]
    assert "".join(part.transcript or "" for part in parts) == whole.transcript
    pieces = [base64.b64decode(part.data) for part in parts if part.data]
    assert len(pieces) == 20 and all(len(piece) % 2 == 0 for piece in pieces)
    assert b"".join(pieces) == base64.b64decode(whole.data)
    assert parts[0].id.startswith("audio_") and not any(part.id for part in parts[1:])
    assert parts[-1].expires_at and not any(part.expires_at for part in parts[:-1])
    assert chunks[-1].choices[0].finish_reason == "length"
    assert last.usage.completion_tokens_details.audio_tokens == 80


def test_choices_speak_for_themselves(client):
    choices = ask(client, "pcm16", n=3).choices
    assert len({choice.message.audio.data for choice in choices}) == 3
    assert len({choice.message.audio.id for choice in choices}) == 3


def test_a_call_is_not_spoken(client):
    for stream in (False, True):
        reply = ask(client, "pcm16", tools=[CLOCK], stream=stream)
        if stream:
            deltas = [chunk.choices[0].delta for chunk in reply if chunk.choices]
            assert not any(delta.audio for delta in deltas)
            assert any(delta.tool_calls for delta in deltas)
        else:
            assert reply.choices[0].message.audio is None and reply.choices[0].message.tool_calls
            assert reply.usage.completion_tokens_details.audio_tokens == 0


def test_the_reply_can_be_referred_to(client):
    audio = ask(client).choices[0].message.audio
    messages = [*MESSAGES, {"role": "assistant", "audio": {"id": audio.id}}, {"role": "user", "content": "And why?"}]
    assert ask(client, messages=messages).choices[0].message.audio


def test_text_alone_is_not_spoken(client):
    part = {"type": "input_audio", "input_audio": {"data": base64.b64encode(wave_of(1)).decode(), "format": "wav"}}
    message = ask(client, modalities=["text"], messages=[{"role": "user", "content": [part]}]).choices[0].message
    assert message.content and message.audio is None


@pytest.mark.parametrize(("fields", "param", "code"), [
    ({"audio": openai.NOT_GIVEN}, "audio", "missing_required_parameter"),
    ({"audio": {"voice": "alloy"}}, "audio.format", "missing_required_parameter"),
    ({"audio": {"voice": "alloy", "format": "ogg"}}, "audio.format", "invalid_value"),
    ({"stream": True}, "audio.format", "unsupported_value"),
    ({"logprobs": True}, "logprobs", "unsupported_parameter"),
    ({"response_format": {"type": "json_object"}}, "response_format", "unsupported_parameter"),
    ({"model": "o3", "max_tokens": None}, "modalities", "unsupported_parameter"),
])
def test_bad_input(openai_client, fields, param, code):
    with pytest.raises(openai.BadRequestError) as caught:
        ask(openai_client, **fields)
    assert (caught.value.param, caught.value.code) == (param, code)


def test_speech_is_bounded(openai_client):
    with pytest.raises(openai.BadRequestError, match="Ask for fewer choices"):
        ask(openai_client, max_tokens=16000)
    with pytest.raises(openai.BadRequestError, match="Ask for fewer choices"):
        ask(openai_client, max_tokens=1000, n=128)


def wave_of(seconds: float) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(16000)
        writer.writeframes(bytes(int(seconds * 32000)))
    return file.getvalue()


def heard(client, audio: bytes, audio_format: str):
    part = {"type": "input_audio", "input_audio": {"data": base64.b64encode(audio).decode(), "format": audio_format}}
    return ask(client, modalities=["text"], audio=None, messages=[{"role": "user", "content": [part]}]).usage


def test_audio_in_a_prompt_counts_ten_tokens_a_second(client):
    silence = heard(client, wave_of(0), "wav")
    usage = heard(client, wave_of(2.5), "wav")
    assert (silence.prompt_tokens_details.audio_tokens, usage.prompt_tokens_details.audio_tokens) == (0, 25)
    assert usage.prompt_tokens == silence.prompt_tokens + 25
    spoken = base64.b64decode(ask(client, "mp3").choices[0].message.audio.data)
    seconds, _, _ = decoded_audio(spoken, "mp3")
    assert abs(heard(client, spoken, "mp3").prompt_tokens_details.audio_tokens - 10 * seconds) <= 2


def refused_part(client, part: dict, **fields):
    with pytest.raises(openai.BadRequestError) as caught:
        ask(client, **({"modalities": ["text"], "audio": None, "messages": [{"role": "user", "content": [part]}]} | fields))
    return caught.value.param, caught.value.code


def audio_part(data: str, audio_format: str = "wav") -> dict:
    return {"type": "input_audio", "input_audio": {"data": data, "format": audio_format}}


@pytest.mark.parametrize("data", ["", "!!!not base64", base64.b64encode(b"\xff\xfb\x50" * 100).decode(),
                                  "data:audio/wav;base64," + base64.b64encode(wave_of(1)).decode()])
def test_what_is_no_audio_of_its_format_is_refused(client, data):
    assert refused_part(client, audio_part(data)) == ("messages", "unsupported_format")


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-4.1-mini", "o3"])
def test_audio_is_refused_by_models_that_do_not_listen(openai_client, model):
    part = audio_part(base64.b64encode(wave_of(1)).decode())
    assert refused_part(openai_client, part, model=model, max_tokens=None) == ("messages[0].content[0].type", None)


def test_a_model_for_audio_wants_audio(openai_client):
    with pytest.raises(openai.BadRequestError, match="contain audio") as caught:
        ask(openai_client, modalities=["text"], audio=None)
    assert (caught.value.param, caught.value.code) == ("model", "invalid_value")


@pytest.mark.parametrize("data", ["", "***", "data:nocomma", "data:application/pdf;base64,", "data:text/plain,text"])
def test_a_file_that_is_no_base64_is_refused(openai_client, data):
    file = {"type": "file", "file": {"filename": "a.pdf", "file_data": data}}
    assert refused_part(openai_client, file, model="gpt-4o") == ("messages[0].content[0].file.file_data", "invalid_value")


def test_a_response_takes_files_that_are_base64_and_no_audio(openai_client):
    file = {"type": "input_file", "filename": "a.txt", "file_data": "data:text/plain;base64,SGVsbG8="}
    for part, param in [(file | {"file_data": "***"}, "input[0].content[0].file_data"),
                        (audio_part("AAAA"), "input[0].content[0].type")]:
        with pytest.raises(openai.BadRequestError) as caught:
            openai_client.responses.create(model="gpt-4o", input=[{"role": "user", "content": [part]}])
        assert (caught.value.param, caught.value.code) == (param, "invalid_value")
    reply = openai_client.responses.create(model="gpt-4o", input=[{"role": "user", "content": [file]}])
    assert reply.usage.input_tokens > 1


def test_many_files_of_many_pages_are_too_long_for_the_model(openai_client):
    pdf = base64.b64encode(b"%PDF-1.7\n" + b"/Type/Page " * 20_000).decode()
    file = {"type": "file", "file": {"filename": "a.pdf", "file_data": f"data:application/pdf;base64,{pdf}"}}
    with pytest.raises(openai.BadRequestError) as caught:
        ask(openai_client, model="gpt-4o", modalities=["text"], audio=None,
            messages=[{"role": "user", "content": [file] * 20}])
    assert caught.value.code == "context_length_exceeded"
