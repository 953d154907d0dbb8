"""The official SDK's legacy completions, on both services."""

import openai
import pytest
from oracle import reference

MODEL = "gpt-3.5-turbo-instruct"


def tokens_in(text: str) -> int:
    return len(reference("cl100k_base").encode_ordinary(text))


def test_a_reply_has_the_tokens_that_were_asked_for(openai_client):
    reply = openai_client.completions.create(model=MODEL, prompt="Once upon a time", max_tokens=9)
    [choice] = reply.choices
    assert reply.object == "text_completion" and reply.id.startswith("cmpl-")
    assert choice.finish_reason == "length"
    assert tokens_in(choice.text) == reply.usage.completion_tokens == 9
    assert reply.usage.prompt_tokens == 4


def test_without_a_maximum_there_are_sixteen(openai_client):
    assert openai_client.completions.create(model=MODEL, prompt="x").usage.completion_tokens == 16


def test_choices_of_each_prompt_follow_one_another(openai_client):
    reply = openai_client.completions.create(model=MODEL, prompt=["Ape", "Bee"], n=2, max_tokens=3, echo=True)
    assert [choice.index for choice in reply.choices] == [0, 1, 2, 3]
    assert [choice.text[:3] for choice in reply.choices] == ["Ape", "Ape", "Bee", "Bee"]
    assert reply.usage.completion_tokens == 12


def test_a_stream_is_the_whole_reply_in_tokens(openai_client):
    fields = {"model": MODEL, "prompt": "x", "max_tokens": 12, "seed": 5}
    whole = openai_client.completions.create(**fields).choices[0].text
    chunks = list(openai_client.completions.create(**fields, stream=True, stream_options={"include_usage": True}))
    assert "".join(chunk.choices[0].text for chunk in chunks[:-1]) == whole
    assert len(chunks) == 12 + 2
    assert chunks[-2].choices[0].finish_reason == "length"
    assert chunks[-1].usage.completion_tokens == 12


def test_logprobs_are_of_the_texts_tokens(openai_client):
    reply = openai_client.completions.create(model=MODEL, prompt="One two", max_tokens=6, logprobs=3, echo=True)
    [choice] = reply.choices
    logprobs = choice.logprobs
    assert "".join(logprobs.tokens) == choice.text
    assert logprobs.token_logprobs[0] is None
    assert all(value <= 0 for value in logprobs.token_logprobs[1:])
    for token, value, top in zip(logprobs.tokens[1:], logprobs.token_logprobs[1:], logprobs.top_logprobs[1:],
                                 strict=True):
        assert len(top) == 3 and top[token] == value == max(top.values())
    assert [choice.text[offset:offset + 1] for offset in logprobs.text_offset] == [t[:1] for t in logprobs.tokens]


def test_best_of_counts_all_that_was_written(openai_client):
    reply = openai_client.completions.create(model=MODEL, prompt="x", max_tokens=5, best_of=4, n=2)
    assert len(reply.choices) == 2
    assert reply.usage.completion_tokens == 20


def test_tokens_that_are_parts_of_characters_are_echoed(openai_client):
    tokens = reference("cl100k_base").encode_ordinary("🦄")
    assert len(tokens) > 1
    prompt = tokens[:1] * 3
    reply = openai_client.completions.create(model=MODEL, prompt=prompt, echo=True, max_tokens=2, logprobs=1)
    assert reply.choices[0].text.startswith("\N{REPLACEMENT CHARACTER}")
    assert len(reply.choices[0].logprobs.tokens) == 3 + 2


def test_a_prompt_can_be_scored_without_a_completion(openai_client):
    fields = {"model": MODEL, "prompt": "One two", "max_tokens": 0, "echo": True}
    reply = openai_client.completions.create(**fields, logprobs=1)
    assert reply.choices[0].text == "One two"
    assert reply.usage.completion_tokens == 0 and len(reply.choices[0].logprobs.tokens) == 2
    chunks = list(openai_client.completions.create(**fields, stream=True))
    assert "".join(chunk.choices[0].text for chunk in chunks) == "One two"


def test_azure(azure_client):
    reply = azure_client.completions.create(model="instruct", prompt="x", max_tokens=4)
    assert reply.choices[0].model_dump()["content_filter_results"]["hate"]["filtered"] is False


@pytest.mark.parametrize(("fields", "status", "param"), [
    ({"model": "gpt-4o"}, 404, "model"),
    ({"prompt": {"a": 1}}, 400, "prompt"),
    ({"prompt": []}, 400, "prompt"),
    ({"n": 3, "best_of": 2}, 400, "best_of"),
    ({"best_of": 2, "stream": True}, 400, "best_of"),
    ({"best_of": 21}, 400, "best_of"),
    ({"logprobs": 6}, 400, "logprobs"),
    ({"max_tokens": -1}, 400, "max_tokens"),
    ({"max_tokens": 5000}, 400, "max_tokens"),
    ({"stop": ["a"] * 5}, 400, "stop"),
    ({"stream_options": {"include_usage": True}}, 400, "stream_options"),
])
def test_bad_input(openai_client, fields, status, param):
    with pytest.raises(openai.APIStatusError) as caught:
        openai_client.completions.create(**({"model": MODEL, "prompt": "x"} | fields))
    assert caught.value.status_code == status
    assert caught.value.param == param
