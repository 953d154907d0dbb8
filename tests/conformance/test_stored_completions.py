"""Chat completions that are stored: listed, found, changed and deleted with the official SDK."""

import openai
import pytest
from published import check
from simulator import Simulator

MESSAGES = [{"role": "system", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "Why is the sky blue?"}]}]


@pytest.fixture(scope="module")
def simulator():
    with Simulator("--max-stored-bytes", "65536") as running:
        yield running


@pytest.fixture
def completions(openai_client):
    """The SDK's completions, with none stored."""
    for stored in openai_client.chat.completions.list(limit=100):
        openai_client.chat.completions.delete(stored.id)
    return openai_client.chat.completions


def create(completions, **fields):
    return completions.create(**{"model": "gpt-4o", "messages": MESSAGES, "max_tokens": 5, "store": True} | fields)


def test_a_stored_completion_is_found(completions):
    made = create(completions, metadata={"a": "b"})
    found = completions.retrieve(made.id)
    assert found.to_dict() == made.to_dict()
    check("CreateChatCompletionResponse", found.to_dict())


def test_a_streamed_completion_is_stored_whole(completions):
    chunks = list(create(completions, stream=True))
    found = completions.retrieve(chunks[0].id)
    assert found.choices[0].message.content == "".join(
        chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert found.usage.completion_tokens == 5


def test_what_is_not_stored_is_not_found(completions):
    made = create(completions, store=False)
    with pytest.raises(openai.NotFoundError):
        completions.retrieve(made.id)
    assert not completions.list().data


def test_metadata_changes_and_filters(completions):
    first = create(completions, metadata={"kind": "a b", "x": "1"})
    second = create(completions, metadata={"kind": "c"}, model="gpt-4.1")
    assert [found.id for found in completions.list()] == [first.id, second.id]
    assert [found.id for found in completions.list(order="desc")] == [second.id, first.id]
    assert [found.id for found in completions.list(model="gpt-4.1")] == [second.id]
    assert [found.id for found in completions.list(metadata={"kind": "a b", "x": "1"})] == [first.id]
    completions.update(first.id, metadata={"kind": "c"})
    assert completions.retrieve(first.id).metadata == {"kind": "c"}
    assert [found.id for found in completions.list(metadata={"kind": "c"})] == [first.id, second.id]


def test_a_list_comes_in_pages(completions):
    made = [create(completions).id for _ in range(5)]
    page = completions.list(limit=2)
    assert page.has_more
    check("ChatCompletionList", page.to_dict())
    assert [found.id for found in page] == made  # the SDK asks for the pages that follow


def test_messages_are_those_of_the_request(completions):
    made = create(completions)
    messages = list(completions.messages.list(made.id, limit=1))
    assert [message.role for message in messages] == ["system", "user"]
    assert messages[0].content == "Be brief."
    assert messages[1].content is None
    assert messages[1].content_parts[0].text == "Why is the sky blue?"


def test_a_deleted_completion_is_gone(completions):
    made = create(completions)
    gone = completions.delete(made.id)
    assert (gone.id, gone.object, gone.deleted) == (made.id, "chat.completion.deleted", True)
    for call in (completions.retrieve, completions.delete, completions.messages.list):
        with pytest.raises(openai.NotFoundError):
            call(made.id)


def test_the_oldest_are_dropped_when_there_are_too_many(completions):
    made = [create(completions, max_tokens=500).id for _ in range(60)]
    kept = [found.id for found in completions.list(limit=100)]
    assert 0 < len(kept) < 60
    assert kept == made[-len(kept):]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "order=up", "after=chatcmpl-no"])
def test_bad_pages_are_refused(simulator, query):
    with simulator.http() as http:
        reply = http.get(f"/v1/chat/completions?{query}")
    assert reply.status_code == 400
    assert reply.json()["error"]["param"] == query.split("=")[0]


@pytest.mark.parametrize("body", ["{}", '{"metadata": 3}', '{"metadata": {"a": 1}}', '{"other": {}}', "no json"])
def test_bad_changes_are_refused(simulator, completions, body):
    made = create(completions)
    with simulator.http() as http:
        reply = http.post(f"/v1/chat/completions/{made.id}", content=body)
    assert reply.status_code == 400, reply.text
