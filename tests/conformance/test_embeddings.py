"""The official SDK's embeddings, on both services."""

import math

import openai
import pytest
from oracle import reference

SMALL = "text-embedding-3-small"


def cosine(a, b) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def vector(client, text, **more):
    return client.embeddings.create(model=SMALL, input=text, **more).data[0].embedding


def test_a_vector_has_the_models_length_and_is_a_unit(openai_client):
    for model, dimensions in (("text-embedding-ada-002", 1536), (SMALL, 1536), ("text-embedding-3-large", 3072)):
        reply = openai_client.embeddings.create(model=model, input="Lisbon in the rain")
        [one] = reply.data
        assert len(one.embedding) == dimensions
        assert math.isclose(cosine(one.embedding, one.embedding), 1, rel_tol=1e-4)
        assert reply.model == model
        assert reply.usage.prompt_tokens == len(reference("cl100k_base").encode_ordinary("Lisbon in the rain"))


def test_base64_floats_and_tokens_give_the_same_vector(openai_client):
    text = "Lisbon in the rain"
    first = vector(openai_client, text)  # the SDK asks for base64
    assert vector(openai_client, text) == first
    assert vector(openai_client, text, encoding_format="float") == pytest.approx(first, abs=1e-6)
    tokens = reference("cl100k_base").encode_ordinary(text)
    assert vector(openai_client, tokens) == pytest.approx(first, abs=1e-6)
    assert vector(openai_client, [tokens]) == pytest.approx(first, abs=1e-6)


def test_inputs_keep_their_order(openai_client):
    reply = openai_client.embeddings.create(model=SMALL, input=["one", "two", "three"], dimensions=64)
    assert [one.index for one in reply.data] == [0, 1, 2]
    for text, one in zip(("one", "two", "three"), reply.data, strict=True):
        assert one.embedding == pytest.approx(vector(openai_client, text, dimensions=64), abs=1e-6)


def test_a_search_finds_the_text_that_shares_the_questions_words(openai_client):
    texts = ["Bake the bread for forty minutes.", "The harbour of Lisbon lies at the river Tagus.",
             "A goroutine is a lightweight thread."]
    question = vector(openai_client, "Which river is at the harbour of Lisbon?")
    near = [cosine(question, vector(openai_client, text)) for text in texts]
    assert near.index(max(near)) == 1


def test_azure(azure_client):
    assert len(azure_client.embeddings.create(model="any-deployment", input="x").data[0].embedding) == 1536


@pytest.mark.parametrize(("fields", "status", "message"), [
    ({"input": []}, 400, "'$.input' is invalid"),
    ({"input": ""}, 400, "'$.input' is invalid"),
    ({"input": ["a", ""]}, 400, "'$.input' is invalid"),
    ({"input": ["a", 1]}, 400, "'$.input' is invalid"),
    ({"input": [1, -1]}, 400, "'$.input' is invalid"),
    ({"input": [1.5]}, 400, "'$.input' is invalid"),
    ({"input": ["a"] * 2049}, 400, "'$.input' is invalid"),
    ({"input": "hello " * 8192}, 400, "maximum context length is 8192 tokens"),
    ({"input": [10**6]}, 400, "is not a token"),
    ({"input": "a", "dimensions": 0}, 400, "dimensions"),
    ({"input": "a", "dimensions": 1537}, 400, "Must be less than or equal to 1536"),
    ({"input": "a", "model": "text-embedding-ada-002", "dimensions": 8}, 400, "does not support specifying dimensions"),
    ({"input": "a", "model": "gpt-4o"}, 403, "not allowed to generate embeddings"),
    ({"input": "a", "encoding_format": "hex"}, 400, "'float' and 'base64'"),
])
def test_bad_input(openai_client, fields, status, message):
    with pytest.raises(openai.APIStatusError) as caught:
        openai_client.embeddings.create(**({"model": SMALL} | fields))
    assert caught.value.status_code == status
    assert message in caught.value.message


def test_unknown_fields_and_no_input_are_refused(openai_client):
    for extra in ({"input": "a", "no_such_field": 1}, {}):
        with pytest.raises(openai.BadRequestError):
            openai_client.post("/embeddings", body={"model": SMALL} | extra, cast_to=object)
