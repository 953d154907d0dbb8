"""The official SDK's tools, structured output and reasoning models."""

import json

import openai
import pytest
from oracle import reference
from pydantic import BaseModel

USER = [{"role": "user", "content": "What is the weather in Lisbon? Answer in JSON."}]
WEATHER = {"type": "function", "function": {
    "name": "get_weather", "description": "The weather of a city.",
    "parameters": {"type": "object",
                   "properties": {"city": {"type": "string", "description": "Name of the city."},
                                  "unit": {"type": "string", "enum": ["c", "f"], "description": "Unit"}},
                   "required": ["city"]}}}
CLOCK = {"type": "function", "function": {"name": "get_time"}}
NOTE = {"type": "custom", "custom": {"name": "note"}}


def tokens_in(text: str) -> int:
    return len(reference("o200k_base").encode_ordinary(text))


def ask(client, **fields):
    return client.chat.completions.create(**({"model": "gpt-4o", "messages": USER} | fields))


def streamed_choice(stream):
    """(content, calls as [name, arguments], finish reason) of the first choice of a stream."""
    content, calls, finish = "", [], None
    for chunk in stream:
        for choice in chunk.choices:
            content += choice.delta.content or ""
            finish = choice.finish_reason or finish
            for call in choice.delta.tool_calls or []:
                if call.id:
                    calls.append([call.function.name, ""])
                calls[call.index][1] += call.function.arguments
    return content, calls, finish


def test_a_tool_is_called_with_arguments_of_its_schema(openai_client):
    reply = ask(openai_client, tools=[WEATHER])
    [choice] = reply.choices
    assert choice.finish_reason == "tool_calls"
    assert choice.message.content is None
    [call] = choice.message.tool_calls
    assert call.id.startswith("call_") and call.type == "function" and call.function.name == "get_weather"
    arguments = json.loads(call.function.arguments)
    assert isinstance(arguments["city"], str) and arguments["unit"] in ("c", "f")
    assert reply.usage.completion_tokens == tokens_in("get_weather") + tokens_in(call.function.arguments)


def test_an_agents_loop_ends(openai_client):
    messages = list(USER)
    call = ask(openai_client, messages=messages, tools=[WEATHER]).choices[0].message
    messages += [call, {"role": "tool", "tool_call_id": call.tool_calls[0].id, "content": "sunny"}]
    answer = ask(openai_client, messages=messages, tools=[WEATHER], max_tokens=9).choices[0]
    assert answer.message.tool_calls is None and answer.message.content
    assert answer.finish_reason == "length"


def test_a_streamed_call_is_the_whole_one(openai_client):
    fields = {"tools": [WEATHER], "seed": 3}
    call = ask(openai_client, **fields).choices[0].message.tool_calls[0].function
    content, calls, finish = streamed_choice(ask(openai_client, **fields, stream=True))
    assert (content, calls, finish) == ("", [[call.name, call.arguments]], "tool_calls")


@pytest.mark.parametrize(("choice", "called", "finish"), [
    ("none", None, "stop"),
    ("auto", "either", "tool_calls"),
    ("required", "either", "tool_calls"),
    ({"type": "function", "function": {"name": "get_time"}}, "get_time", "stop"),
    ({"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [
        {"type": "function", "function": {"name": "get_weather"}}]}}, "get_weather", "tool_calls"),
])
def test_tool_choice(openai_client, choice, called, finish):
    for seed in range(8):
        reply = ask(openai_client, tools=[WEATHER, CLOCK], tool_choice=choice, seed=seed).choices[0]
        assert reply.finish_reason == finish
        names = [call.function.name for call in reply.message.tool_calls or []]
        assert len(names) == (0 if called is None else 1)
        assert called in (None, "either") or names == [called]


@pytest.fixture
def call_probability(simulator):
    """Sets how often the deployment `free` calls a tool, and what is the default of all."""
    with simulator.http() as http:
        def change(own, default=1) -> None:
            patch = {"tool_call_probability": default,
                     "openai_deployments": {"free": {"model": "gpt-4o", "tool_call_probability": own}}}
            assert http.patch("/++/config", json=patch).status_code == 200
        yield change
        change(None)


def calls_of(client, requests: int, **fields) -> int:
    fields = {"model": "free", "tools": [CLOCK], "max_tokens": 5} | fields
    return sum(bool(ask(client, **fields).choices[0].message.tool_calls) for _ in range(requests))


def test_how_often_a_tool_is_called_is_a_setting(openai_client, call_probability):
    call_probability(0)
    assert calls_of(openai_client, 20) == 0
    assert calls_of(openai_client, 5, tool_choice="required") == 5
    assert calls_of(openai_client, 5, model="another") == 5
    call_probability(0.5)
    assert 20 <= calls_of(openai_client, 100) <= 80  # beyond that once in 10^9
    call_probability(None, default=0)
    assert calls_of(openai_client, 5) == calls_of(openai_client, 5, model="another") == 0
    call_probability(1, default=0)
    assert calls_of(openai_client, 5) == 5


@pytest.mark.parametrize("stream", [False, True])
def test_a_tools_answer_is_followed_by_text_however_often_tools_are_called(openai_client, call_probability, stream):
    call_probability(1)
    call = ask(openai_client, model="free", tools=[CLOCK]).choices[0].message
    messages = [*USER, call, {"role": "tool", "tool_call_id": call.tool_calls[0].id, "content": "noon"}]
    reply = ask(openai_client, model="free", messages=messages, tools=[CLOCK], max_tokens=5, stream=stream)
    if stream:
        content, calls, finish = streamed_choice(reply)
        assert content and not calls and finish == "length"
    else:
        assert reply.choices[0].message.content and not reply.choices[0].message.tool_calls


def test_without_parameters_the_arguments_are_an_empty_object(openai_client):
    assert ask(openai_client, tools=[CLOCK]).choices[0].message.tool_calls[0].function.arguments == "{}"


def test_a_custom_tool_gets_text(openai_client):
    call = ask(openai_client, tools=[NOTE]).choices[0].message.tool_calls[0]
    assert call.type == "custom" and call.custom.name == "note" and call.custom.input


def test_legacy_functions(openai_client):
    reply = ask(openai_client, functions=[WEATHER["function"]])
    assert reply.choices[0].finish_reason == "function_call"
    assert "city" in json.loads(reply.choices[0].message.function_call.arguments)
    named = ask(openai_client, functions=[WEATHER["function"]], function_call={"name": "get_weather"})
    assert named.choices[0].finish_reason == "stop"
    deltas = [chunk.choices[0].delta.function_call
              for chunk in ask(openai_client, functions=[WEATHER["function"]], stream=True)]
    assert "city" in json.loads("".join(delta.arguments for delta in deltas if delta))


def test_definitions_count_as_the_cookbook_says(openai_client):
    without = ask(openai_client, max_tokens=1).usage.prompt_tokens
    lines = ["get_weather:The weather of a city", "city:string:Name of the city", "unit:string:Unit", "c", "f"]
    framed = 7 + 3 + 2 * 3 - 3 + 2 * 3 + 12
    assert ask(openai_client, tools=[WEATHER]).usage.prompt_tokens - without == framed + sum(map(tokens_in, lines))


class Step(BaseModel):
    explanation: str
    output: str


class Solution(BaseModel):
    steps: list[Step]
    final_answer: str
    certainty: float | None


def test_a_parsed_reply_is_of_the_models_class(openai_client):
    reply = openai_client.chat.completions.parse(model="gpt-4o", messages=USER, response_format=Solution)
    assert isinstance(reply.choices[0].message.parsed, Solution)
    assert reply.usage.completion_tokens == tokens_in(reply.choices[0].message.content)
    with openai_client.chat.completions.stream(model="gpt-4o", messages=USER, response_format=Solution) as stream:
        assert isinstance(stream.get_final_completion().choices[0].message.parsed, Solution)


def test_a_json_object(openai_client):
    reply = ask(openai_client, response_format={"type": "json_object"}).choices[0]
    assert isinstance(json.loads(reply.message.content), dict) and reply.finish_reason == "stop"


@pytest.mark.parametrize("seed", range(4))
def test_characters_of_several_tokens_come_whole_in_streams(openai_client, seed):
    """A token may be a part of a character; an event never is."""
    words = {"type": "array", "minItems": 3, "maxItems": 3, "items": {"type": "string", "enum": ["🦄🧿鱻龘", "näh\u0301", "x"]}}
    form = {"type": "object", "properties": {"wörds": words}, "required": ["wörds"], "additionalProperties": False}
    text = {"type": "json_schema", "json_schema": {"name": "words", "strict": True, "schema": form}}
    tool = {"type": "function", "function": {"name": "say", "parameters": form}}
    for fields in ({"response_format": text}, {"response_format": text, "logprobs": True}, {"tools": [tool]}):
        whole = ask(openai_client, **fields, seed=seed).choices[0].message
        content, calls, _ = streamed_choice(ask(openai_client, **fields, seed=seed, stream=True))
        assert content == (whole.content or "")
        assert [call[1] for call in calls] == [call.function.arguments for call in whole.tool_calls or []]


@pytest.mark.parametrize("keyword", [{"propertyNames": {"type": "string"}}, {"not": {"required": ["zz"]}},
                                     {"patternProperties": {"^a": {}}}])
def test_definitions_that_are_not_strict_may_say_more_than_can_be_promised(openai_client, keyword):
    tool = {"type": "function", "function": {"name": "f", "parameters": {
        "type": "object", "properties": {"mail": {"type": "string", "pattern": "^(?!x).+@.+$"}}} | keyword}}
    assert "mail" in json.loads(ask(openai_client, tools=[tool]).choices[0].message.tool_calls[0].function.arguments)


@pytest.mark.parametrize("most", [1, 2, 5, 11])
def test_a_maximum_cuts_the_json_off(openai_client, most):
    reply = ask(openai_client, response_format={"type": "json_object"}, max_tokens=most)
    assert reply.choices[0].finish_reason == "length"
    assert reply.usage.completion_tokens == most == tokens_in(reply.choices[0].message.content)


def test_logprobs_are_of_the_texts_tokens(openai_client):
    fields = {"max_tokens": 7, "logprobs": True, "top_logprobs": 4, "seed": 1}
    choice = ask(openai_client, **fields).choices[0]
    tokens = choice.logprobs.content
    assert "".join(token.token for token in tokens) == choice.message.content
    for token in tokens:
        assert bytes(token.bytes).decode() == token.token
        assert len(token.top_logprobs) == 4 and token.top_logprobs[0].token == token.token
        assert sum(2.718281828 ** top.logprob for top in token.top_logprobs) <= 1
        assert len({top.token for top in token.top_logprobs}) == 4
    streamed = [chunk.choices[0].logprobs.content[0] for chunk in ask(openai_client, **fields, stream=True)
                if chunk.choices[0].logprobs]
    assert streamed == tokens


def test_reasoning_takes_tokens_and_comes_first(openai_client):
    for effort, least, most in (("minimal", 0, 0), ("low", 64, 192), ("high", 1024, 3072)):
        usage = ask(openai_client, model="gpt-5", reasoning_effort=effort, max_completion_tokens=5000).usage
        reasoning = usage.completion_tokens_details.reasoning_tokens
        assert least <= reasoning <= most and reasoning % 64 == 0
        assert usage.completion_tokens == 5000
    short = ask(openai_client, model="o3", reasoning_effort="high", max_completion_tokens=10)
    assert short.choices[0].message.content == "" and short.choices[0].finish_reason == "length"
    assert short.usage.completion_tokens_details.reasoning_tokens == 10


@pytest.mark.parametrize(("fields", "param", "code"), [
    ({"model": "o3", "max_tokens": 5}, "max_tokens", "unsupported_parameter"),
    ({"model": "gpt-5", "temperature": 0.5}, "temperature", "unsupported_value"),
    ({"model": "o4-mini", "top_p": 0.5}, "top_p", "unsupported_parameter"),
    ({"model": "o3-mini", "stop": "x"}, "stop", "unsupported_parameter"),
    ({"reasoning_effort": "low"}, None, None),
    ({"tool_choice": "auto"}, "tool_choice", None),
    ({"parallel_tool_calls": True}, "parallel_tool_calls", None),
    ({"tools": []}, "tools", "empty_array"),
    ({"tools": [CLOCK], "tool_choice": {"type": "function", "function": {"name": "nope"}}}, "tool_choice", None),
    ({"tools": [{"type": "function", "function": {"name": "a b"}}]}, "tools[0].function.name", "invalid_value"),
    ({"tools": [{"type": "function", "function": {"name": "a", "parameters": {"type": "objekt"}}}]},
     "tools[0].function.parameters", "invalid_function_parameters"),
    ({"messages": [{"role": "tool", "tool_call_id": "x", "content": "y"}]}, "messages.[0].role", None),
    ({"response_format": {"type": "json_object"}, "messages": [{"role": "user", "content": "x"}]}, "messages", None),
    ({"response_format": {"type": "json_schema", "json_schema": {"name": "x", "strict": True,
                                                                "schema": {"type": "object", "properties": {}}}}},
     "response_format", None),
])
def test_bad_input(openai_client, fields, param, code):
    with pytest.raises(openai.BadRequestError) as caught:
        ask(openai_client, **fields)
    assert (caught.value.param, caught.value.code) == (param, code)


def test_a_call_without_its_answer_and_an_answer_without_its_call(openai_client):
    call = ask(openai_client, tools=[WEATHER]).choices[0].message
    answer = {"role": "tool", "tool_call_id": call.tool_calls[0].id, "content": "sunny"}
    for messages, param in (
        ([*USER, call], "messages.[1].role"),
        ([*USER, call, *USER], "messages.[2].role"),
        ([*USER, call, answer | {"tool_call_id": "other"}], "messages.[2].tool_call_id"),
    ):
        with pytest.raises(openai.BadRequestError) as caught:
            ask(openai_client, messages=messages, tools=[WEATHER])
        assert caught.value.param == param


def test_azure_calls_tools_too(azure_client):
    reply = azure_client.chat.completions.create(model="any", messages=USER, tools=[WEATHER])
    assert reply.choices[0].finish_reason == "tool_calls"
