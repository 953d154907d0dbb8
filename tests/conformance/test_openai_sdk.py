"""The official SDK against /v1: replies whole and streamed, and what they promise."""

import asyncio

import pytest
from oracle import reference

MESSAGES = [{"role": "system", "content": "You are brief."}, {"role": "user", "content": "Why is the sky blue?"}]


def text_of(stream) -> str:
    return "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)


def tokens_in(text: str) -> int:
    return len(reference("o200k_base").encode_ordinary(text))


def prompt_tokens(messages: list[dict]) -> int:
    """The rule that OpenAI publishes: three per message, three that open the reply."""
    counted = sum(3 + sum(tokens_in(value) for value in message.values()) for message in messages)
    return counted + 3


def test_a_whole_reply(openai_client):
    reply = openai_client.chat.completions.create(model="gpt-4o", messages=MESSAGES, max_tokens=20)
    assert reply.object == "chat.completion"
    assert reply.id.startswith("chatcmpl-")
    assert reply.created > 1_600_000_000
    assert reply.model
    [choice] = reply.choices
    assert choice.index == 0
    assert choice.message.role == "assistant"
    assert choice.message.content
    assert choice.finish_reason == "length"
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens


@pytest.mark.parametrize("count", [1, 2, 3, 10, 77, 1000])
@pytest.mark.parametrize("parameter", ["max_tokens", "max_completion_tokens"])
def test_a_reply_has_exactly_the_tokens_that_were_asked_for(openai_client, parameter, count):
    reply = openai_client.chat.completions.create(model="gpt-4o", messages=MESSAGES, **{parameter: count})
    assert reply.usage.completion_tokens == count
    assert tokens_in(reply.choices[0].message.content) == count
    assert reply.usage.prompt_tokens == prompt_tokens(MESSAGES)


def test_a_streamed_reply(openai_client):
    stream = openai_client.chat.completions.create(model="gpt-4o", messages=MESSAGES, max_tokens=20, stream=True)
    chunks = list(stream)
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[0].choices[0].delta.role == "assistant"
    assert chunks[-1].choices[0].finish_reason == "length"
    assert all(chunk.usage is None for chunk in chunks)
    pieces = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices[0].delta.content]
    assert len(pieces) == 20, "one token per event"
    assert tokens_in("".join(pieces)) == 20


def test_a_stream_ends_with_its_usage_when_asked_to(openai_client):
    stream = openai_client.chat.completions.create(
        model="gpt-4o", messages=MESSAGES, max_tokens=20, stream=True, stream_options={"include_usage": True})
    *others, last = list(stream)
    assert last.choices == []
    assert last.usage.completion_tokens == 20
    assert last.usage.prompt_tokens == prompt_tokens(MESSAGES)
    assert all(chunk.usage is None for chunk in others)


def test_whole_and_streamed_replies_with_one_seed_are_the_same(openai_client):
    create = openai_client.chat.completions.create
    whole = [create(model="gpt-4o", messages=MESSAGES, max_tokens=50, seed=7) for _ in range(2)]
    streamed = text_of(create(model="gpt-4o", messages=MESSAGES, max_tokens=50, seed=7, stream=True))
    texts = {reply.choices[0].message.content for reply in whole} | {streamed}
    assert len(texts) == 1
    other = create(model="gpt-4o", messages=MESSAGES, max_tokens=50, seed=8)
    assert other.choices[0].message.content not in texts


def test_several_choices(openai_client):
    reply = openai_client.chat.completions.create(model="gpt-4o", messages=MESSAGES, max_tokens=20, n=3)
    assert [choice.index for choice in reply.choices] == [0, 1, 2]
    assert len({choice.message.content for choice in reply.choices}) == 3
    assert reply.usage.completion_tokens == 60


def test_several_choices_in_a_stream(openai_client):
    stream = openai_client.chat.completions.create(
        model="gpt-4o", messages=MESSAGES, max_tokens=20, n=3, stream=True, stream_options={"include_usage": True})
    texts, finished, usage = {}, {}, None
    for chunk in stream:
        usage = chunk.usage or usage
        for choice in chunk.choices:
            assert choice.index not in finished, "nothing follows a choice's finish_reason"
            texts[choice.index] = texts.get(choice.index, "") + (choice.delta.content or "")
            if choice.finish_reason:
                finished[choice.index] = choice.finish_reason
    assert finished == {0: "length", 1: "length", 2: "length"}
    assert [tokens_in(texts[index]) for index in range(3)] == [20, 20, 20]
    assert usage.completion_tokens == 60


@pytest.mark.parametrize("stream", [False, True])
def test_text_ends_before_a_stop_sequence(openai_client, stream):
    create = openai_client.chat.completions.create
    full = create(model="gpt-4o", messages=MESSAGES, max_tokens=200, seed=3).choices[0].message.content
    stop = full.split()[5]
    reply = create(model="gpt-4o", messages=MESSAGES, max_tokens=200, seed=3, stop=[stop], stream=stream)
    if stream:
        chunks = list(reply)
        text, reason = text_of(chunks), chunks[-1].choices[0].finish_reason
    else:
        text, reason = reply.choices[0].message.content, reply.choices[0].finish_reason
        assert reply.usage.completion_tokens == tokens_in(text)
    assert text == full[:full.index(stop)]
    assert reason == "stop"


def test_a_message_in_parts_counts_its_text(openai_client):
    parts = [{"role": "user", "content": [{"type": "text", "text": "Hello"}, {"type": "text", "text": " world"}]}]
    reply = openai_client.chat.completions.create(model="gpt-4o", messages=parts, max_tokens=5)
    assert reply.usage.prompt_tokens == 3 + tokens_in("user") + tokens_in("Hello") + tokens_in(" world") + 3


def test_without_a_maximum_the_model_stops_by_itself(openai_client):
    reply = openai_client.chat.completions.create(model="gpt-4o", messages=MESSAGES)
    assert reply.choices[0].finish_reason == "stop"
    assert reply.usage.completion_tokens == tokens_in(reply.choices[0].message.content) > 0


def test_asynchronous_clients(simulator):
    async def ask() -> tuple[list, str]:
        async with simulator.async_openai() as client:
            create = client.chat.completions.create
            whole = await asyncio.gather(
                *(create(model="gpt-4o", messages=MESSAGES, max_tokens=10) for _ in range(50)))
            text = ""
            async for chunk in await create(model="gpt-4o", messages=MESSAGES, max_tokens=10, stream=True):
                text += chunk.choices[0].delta.content or ""
            return whole, text

    whole, text = asyncio.run(ask())
    assert [reply.usage.completion_tokens for reply in whole] == [10] * 50
    assert len({reply.id for reply in whole}) == 50
    assert tokens_in(text) == 10


def test_models(openai_client):
    models = list(openai_client.models.list())
    assert {"gpt-4o"} <= {model.id for model in models}
    assert all(model.object == "model" and model.owned_by for model in models)
    assert openai_client.models.retrieve("gpt-4o").id == "gpt-4o"


def test_headers(openai_client):
    raw = openai_client.chat.completions.with_raw_response.create(model="gpt-4o", messages=MESSAGES, max_tokens=5)
    assert raw.headers["content-type"].startswith("application/json")
    assert raw.headers["x-request-id"]
    assert int(raw.headers["openai-processing-ms"]) >= 0
    with openai_client.chat.completions.with_streaming_response.create(
            model="gpt-4o", messages=MESSAGES, max_tokens=5, stream=True) as streamed:
        assert streamed.headers["content-type"].startswith("text/event-stream")
