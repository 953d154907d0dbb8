"""The official Anthropic SDK's messages, whole and streamed: text, tools, thinking, images, tokens."""

import asyncio
import base64
import json
import struct
import zlib

import jsonschema
import pytest
from anthropic.types import Message, MessageTokensCount
from anthropic_types import checked, raw_events
from oracle import reference


MODEL = "claude-haiku-4-5"
USER = [{"role": "user", "content": "What is the weather in Lisbon?"}]
WEATHER = {"name": "get_weather", "description": "The weather of a city.",
           "input_schema": {"type": "object",
                            "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1}},
                            "required": ["city"]}}
THINKING = {"type": "enabled", "budget_tokens": 1024}

REQUESTS = {
    "text": {"max_tokens": 12},
    "end": {"max_tokens": 4000},
    "nothing": {"max_tokens": 0},
    "system": {"system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral", "ttl": "1h"}}]},
    "tool": {"tools": [WEATHER]},
    "cut tool": {"tools": [WEATHER], "max_tokens": 4},
    "thinking": {"thinking": THINKING, "max_tokens": 3000},
    "thinking and tool": {"thinking": THINKING, "max_tokens": 3000, "tools": [WEATHER]},
    "hidden thinking": {"model": "claude-opus-5", "max_tokens": 3000},
    "other model": {"model": "gpt-4o", "max_tokens": 5},
}


def tokens_in(text: str) -> int:
    return len(reference("o200k_base").encode_ordinary(text))


def fields_of(name: str) -> dict:
    return {"model": MODEL, "max_tokens": 500, "messages": USER} | REQUESTS[name]


@pytest.fixture
def http(simulator):
    with simulator.http() as client:
        client.headers["anthropic-version"] = "2023-06-01"
        yield client


@pytest.mark.parametrize("name", REQUESTS)
def test_a_whole_reply_is_of_the_sdks_type_and_its_tokens_are_exact(http, name):
    reply = http.post("/v1/messages", json=fields_of(name))
    assert reply.status_code == 200, reply.text
    assert reply.headers["request-id"].startswith("req_")
    message = checked(Message, reply.json())
    assert message.id.startswith("msg_01") and message.role == "assistant"
    shown = {"text": lambda block: block.text, "thinking": lambda block: block.thinking}
    texts = sum(tokens_in(shown[block.type](block)) for block in message.content if block.type in shown)
    if not any(block.type == "tool_use" for block in message.content) and name != "hidden thinking":
        assert message.usage.output_tokens == texts


@pytest.mark.parametrize("name", REQUESTS)
def test_events_come_in_order_and_make_the_message(http, name):
    with http.stream("POST", "/v1/messages", json=fields_of(name) | {"stream": True}) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        events = raw_events(reply)
    names = [event for event, _ in events if event != "ping"]
    assert names[0] == "message_start" and names[-2:] == ["message_delta", "message_stop"]
    open_block, index, tokens = None, -1, 0
    for event, data in events:
        if event == "content_block_start":
            assert open_block is None and data["index"] == index + 1
            open_block, index = data["content_block"], data["index"]
            tokens += tokens_in(open_block.get("name", ""))
            text = ""
        elif event == "content_block_delta":
            assert data["index"] == index
            text += data["delta"].get("text") or data["delta"].get("thinking") or data["delta"].get("partial_json") or ""
        elif event == "content_block_stop":
            tokens += tokens_in(text)
            open_block = None
    assert open_block is None
    usage = events[-2][1]["usage"]
    hidden = usage.get("output_tokens_details", {}).get("thinking_tokens", 0) if name == "hidden thinking" else 0
    assert usage["output_tokens"] == tokens + hidden
    assert usage["input_tokens"] == events[0][1]["message"]["usage"]["input_tokens"]


def test_each_token_of_a_text_is_an_event(http):
    with http.stream("POST", "/v1/messages", json=fields_of("text") | {"stream": True}) as reply:
        deltas = [data["delta"] for name, data in raw_events(reply) if name == "content_block_delta"]
    assert len(deltas) == 12 and all(tokens_in(delta["text"]) == 1 for delta in deltas)


def test_max_tokens_is_a_bound_and_stop_reason_says_what_ended_it(anthropic_client):
    short = anthropic_client.messages.create(model=MODEL, max_tokens=7, messages=USER)
    assert (short.stop_reason, short.usage.output_tokens, short.stop_sequence) == ("max_tokens", 7, None)
    long = anthropic_client.messages.create(model=MODEL, max_tokens=4000, messages=USER)
    assert long.stop_reason == "end_turn" and 0 < long.usage.output_tokens < 1000
    stopped = anthropic_client.messages.create(model=MODEL, max_tokens=4000, messages=USER,
                                               stop_sequences=["zzz", "e", "t"])
    assert stopped.stop_reason == "stop_sequence" and stopped.stop_sequence in ("e", "t")
    assert not {"e", "t"} & set(stopped.content[0].text if stopped.content else "")


def test_the_stream_helper(anthropic_client):
    with anthropic_client.messages.stream(model=MODEL, max_tokens=30, messages=USER) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    assert final.content[0].text == text and final.stop_reason == "max_tokens"
    assert final.usage.output_tokens == 30 == tokens_in(text)


def test_the_asynchronous_client(simulator):
    async def ask() -> tuple[Message, str]:
        async with simulator.async_anthropic() as client:
            whole = await client.messages.create(model=MODEL, max_tokens=9, messages=USER)
            async with client.messages.stream(model=MODEL, max_tokens=9, messages=USER) as stream:
                return whole, await stream.get_final_text()

    whole, text = asyncio.run(ask())
    assert tokens_in(whole.content[0].text) == tokens_in(text) == 9


def test_a_loop_of_tools_ends(anthropic_client):
    ask = {"model": MODEL, "max_tokens": 500, "tools": [WEATHER]}
    first = anthropic_client.messages.create(messages=USER, **ask)
    [call] = first.content
    assert first.stop_reason == "tool_use" and call.id.startswith("toolu_01")
    jsonschema.validate(call.input, WEATHER["input_schema"])
    answer = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": call.id, "content": "Rain."}]}
    second = anthropic_client.messages.create(
        messages=[*USER, {"role": "assistant", "content": first.content}, answer], **ask)
    assert second.stop_reason == "end_turn" and second.content[0].type == "text"
    assert second.usage.input_tokens > first.usage.input_tokens


@pytest.mark.parametrize(("choice", "called"), [
    ({"type": "auto"}, True), ({"type": "any", "disable_parallel_tool_use": True}, True), ({"type": "none"}, False),
    ({"type": "tool", "name": "bash"}, True), ({"type": "tool", "name": "web_search"}, False),
])
def test_tool_choice(anthropic_client, choice, called):
    tools = [WEATHER, {"type": "bash_20250124", "name": "bash"}, {"type": "web_search_20250305", "name": "web_search"}]
    reply = anthropic_client.messages.create(model=MODEL, max_tokens=500, messages=USER, tools=tools, tool_choice=choice)
    assert (reply.stop_reason == "tool_use") == called
    if choice.get("name") == "bash":
        assert list(reply.content[0].input) == ["command"]


def test_a_streamed_call_is_put_together_by_the_sdk(anthropic_client):
    with anthropic_client.messages.stream(model=MODEL, max_tokens=500, messages=USER, tools=[WEATHER]) as stream:
        [call] = stream.get_final_message().content
    jsonschema.validate(call.input, WEATHER["input_schema"])


def test_thoughts_come_first_and_are_sent_back(anthropic_client):
    ask = {"model": MODEL, "max_tokens": 3000, "thinking": THINKING, "tools": [WEATHER]}
    first = anthropic_client.messages.create(messages=USER, **ask)
    assert [block.type for block in first.content] == ["thinking", "tool_use"]
    assert first.content[0].signature
    assert tokens_in(first.content[0].thinking) == first.usage.output_tokens_details.thinking_tokens <= 1024
    answer = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": first.content[1].id, "content": "Rain."}]}
    second = anthropic_client.messages.create(
        messages=[*USER, {"role": "assistant", "content": first.content}, answer], **ask)
    assert [block.type for block in second.content] == ["thinking", "text"]


def test_models_that_hide_their_thoughts_show_them_when_asked(anthropic_client):
    ask = {"model": "claude-opus-5", "max_tokens": 3000, "messages": USER}
    hidden, said = anthropic_client.messages.create(**ask).content
    assert hidden.thinking == "" and hidden.signature and said.text
    shown, _ = anthropic_client.messages.create(**ask, thinking={"type": "adaptive", "display": "summarized"}).content
    assert shown.thinking
    [only] = anthropic_client.messages.create(**ask, thinking={"type": "disabled"}).content
    assert only.type == "text"


def test_structured_output(anthropic_client):
    form = {"type": "object", "properties": {"sum": {"type": "integer"}}, "required": ["sum"],
            "additionalProperties": False}
    reply = anthropic_client.messages.create(model="claude-sonnet-4-6", max_tokens=500, messages=USER,
                                             output_config={"format": {"type": "json_schema", "schema": form}})
    jsonschema.validate(json.loads(reply.content[0].text), form)


def test_count_tokens_is_what_the_usage_says(anthropic_client):
    prompt = {"model": MODEL, "messages": USER, "system": "Be brief.", "tools": [WEATHER]}
    counted = anthropic_client.messages.count_tokens(**prompt)
    checked(MessageTokensCount, counted.model_dump())
    assert counted.input_tokens == anthropic_client.messages.create(max_tokens=1, **prompt).usage.input_tokens
    assert counted.input_tokens > anthropic_client.messages.count_tokens(model=MODEL, messages=USER).input_tokens


def png(width: int, height: int) -> str:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + chunk).decode()


@pytest.mark.parametrize(("width", "height", "tokens"), [(200, 200, 53), (1000, 1000, 1333), (3136, 1568, 1639)])
def test_images_count_by_their_pixels(anthropic_client, width, height, tokens):
    def counted(blocks: list) -> int:
        return anthropic_client.messages.count_tokens(
            model=MODEL, messages=[{"role": "user", "content": [{"type": "text", "text": "Look."}, *blocks]}]).input_tokens

    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": png(width, height)}}
    assert counted([image]) - counted([]) == tokens


def test_a_final_assistant_message_is_continued(anthropic_client):
    messages = [*USER, {"role": "assistant", "content": "The weather is"}]
    assert anthropic_client.messages.create(model=MODEL, max_tokens=5, messages=messages).content[0].text
