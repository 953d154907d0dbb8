"""LangChain's chat models and embeddings on both services."""

import asyncio
import os
from typing import Literal

import openai
import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import AzureChatOpenAI, AzureOpenAIEmbeddings, ChatOpenAI, OpenAIEmbeddings
from oracle import offline, reference
from pydantic import BaseModel
from simulator import API_VERSION, KEY

QUESTION = "What is the weather in Lisbon? Answer in JSON."
MODEL = "gpt-4o"


class Answer(BaseModel):
    """An answer to a question."""
    weather: Literal["dry", "wet"]
    reasons: list[str]
    note: str | None


@tool
def get_weather(city: str, days: int) -> str:
    """The weather of a city."""
    return f"{days} sunny days in {city}"


@pytest.fixture(autouse=True, scope="module")
def nothing_is_sent_elsewhere():
    """No traces to LangSmith, whatever the caller's environment says."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(("LANGCHAIN_", "LANGSMITH_", "OPENAI_", "AZURE_OPENAI_")):
                patch.delenv(name)
        patch.setenv("LANGSMITH_TRACING", "false")
        yield


@pytest.fixture(params=["openai", "azure"])
def chat(request, simulator):
    """Makes a chat model of either service."""
    def make(**options):
        options = {"max_retries": 0, "api_key": KEY} | options
        if request.param == "openai":
            return ChatOpenAI(model=MODEL, base_url=f"{simulator.url}/v1", **options)
        return AzureChatOpenAI(azure_deployment=MODEL, azure_endpoint=simulator.url, api_version=API_VERSION, **options)
    return make


def tokens_in(text: str) -> int:
    return len(reference("o200k_base").encode_ordinary(text))


def test_invoke_and_its_usage(chat):
    reply = chat(max_tokens=9).invoke(QUESTION)
    assert tokens_in(reply.content) == 9
    assert reply.response_metadata["finish_reason"] == "length"
    assert reply.usage_metadata["output_tokens"] == 9
    assert reply.usage_metadata["input_tokens"] == 3 + 1 + tokens_in(QUESTION) + 3
    assert reply.usage_metadata["total_tokens"] == sum(reply.usage_metadata[f"{kind}_tokens"] for kind in ("input", "output"))


def test_streams_are_the_whole_reply_and_have_its_usage(chat):
    model = chat(max_tokens=9, seed=3, stream_usage=True)
    whole = model.invoke(QUESTION)

    async def stream() -> list[AIMessageChunk]:
        return [chunk async for chunk in model.astream(QUESTION)]

    for chunks in (list(model.stream(QUESTION)), asyncio.run(stream())):
        assert sum(bool(chunk.content) for chunk in chunks) == 9
        total = chunks[0]
        for chunk in chunks[1:]:
            total += chunk
        assert total.content == whole.content
        assert total.usage_metadata["output_tokens"] == 9


def test_a_batch(chat):
    replies = chat(max_tokens=5).batch([f"Question {i}" for i in range(20)])
    assert [reply.usage_metadata["output_tokens"] for reply in replies] == [5] * 20


@pytest.mark.parametrize("streamed", [False, True])
def test_an_agents_loop(chat, streamed):
    model = chat(streaming=streamed).bind_tools([get_weather])
    messages = [HumanMessage(QUESTION)]
    for _ in range(5):
        reply = model.invoke(messages)
        messages.append(reply)
        if not reply.tool_calls:
            break
        for call in reply.tool_calls:
            messages.append(get_weather.invoke(call))
    assert [message.type for message in messages] == ["human", "ai", "tool", "ai"]
    assert isinstance(messages[2], ToolMessage) and "sunny days in" in messages[2].content
    assert messages[-1].content


@pytest.mark.parametrize("choice", ["get_weather", "any"])
def test_a_tool_that_must_be_called(chat, choice):
    [call] = chat().bind_tools([get_weather], tool_choice=choice).invoke(QUESTION).tool_calls
    assert call["name"] == "get_weather" and set(call["args"]) == {"city", "days"}


@pytest.mark.parametrize("method", ["json_schema", "function_calling"])
@pytest.mark.parametrize("strict", [None, True])
def test_structured_output(chat, method, strict):
    model = chat().with_structured_output(Answer, method=method, strict=strict, include_raw=True)
    result = model.invoke(QUESTION)
    assert result["parsing_error"] is None and isinstance(result["parsed"], Answer)


def test_structured_output_in_json_mode(chat):
    assert isinstance(chat().with_structured_output(method="json_mode").invoke(QUESTION), dict)


def test_log_probabilities(chat):
    reply = chat(max_tokens=4, logprobs=True, top_logprobs=2).invoke(QUESTION)
    tokens = reply.response_metadata["logprobs"]["content"]
    assert "".join(token["token"] for token in tokens) == reply.content
    assert all(len(token["top_logprobs"]) == 2 for token in tokens)


@pytest.mark.parametrize("service", ["openai", "azure"])
def test_embeddings_of_texts_that_it_cuts_into_tokens(simulator, service):
    """It sends arrays of tokens, of texts that are too long in several parts, and asks tiktoken for them."""
    model = "text-embedding-3-small"
    options = {"model": model, "api_key": KEY, "dimensions": 64, "max_retries": 0}
    with offline():
        if service == "openai":
            embeddings = OpenAIEmbeddings(base_url=f"{simulator.url}/v1", **options)
        else:
            embeddings = AzureOpenAIEmbeddings(azure_endpoint=simulator.url, api_version=API_VERSION, **options)
        texts = ["Lisbon in the rain", "A dry day", "word " * 9000]
        vectors = embeddings.embed_documents(texts)
        query = embeddings.embed_query(texts[0])
    assert [len(vector) for vector in vectors] == [64] * 3
    assert query == pytest.approx(vectors[0], abs=1e-6)
    with simulator.openai() as client:
        direct = client.embeddings.create(model=model, input=texts[0], dimensions=64).data[0].embedding
    assert vectors[0] == pytest.approx(direct, abs=1e-5)


def test_refusals_are_the_sdks(chat):
    with pytest.raises(openai.BadRequestError):
        chat(temperature=9).invoke(QUESTION)
