"""LiteLLM's proxy in front of the simulator, asked by the official SDK."""

import json
import os
import re
import socket
import subprocess
import time

import openai
import pytest
from openai import OpenAI
from oracle import reference
from simulator import API_VERSION, KEY, clean_environment

START_LIMIT_SECONDS = 180
PROXY_KEY = "sk-7d0c1f64a3b94e58b2c6e1d09f3a75c8"
CONFIG = {
    "model_list": [
        {"model_name": "azure/*", "litellm_params": {
            "model": "azure/*", "api_base": "os.environ/AZURE_API_BASE", "api_key": KEY, "api_version": API_VERSION}},
        {"model_name": "*", "litellm_params": {
            "model": "openai/*", "api_base": "os.environ/OPENAI_API_BASE", "api_key": KEY}},
    ],
    "litellm_settings": {"telemetry": False},
    "router_settings": {"num_retries": 0, "disable_cooldowns": True},
}
MESSAGES = [{"role": "user", "content": "What is the weather in Lisbon?"}]
WEATHER = {"type": "function", "function": {"name": "get_weather", "parameters": {
    "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}
MODELS = ["gpt-4o", "azure/gpt-4o"]


@pytest.fixture(scope="module")
def outside():
    """The way to everything that is not this machine: a listener that nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.fixture(scope="module")
def proxy(simulator, outside, tmp_path_factory):
    folder = tmp_path_factory.mktemp("litellm")
    (folder / "config.yaml").write_text(json.dumps(CONFIG))  # JSON is YAML
    way_out = f"http://127.0.0.1:{outside.getsockname()[1]}"
    environment = clean_environment(
        AZURE_API_BASE=simulator.url, OPENAI_API_BASE=f"{simulator.url}/v1", LITELLM_MASTER_KEY=PROXY_KEY,
        LITELLM_LOCAL_MODEL_COST_MAP="True", HF_HUB_OFFLINE="1", HOME=str(folder), NO_PROXY="127.0.0.1",
        HTTP_PROXY=way_out, HTTPS_PROXY=way_out)
    log_path = folder / "log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [os.environ["OAISIM_LITELLM"], "--config", "config.yaml", "--host", "127.0.0.1", "--port", "0"], cwd=folder,
            env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield f"http://127.0.0.1:{port_of(process, log_path)}"
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def port_of(process, log_path) -> str:
    """The port that the proxy says it has taken."""
    end = time.monotonic() + START_LIMIT_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if found := re.search(r"running on http://127\.0\.0\.1:(\d+)", log_path.read_text()):
            return found[1]
        time.sleep(0.1)
    raise RuntimeError(f"LiteLLM's proxy did not start:\n{log_path.read_text()}")


@pytest.fixture(scope="module")
def client(proxy):
    with OpenAI(base_url=proxy, api_key=PROXY_KEY, max_retries=0, timeout=60) as client:
        yield client


def tokens_in(text: str) -> int:
    return len(reference("o200k_base").encode_ordinary(text))


@pytest.mark.parametrize("model", MODELS)
def test_a_whole_reply(client, model):
    reply = client.chat.completions.create(model=model, messages=MESSAGES, max_tokens=12)
    assert tokens_in(reply.choices[0].message.content) == reply.usage.completion_tokens == 12
    assert reply.usage.prompt_tokens == 3 + 1 + tokens_in(MESSAGES[0]["content"]) + 3
    assert reply.choices[0].finish_reason == "length"


@pytest.mark.parametrize("model", MODELS)
def test_a_stream(client, model):
    chunks = list(client.chat.completions.create(
        model=model, messages=MESSAGES, max_tokens=12, stream=True, stream_options={"include_usage": True}))
    pieces = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices and chunk.choices[0].delta.content]
    assert tokens_in("".join(pieces)) == 12
    assert [chunk.usage.completion_tokens for chunk in chunks if chunk.usage][-1] == 12


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("stream", [False, True])
def test_a_tool_is_called_and_its_answer_followed_by_text(client, model, stream):
    if stream:
        with client.chat.completions.stream(model=model, messages=MESSAGES, tools=[WEATHER]) as events:
            called = events.get_final_completion().choices[0]
    else:
        called = client.chat.completions.create(model=model, messages=MESSAGES, tools=[WEATHER]).choices[0]
    assert called.finish_reason == "tool_calls"
    [call] = called.message.tool_calls
    assert call.function.name == "get_weather" and "city" in json.loads(call.function.arguments)
    messages = [*MESSAGES, {"role": "assistant", "tool_calls": [
        {"id": call.id, "type": "function", "function": {"name": "get_weather", "arguments": call.function.arguments}}]},
        {"role": "tool", "tool_call_id": call.id, "content": "sunny"}]
    answer = client.chat.completions.create(model=model, messages=messages, tools=[WEATHER], max_tokens=5).choices[0]
    assert answer.message.content and not answer.message.tool_calls


def test_embeddings(client):
    for model in ("text-embedding-3-small", "azure/text-embedding-3-small"):
        reply = client.embeddings.create(model=model, input=["one", "two"], dimensions=32)
        assert [len(one.embedding) for one in reply.data] == [32, 32]
        assert reply.usage.prompt_tokens == 2


@pytest.mark.parametrize("service", ["", "azure/"])
def test_a_refusal_of_a_limit_stays_one(simulator, client, service):
    with simulator.http() as http:
        limited = {"limited": {"model": "gpt-4o", "tokens_per_minute": 100}}
        assert http.patch("/++/config", json={"openai_deployments": limited}).status_code == 200
    with pytest.raises(openai.RateLimitError) as caught:
        client.chat.completions.create(model=f"{service}limited", messages=MESSAGES, max_tokens=200)
    assert caught.value.status_code == 429
    assert "litellm.RateLimitError" in caught.value.message


def test_other_errors_keep_their_kind(simulator, client):
    with pytest.raises(openai.BadRequestError, match="Invalid 'temperature'"):
        client.chat.completions.create(model="gpt-4o", messages=MESSAGES, temperature=9)
    with simulator.http() as http:
        filtered = {"filtered": {"model": "gpt-4o", "content_filter": {"violence": ["weather"]}}}
        assert http.patch("/++/config", json={"openai_deployments": filtered}).status_code == 200
    with pytest.raises(openai.BadRequestError, match="ContentPolicyViolationError"):
        client.chat.completions.create(model="azure/filtered", messages=MESSAGES)


def test_nothing_was_sent_elsewhere(client, outside):
    """Last, so that it looks back at everything before."""
    outside.setblocking(False)
    with pytest.raises(BlockingIOError):
        outside.accept()
