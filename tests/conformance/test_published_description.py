"""Every reply and event of the text operations is as the published description says."""

import httpx
import pytest
from published import check, events_of, problems
from simulator import KEY

USER = {"role": "user", "content": "Why is the sky blue? Answer in json."}
WEATHER = {"type": "function", "function": {
    "name": "weather", "description": "The weather of a city.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
                   "required": ["city"]}}}
FORM = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": {
    "type": "object", "properties": {"why": {"type": "string"}}, "required": ["why"], "additionalProperties": False}}}

CHATS = {
    "plain": {"max_tokens": 5},
    "choices": {"max_tokens": 5, "n": 3, "stop": ["zzz"], "seed": 7, "user": "u"},
    "usage": {"max_tokens": 5, "metadata": {"a": "b"}, "service_tier": "flex"},
    "logprobs": {"max_tokens": 5, "logprobs": True, "top_logprobs": 3},
    "tools": {"tools": [WEATHER]},
    "required": {"tools": [WEATHER], "tool_choice": "required", "parallel_tool_calls": False},
    "named": {"tools": [WEATHER], "tool_choice": {"type": "function", "function": {"name": "weather"}}, "n": 2},
    "functions": {"functions": [WEATHER["function"]], "function_call": "auto"},
    "json": {"response_format": {"type": "json_object"}},
    "form": {"response_format": FORM},
    "prediction": {"prediction": {"type": "content", "content": "Because of the air."}, "max_tokens": 3},
    "reasoning": {"model": "o3", "reasoning_effort": "low", "max_completion_tokens": 400},
}
COMPLETIONS = {
    "plain": {"prompt": "Say", "max_tokens": 4},
    "many": {"prompt": ["a", "b"], "n": 2, "max_tokens": 3, "logprobs": 2},
    "echo": {"prompt": "a", "echo": True, "max_tokens": 3, "suffix": "z"},
    "best": {"prompt": [1, 2, 3], "best_of": 3, "max_tokens": 3},
}
EMBEDDINGS = {
    "text": {"input": "one"},
    "texts": {"input": ["one", "two"], "dimensions": 64},
    "tokens": {"input": [[1, 2], [3]], "encoding_format": "float"},
}


@pytest.fixture
def http(simulator):
    with httpx.Client(base_url=simulator.url, headers={"authorization": f"Bearer {KEY}"}) as client:
        yield client


def chat(fields: dict) -> dict:
    return {"model": "gpt-4o", "messages": [USER]} | fields


@pytest.mark.parametrize("name", CHATS)
def test_chat(http, name):
    reply = http.post("/v1/chat/completions", json=chat(CHATS[name]))
    assert reply.status_code == 200, reply.text
    check("CreateChatCompletionResponse", reply.json())


@pytest.mark.parametrize("name", CHATS)
def test_chat_stream(http, name):
    body = chat(CHATS[name]) | {"stream": True, "stream_options": {"include_usage": True}}
    with http.stream("POST", "/v1/chat/completions", json=body) as reply:
        assert reply.status_code == 200
        for event in events_of(reply):
            check("CreateChatCompletionStreamResponse", event)


@pytest.mark.parametrize("name", COMPLETIONS)
def test_completion(http, name):
    body = {"model": "gpt-3.5-turbo-instruct"} | COMPLETIONS[name]
    reply = http.post("/v1/completions", json=body)
    assert reply.status_code == 200, reply.text
    check("CreateCompletionResponse", reply.json())
    if "best_of" in body:
        return
    with http.stream("POST", "/v1/completions", json=body | {"stream": True}) as stream:
        for event in events_of(stream):
            check("CreateCompletionResponse", event)


@pytest.mark.parametrize("name", EMBEDDINGS)
def test_embedding(http, name):
    reply = http.post("/v1/embeddings", json={"model": "text-embedding-3-small"} | EMBEDDINGS[name])
    assert reply.status_code == 200, reply.text
    check("CreateEmbeddingResponse", reply.json())


def test_models(http):
    check("ListModelsResponse", http.get("/v1/models").json())
    check("Model", http.get("/v1/models/gpt-4o").json())


def test_the_check_sees_what_is_wrong(http):
    reply = http.post("/v1/chat/completions", json=chat({"max_tokens": 1})).json()
    del reply["choices"][0]["finish_reason"]
    assert problems("CreateChatCompletionResponse", reply)
