"""The official SDK's helpers: typed streams, parsing into Pydantic models, raw and streamed responses, async clients."""

import asyncio
import enum
import json

import openai
import pytest
from oracle import reference
from pydantic import BaseModel, Field

MODEL = "gpt-4o"
MESSAGES = [{"role": "user", "content": "Plan a day in Lisbon."}]
KINDS = ["async_openai", "async_azure"]


def of_length(tokens: int) -> dict:
    """A reply that ends by itself after so many tokens: the helpers take one that was cut off for an error."""
    return {"extra_headers": {"x-sim-output-tokens": str(tokens)}}


class Weather(enum.Enum):
    dry = "dry"
    wet = "wet"


class Stop(BaseModel):
    place: str
    minutes: int = Field(ge=1, le=600)
    weather: Weather
    note: str | None


class Plan(BaseModel):
    title: str
    stops: list[Stop]
    alternative: "Plan | None"


class GetWeather(BaseModel):
    """The weather of a city."""
    city: str
    days: int


def tokens_in(text: str) -> int:
    return len(reference("o200k_base").encode_ordinary(text))


def run_with(simulator, kind: str, work):
    """What `work(client)` gives, with an asynchronous client of this kind."""
    async def go():
        async with getattr(simulator, kind)() as client:
            return await work(client)
    return asyncio.run(go())


# --- parse ---


@pytest.mark.parametrize("seed", range(8))
def test_nested_models_enums_optional_values_and_lists_are_parsed(openai_client, seed):
    reply = openai_client.chat.completions.parse(model=MODEL, messages=MESSAGES, response_format=Plan, seed=seed)
    [choice] = reply.choices
    plan = choice.message.parsed
    assert choice.finish_reason == "stop" and isinstance(plan, Plan)
    assert all(isinstance(stop.weather, Weather) for stop in plan.stops)
    assert plan.model_dump(mode="json") == json.loads(choice.message.content)


def test_a_reply_that_is_cut_off_cannot_be_parsed(openai_client):
    with pytest.raises(openai.LengthFinishReasonError) as caught:
        openai_client.chat.completions.parse(model=MODEL, messages=MESSAGES, response_format=Plan, max_tokens=3)
    assert caught.value.completion.usage.completion_tokens == 3


def test_a_stream_that_is_cut_off_says_so(openai_client):
    with pytest.raises(openai.LengthFinishReasonError):
        with openai_client.chat.completions.stream(model=MODEL, messages=MESSAGES, max_tokens=5) as stream:
            stream.get_final_completion()


def test_a_tools_arguments_are_parsed(openai_client):
    reply = openai_client.chat.completions.parse(
        model=MODEL, messages=MESSAGES, tools=[openai.pydantic_function_tool(GetWeather)])
    [call] = reply.choices[0].message.tool_calls
    assert call.function.name == "GetWeather"
    assert isinstance(call.function.parsed_arguments, GetWeather)


@pytest.mark.parametrize("kind", KINDS)
def test_asynchronous_parse(simulator, kind):
    reply = run_with(simulator, kind, lambda client: client.chat.completions.parse(
        model=MODEL, messages=MESSAGES, response_format=Plan))
    assert isinstance(reply.choices[0].message.parsed, Plan)


# --- the stream helper ---


def types_of(events) -> list[str]:
    """The events' types in the order in which they first came."""
    return list(dict.fromkeys(event.type for event in events))


def test_events_of_a_text(openai_client):
    with openai_client.chat.completions.stream(
            model=MODEL, messages=MESSAGES, stream_options={"include_usage": True}, **of_length(12)) as stream:
        events = list(stream)
        final = stream.get_final_completion()
    deltas = [event.delta for event in events if event.type == "content.delta" and event.delta]
    [done] = [event for event in events if event.type == "content.done"]
    assert len(deltas) == 12
    assert "".join(deltas) == done.content == final.choices[0].message.content
    assert final.choices[0].finish_reason == "stop"
    assert final.usage.completion_tokens == 12


def test_events_of_a_parsed_text(openai_client):
    with openai_client.chat.completions.stream(model=MODEL, messages=MESSAGES, response_format=Plan) as stream:
        events = list(stream)
    [done] = [event for event in events if event.type == "content.done"]
    assert isinstance(done.parsed, Plan)
    snapshots = [event.snapshot for event in events if event.type == "content.delta"]
    assert all(later.startswith(earlier) for earlier, later in zip(snapshots, snapshots[1:]))
    assert any(event.parsed for event in events if event.type == "content.delta"), "partial JSON is parsed on the way"


def test_events_of_a_call(openai_client):
    with openai_client.chat.completions.stream(
            model=MODEL, messages=MESSAGES, tools=[openai.pydantic_function_tool(GetWeather)]) as stream:
        events = list(stream)
    [done] = [event for event in events if event.type == "tool_calls.function.arguments.done"]
    deltas = [event for event in events if event.type == "tool_calls.function.arguments.delta"]
    assert "".join(event.arguments_delta for event in deltas) == done.arguments
    assert isinstance(done.parsed_arguments, GetWeather)
    assert deltas[-1].arguments == done.arguments and done.name == "GetWeather"


def test_events_of_log_probabilities(openai_client):
    with openai_client.chat.completions.stream(model=MODEL, messages=MESSAGES, max_tokens=5, logprobs=True) as stream:
        events = list(stream)
    [done] = [event for event in events if event.type == "logprobs.content.done"]
    assert len(done.content) == 5


@pytest.mark.parametrize("kind", KINDS)
def test_asynchronous_stream_helper(simulator, kind):
    async def work(client):
        async with client.chat.completions.stream(model=MODEL, messages=MESSAGES, **of_length(8)) as stream:
            events = [event async for event in stream]
            return events, await stream.get_final_completion()

    events, final = run_with(simulator, kind, work)
    assert types_of(events) == ["chunk", "content.delta", "content.done"]
    assert tokens_in(final.choices[0].message.content) == 8


# --- responses as they come ---


@pytest.mark.parametrize("kind", ["openai", "azure"])
def test_raw_responses_have_headers_and_parse(simulator, kind):
    with getattr(simulator, kind)() as client:
        raw = client.chat.completions.with_raw_response.create(model=MODEL, messages=MESSAGES, max_tokens=4)
        assert raw.headers["x-request-id"] and raw.request_id == raw.headers["x-request-id"]
        assert raw.parse().usage.completion_tokens == 4
        stream = client.chat.completions.with_raw_response.create(
            model=MODEL, messages=MESSAGES, max_tokens=4, stream=True)
        assert stream.headers["content-type"].startswith("text/event-stream")
        assert sum(bool(chunk.choices and chunk.choices[0].delta.content) for chunk in stream.parse()) == 4


def test_streamed_responses_are_read_by_line_and_as_a_whole(openai_client):
    create = openai_client.chat.completions.with_streaming_response.create
    with create(model=MODEL, messages=MESSAGES, max_tokens=4, stream=True) as response:
        lines = [line for line in response.iter_lines() if line]
    assert all(line.startswith("data: ") for line in lines) and lines[-1] == "data: [DONE]"
    with create(model=MODEL, messages=MESSAGES, max_tokens=4) as response:
        assert response.headers["x-request-id"]
        assert json.loads(response.read())["usage"]["completion_tokens"] == 4
    with create(model=MODEL, messages=MESSAGES, max_tokens=4) as response:
        assert response.parse().usage.completion_tokens == 4


@pytest.mark.parametrize("kind", KINDS)
def test_asynchronous_streamed_responses(simulator, kind):
    async def work(client):
        async with client.chat.completions.with_streaming_response.create(
                model=MODEL, messages=MESSAGES, max_tokens=4, stream=True) as response:
            return response.headers, [line async for line in response.iter_lines() if line]

    headers, lines = run_with(simulator, kind, work)
    assert headers["content-type"].startswith("text/event-stream")
    assert lines[-1] == "data: [DONE]"


def test_errors_carry_the_id_of_their_request(openai_client):
    with pytest.raises(openai.BadRequestError) as caught:
        openai_client.chat.completions.create(model=MODEL, messages=MESSAGES, temperature=9)
    assert caught.value.request_id == caught.value.response.headers["x-request-id"]


# --- the other operations, without waiting for one another ---


@pytest.mark.parametrize("kind", KINDS)
def test_asynchronous_tools_completions_embeddings_and_models(simulator, kind):
    async def work(client):
        tools = [openai.pydantic_function_tool(GetWeather)]
        called, text, vectors = await asyncio.gather(
            client.chat.completions.create(model=MODEL, messages=MESSAGES, tools=tools),
            client.completions.create(model="gpt-3.5-turbo-instruct", prompt="Once", max_tokens=6),
            client.embeddings.create(model="text-embedding-3-small", input=["one", "two"], dimensions=32))
        streamed = [chunk async for chunk in await client.completions.create(
            model="gpt-3.5-turbo-instruct", prompt="Once", max_tokens=6, stream=True)]
        return called, text, vectors, streamed

    called, text, vectors, streamed = run_with(simulator, kind, work)
    assert called.choices[0].message.tool_calls[0].function.name == "GetWeather"
    assert text.usage.completion_tokens == 6
    assert [len(one.embedding) for one in vectors.data] == [32, 32]
    assert sum(bool(chunk.choices and chunk.choices[0].text) for chunk in streamed) == 6


def test_the_list_of_models_is_one_page(simulator):
    with simulator.openai() as client:
        page = client.models.list()
        assert not page.has_next_page()
        assert [model.id for model in client.models.list()] == [model.id for model in page.data]

    async def work(client):
        return [model.id async for model in client.models.list()]

    assert run_with(simulator, "async_openai", work) == [model.id for model in page.data]
