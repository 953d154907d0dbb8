"""Every response, event and list of the Responses API is as the published description says."""

import json

import httpx
import pytest
from published import check
from simulator import KEY

FUNCTION = {"type": "function", "name": "weather", "parameters": {
    "type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}, "required": ["city"]}}
FORM = {"type": "json_schema", "name": "answer", "strict": True, "schema": {
    "type": "object", "properties": {"why": {"type": "string"}}, "required": ["why"], "additionalProperties": False}}
PARTS = [{"role": "developer", "content": "Be brief."},
         {"role": "user", "content": [{"type": "input_text", "text": "What is this?"},
                                      {"type": "input_image", "image_url": "https://example.com/a.png"},
                                      {"type": "input_file", "filename": "a.pdf", "file_data": "data:;base64,AA=="}]},
         {"role": "assistant", "content": "A picture."},
         {"role": "assistant", "content": [{"type": "output_text", "text": "Of a cat."}]},
         {"type": "function_call", "call_id": "call_1", "name": "weather", "arguments": "{}"},
         {"type": "function_call_output", "call_id": "call_1", "output": "Sunny"},
         {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "Hm"}]},
         {"role": "user", "content": "Go on"}]

REQUESTS = {
    "plain": {"input": "Hi"},
    "cut": {"input": "Hi", "max_output_tokens": 16, "temperature": 0.5, "top_p": 0.9},
    "parts": {"input": PARTS, "instructions": "Think."},
    "fields": {"input": "Hi", "metadata": {"a": "b"}, "user": "u", "safety_identifier": "s", "prompt_cache_key": "k",
               "service_tier": "flex", "truncation": "auto", "max_tool_calls": 3, "store": False,
               "parallel_tool_calls": False, "text": {"verbosity": "low"}, "stream_options": None},
    "logprobs": {"input": "Hi", "include": ["message.output_text.logprobs"], "top_logprobs": 3},
    "call": {"input": "Hi", "tools": [FUNCTION, {"type": "web_search"}]},
    "named": {"input": "Hi", "tools": [FUNCTION], "tool_choice": {"type": "function", "name": "weather"}},
    "allowed": {"input": "Hi", "tools": [FUNCTION], "tool_choice": {
        "type": "allowed_tools", "mode": "required", "tools": [{"type": "function", "name": "weather"}]}},
    "custom": {"input": "Hi", "tools": [{"type": "custom", "name": "note"}]},
    "form": {"input": "Hi", "text": {"format": FORM}},
    "object": {"input": "Answer in json", "text": {"format": {"type": "json_object"}}},
    "reasoning": {"model": "o3", "input": "Hi", "reasoning": {"effort": "low", "summary": "detailed"},
                  "include": ["reasoning.encrypted_content"]},
    "only thoughts": {"model": "o3", "input": "Hi", "max_output_tokens": 64, "reasoning": {"effort": "high"}},
    "background": {"input": "Hi", "background": True},
}
EVENTS = {
    "response.created": "ResponseCreatedEvent",
    "response.queued": "ResponseQueuedEvent",
    "response.in_progress": "ResponseInProgressEvent",
    "response.completed": "ResponseCompletedEvent",
    "response.incomplete": "ResponseIncompleteEvent",
    "response.output_item.added": "ResponseOutputItemAddedEvent",
    "response.output_item.done": "ResponseOutputItemDoneEvent",
    "response.content_part.added": "ResponseContentPartAddedEvent",
    "response.content_part.done": "ResponseContentPartDoneEvent",
    "response.output_text.delta": "ResponseTextDeltaEvent",
    "response.output_text.done": "ResponseTextDoneEvent",
    "response.function_call_arguments.delta": "ResponseFunctionCallArgumentsDeltaEvent",
    "response.function_call_arguments.done": "ResponseFunctionCallArgumentsDoneEvent",
    "response.custom_tool_call_input.delta": "ResponseCustomToolCallInputDeltaEvent",
    "response.custom_tool_call_input.done": "ResponseCustomToolCallInputDoneEvent",
    "response.reasoning_summary_part.added": "ResponseReasoningSummaryPartAddedEvent",
    "response.reasoning_summary_part.done": "ResponseReasoningSummaryPartDoneEvent",
    "response.reasoning_summary_text.delta": "ResponseReasoningSummaryTextDeltaEvent",
    "response.reasoning_summary_text.done": "ResponseReasoningSummaryTextDoneEvent",
}


@pytest.fixture
def http(simulator):
    with httpx.Client(base_url=simulator.url, headers={"authorization": f"Bearer {KEY}"}) as client:
        yield client


def body_of(name: str) -> dict:
    return {"model": "gpt-4o"} | REQUESTS[name]


@pytest.mark.parametrize("name", REQUESTS)
def test_response(http, name):
    reply = http.post("/v1/responses", json=body_of(name))
    assert reply.status_code == 200, reply.text
    check("Response", reply.json())
    if REQUESTS[name].get("store") is False:
        return
    path = f"/v1/responses/{reply.json()['id']}"
    check("Response", http.get(path).json())
    check("ResponseItemList", http.get(f"{path}/input_items").json())


@pytest.mark.parametrize("name", REQUESTS)
def test_events(http, name):
    with http.stream("POST", "/v1/responses", json=body_of(name) | {"stream": True}) as reply:
        assert reply.status_code == 200
        lines = [line for line in reply.iter_lines() if line]
    for kind, data in zip(lines[::2], lines[1::2], strict=True):
        event = json.loads(data.removeprefix("data: "))
        assert kind == f"event: {event['type']}"
        check(EVENTS[event["type"]], event)
