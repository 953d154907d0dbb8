"""The official SDK's Azure client against /openai/deployments/{deployment}, and Azure's own fields."""

import asyncio

import openai
import pytest
from oracle import reference
from simulator import KEY

MESSAGES = [{"role": "user", "content": "Why is the sky blue?"}]
CATEGORIES = {"hate", "self_harm", "sexual", "violence"}


def assert_unfiltered(results: dict) -> None:
    assert CATEGORIES <= set(results)
    for category in CATEGORIES:
        assert results[category] == {"filtered": False, "severity": "safe"}


def test_a_whole_reply(azure_client):
    reply = azure_client.chat.completions.create(model="my-deployment", messages=MESSAGES, max_tokens=20)
    assert reply.usage.completion_tokens == 20
    assert len(reference("o200k_base").encode_ordinary(reply.choices[0].message.content)) == 20
    assert reply.choices[0].finish_reason == "length"


def test_content_filter_fields_of_a_whole_reply(azure_client):
    raw = azure_client.chat.completions.create(model="my-deployment", messages=MESSAGES, max_tokens=5).model_dump()
    assert_unfiltered(raw["choices"][0]["content_filter_results"])
    assert raw["prompt_filter_results"][0]["prompt_index"] == 0
    assert_unfiltered(raw["prompt_filter_results"][0]["content_filter_results"])


def test_content_filter_fields_of_a_stream(azure_client):
    chunks = [chunk.model_dump() for chunk in azure_client.chat.completions.create(
        model="my-deployment", messages=MESSAGES, max_tokens=5, stream=True)]
    first = chunks[0]
    assert first["choices"] == []
    assert_unfiltered(first["prompt_filter_results"][0]["content_filter_results"])
    with_text = [c["choices"][0] for c in chunks if c["choices"] and c["choices"][0]["delta"].get("content")]
    assert len(with_text) == 5
    for choice in with_text:
        assert_unfiltered(choice["content_filter_results"])


def test_a_stream_ends_with_its_usage_when_asked_to(azure_client):
    chunks = list(azure_client.chat.completions.create(
        model="my-deployment", messages=MESSAGES, max_tokens=20, stream=True, stream_options={"include_usage": True}))
    assert chunks[-1].choices == []
    assert chunks[-1].usage.completion_tokens == 20


def test_asynchronous_clients(simulator):
    async def ask() -> tuple[int, int]:
        async with simulator.async_azure() as client:
            create = client.chat.completions.create
            whole = await create(model="my-deployment", messages=MESSAGES, max_tokens=10)
            pieces = 0
            async for chunk in await create(model="my-deployment", messages=MESSAGES, max_tokens=10, stream=True):
                pieces += bool(chunk.choices and chunk.choices[0].delta.content)
            return whole.usage.completion_tokens, pieces

    assert asyncio.run(ask()) == (10, 10)


@pytest.mark.parametrize("stream", [False, True])
def test_the_v1_address(simulator, stream):
    """https://learn.microsoft.com/azure/ai-services/openai/api-version-lifecycle: the OpenAI client, Azure's address."""
    with openai.OpenAI(base_url=f"{simulator.url}/openai/v1/", api_key=KEY, max_retries=0) as client:
        reply = client.chat.completions.create(model="my-deployment", messages=MESSAGES, max_tokens=7, stream=stream)
        if stream:
            assert sum(bool(c.choices and c.choices[0].delta.content) for c in reply) == 7
        else:
            assert reply.usage.completion_tokens == 7


def test_headers(azure_client):
    raw = azure_client.chat.completions.with_raw_response.create(model="my-deployment", messages=MESSAGES, max_tokens=5)
    assert raw.headers["apim-request-id"]
    assert raw.headers["x-ms-region"]


