"""Replies that only several fields together have are as the published description says.

What single fields change is in test_published_requests.py.
"""

import pytest
from published import EVENTS, check, events_of, problems, problems_at, reply_schema

USER = {"role": "user", "content": "Why is the sky blue?"}
WEATHER = {"name": "weather", "description": "The weather of a city.", "parameters": {
    "type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}, "required": ["city"]}}
CHAT_WEATHER = {"type": "function", "function": WEATHER}
FORM = {"type": "object", "properties": {"why": {"type": "string"}}, "required": ["why"], "additionalProperties": False}

CHAT = {"model": "gpt-4o", "messages": [USER], "stream_options": {"include_usage": True}}
COMPLETION = {"model": "gpt-3.5-turbo-instruct", "max_tokens": 3}
RESPONSE = {"model": "gpt-4o", "input": "Hi"}
REQUESTS = {
    "choices": ("/chat/completions", CHAT | {"max_tokens": 5, "n": 3, "logprobs": True, "top_logprobs": 3}),
    "calls": ("/chat/completions", CHAT | {"tools": [CHAT_WEATHER], "n": 2, "tool_choice": "required"}),
    "form": ("/chat/completions", CHAT | {"response_format": {
        "type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": FORM}}}),
    "prediction": ("/chat/completions", CHAT | {"prediction": {"type": "content", "content": "The air."}, "max_tokens": 2}),
    "speech": ("/chat/completions", CHAT | {
        "model": "gpt-4o-audio-preview", "modalities": ["text", "audio"], "max_tokens": 3,
        "audio": {"voice": "alloy", "format": "pcm16"}}),
    "thoughts": ("/chat/completions", CHAT | {"model": "o3", "reasoning_effort": "low", "max_completion_tokens": 400}),
    "prompts": ("/completions", COMPLETION | {"prompt": ["a", "b"], "n": 2, "logprobs": 2}),
    "echo": ("/completions", COMPLETION | {"prompt": ["a", "b"], "n": 2, "echo": True}),
    "response cut": ("/responses", RESPONSE | {"max_output_tokens": 16}),
    "response probabilities": ("/responses", RESPONSE | {"include": ["message.output_text.logprobs"],
                                                         "top_logprobs": 3}),
    "response call": ("/responses", RESPONSE | {"tools": [WEATHER | {"type": "function"}, {"type": "web_search"}]}),
    "response custom call": ("/responses", RESPONSE | {"tools": [{"type": "custom", "name": "note"}]}),
    "response thoughts": ("/responses", RESPONSE | {"model": "o3", "include": ["reasoning.encrypted_content"],
                                                    "reasoning": {"effort": "low", "summary": "detailed"}}),
    "response of thoughts alone": ("/responses", RESPONSE | {"model": "o3", "max_output_tokens": 64,
                                                             "reasoning": {"effort": "high"}}),
    "response later": ("/responses", RESPONSE | {"background": True}),
    "picture": ("/images/generations", {"model": "gpt-image-1", "prompt": "A fox", "partial_images": 2}),
}


@pytest.fixture(scope="module")
def http(simulator):
    with simulator.http() as client:
        yield client


@pytest.mark.parametrize("name", REQUESTS)
def test_whole(http, name):
    path, body = REQUESTS[name]
    reply = http.post(f"/v1{path}", json={field: value for field, value in body.items()
                                          if field not in ("stream_options", "partial_images")})
    assert reply.status_code == 200, reply.text
    assert not problems_at(reply_schema("post", path), reply.json())


@pytest.mark.parametrize("name", REQUESTS)
def test_events(http, name):
    path, body = REQUESTS[name]
    with http.stream("POST", f"/v1{path}", json=body | {"stream": True}) as reply:
        assert reply.status_code == 200, reply.read()
        events = events_of(reply, done=path.endswith("completions"))
    schema = reply_schema("post", path, EVENTS)
    assert not [problem for event in events for problem in problems_at(schema, event)]


def test_best_of_is_not_streamed(http):
    reply = http.post("/v1/completions", json=COMPLETION | {"prompt": [1, 2, 3], "best_of": 3})
    check("CreateCompletionResponse", reply.json())


def test_the_check_sees_what_is_wrong(http):
    reply = http.post("/v1/chat/completions", json={"model": "gpt-4o", "messages": [USER]}).json()
    del reply["choices"][0]["finish_reason"]
    assert problems("CreateChatCompletionResponse", reply)
    with http.stream("POST", "/v1/responses", json=RESPONSE | {"stream": True}) as stream:
        created, *_ = events_of(stream, done=False)
    del created["response"]["id"]
    assert problems("ResponseStreamEvent", created) == ["response: 'id' is a required property"]
