"""Predicted outputs: the reply is the predicted text, and what of it was not used counts all the same."""

import openai
import pytest
from oracle import reference

CODE = "class User {\n  firstName: string = \"\";\n  lastName: string = \"\";\n}\n\nexport default User;\n"
MESSAGES = [{"role": "user", "content": "Rename firstName to name."}]


def tokens_in(text: str) -> int:
    return len(reference("o200k_base").encode_ordinary(text))


def ask(client, prediction=CODE, **fields):
    return client.chat.completions.create(
        **({"model": "gpt-4o", "messages": MESSAGES, "prediction": {"type": "content", "content": prediction}} | fields))


def counts(usage) -> tuple[int, int, int]:
    details = usage.completion_tokens_details
    return usage.completion_tokens, details.accepted_prediction_tokens, details.rejected_prediction_tokens


@pytest.mark.parametrize("prediction", [CODE, [{"type": "text", "text": CODE[:20]}, {"type": "text", "text": CODE[20:]}]])
def test_the_reply_is_the_predicted_text(openai_client, prediction):
    reply = ask(openai_client, prediction)
    assert reply.choices[0].message.content == CODE
    assert reply.choices[0].finish_reason == "stop"
    assert counts(reply.usage) == (tokens_in(CODE), tokens_in(CODE), 0)


@pytest.mark.parametrize("most", [1, 7, 20])
def test_what_is_beyond_the_maximum_is_rejected(openai_client, most):
    reply = ask(openai_client, max_tokens=most)
    text = reply.choices[0].message.content
    assert CODE.startswith(text) and tokens_in(text) == most
    assert reply.choices[0].finish_reason == "length"
    assert counts(reply.usage) == (tokens_in(CODE), most, tokens_in(CODE) - most)
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + tokens_in(CODE)


def test_so_is_what_is_beyond_a_stop_sequence(openai_client):
    reply = ask(openai_client, stop="lastName")
    text = CODE[:CODE.index("lastName")]
    assert reply.choices[0].message.content == text
    completion, accepted, rejected = counts(reply.usage)
    assert accepted + rejected == tokens_in(CODE) and completion == tokens_in(text) + rejected


def test_a_stream_is_the_whole_reply(openai_client):
    *chunks, last = ask(openai_client, max_tokens=9, stream=True, stream_options={"include_usage": True})
    pieces = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices[0].delta.content]
    assert len(pieces) == 9 and CODE.startswith("".join(pieces))
    assert counts(last.usage) == (tokens_in(CODE), 9, tokens_in(CODE) - 9)


def test_without_a_prediction_nothing_is_counted(openai_client):
    reply = openai_client.chat.completions.create(model="gpt-4o", messages=MESSAGES, max_tokens=5)
    assert counts(reply.usage) == (5, 0, 0)


def test_azure_takes_predictions_too(azure_client):
    assert ask(azure_client, model="my-deployment").choices[0].message.content == CODE


@pytest.mark.parametrize(("fields", "param"), [
    ({"n": 2}, "n"),
    ({"logprobs": True}, "logprobs"),
    ({"presence_penalty": 1}, "presence_penalty"),
    ({"max_completion_tokens": 5}, "max_completion_tokens"),
    ({"tools": [{"type": "function", "function": {"name": "f"}}]}, "tools"),
    ({"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "wav"}}, "modalities"),
    ({"model": "o3"}, "prediction"),
    ({"model": "gpt-3.5-turbo"}, "prediction"),
])
def test_what_is_not_taken_with_a_prediction(openai_client, fields, param):
    with pytest.raises(openai.BadRequestError) as caught:
        ask(openai_client, **fields)
    assert (caught.value.param, caught.value.code) == (param, "unsupported_parameter")


def test_a_prediction_that_no_reply_has_room_for_is_refused(openai_client):
    with pytest.raises(openai.BadRequestError) as caught:
        ask(openai_client, "hello " * 130_000)
    assert caught.value.code == "context_length_exceeded"


def test_large_predictions_and_no_prediction_at_all(openai_client):
    large = "hello " * 20_000
    assert ask(openai_client, large, max_tokens=10).usage.completion_tokens == tokens_in(large)
    assert counts(ask(openai_client, "").usage) == (0, 0, 0)
