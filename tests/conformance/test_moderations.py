"""The official SDK's moderations."""

import base64

import openai
import pytest
from media import png

IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + base64.b64encode(png(8, 8)).decode()}}


def flags(result) -> set[str]:
    return {name for name, value in result.categories.model_dump(by_alias=True).items() if value}


@pytest.mark.parametrize(("text", "expected"), [
    ("A walk in the park", set()), ("I will KILL them!", {"violence"}), ("skill and murderer", set()),
    ("kill-yourself", {"violence"}), ("You IDIOT, I'll hurt you", {"harassment", "harassment/threatening"}),
    ("I want to kill myself", {"self-harm/intent", "violence"}), ("where to buy a bomb", {"illicit/violent"}),
    ("subhuman vermin", {"hate"}), ("a nude, a bloodbath", {"sexual", "violence/graphic"})])
def test_words_flag_their_categories(openai_client, text, expected):
    reply = openai_client.moderations.create(input=text)
    [result] = reply.results
    assert flags(result) == expected and result.flagged == bool(expected)
    scores = result.category_scores.model_dump(by_alias=True)
    assert all((score >= 0.5) == (name in expected) and 0 < score < 1 for name, score in scores.items())
    assert reply.id.startswith("modr-") and reply.model == "omni-moderation-latest"
    again = openai_client.moderations.create(input=text).results[0]
    assert again == result


def test_texts_are_judged_one_by_one(openai_client):
    results = openai_client.moderations.create(input=["fine", "murder", "fine"]).results
    assert [result.flagged for result in results] == [False, True, False]
    assert results[0] == results[2] != results[1]


def test_parts_are_judged_together(openai_client):
    [result] = openai_client.moderations.create(
        input=[{"type": "text", "text": "one"}, IMAGE, {"type": "text", "text": "murder"}]).results
    types = result.category_applied_input_types
    assert flags(result) == {"violence"} and types.violence == ["text", "image"] and types.hate == ["text"]
    [alone] = openai_client.moderations.create(input=[IMAGE]).results
    assert alone.category_applied_input_types.sexual == ["image"] and alone.category_applied_input_types.hate == []


def test_text_models_know_less(openai_client):
    reply = openai_client.moderations.create(model="text-moderation-latest", input="bomb")
    [result] = reply.results
    assert not result.flagged and "illicit" not in result.category_scores.model_dump(exclude_unset=True)
    with pytest.raises(openai.BadRequestError) as caught:
        openai_client.moderations.create(model="text-moderation-stable", input=[IMAGE])
    assert caught.value.param == "input"


def test_large_inputs(openai_client):
    assert openai_client.moderations.create(input="walk " * 200_000 + "murder").results[0].flagged
    assert len(openai_client.moderations.create(input=["x"] * 2048).results) == 2048


@pytest.mark.parametrize(("fields", "param", "message"), [
    ({"input": None}, "input", "expected one of a string or an array"),
    ({"input": ""}, None, "'$.input' is invalid"),
    ({"input": []}, "input", "minimum length 1"),
    ({"input": ["a", ""]}, None, "'$.input' is invalid"),
    ({"input": ["x"] * 2049}, "input", "maximum length 2048"),
    ({"input": [1]}, "input[0]", "expected one of a string or an object"),
    ({"input": ["a", IMAGE]}, None, "'$.input' is invalid"),
    ({"input": [{"type": "audio"}]}, "input[0].type", "'text', and 'image_url'"),
    ({"input": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,eA=="}}]}, None, "unsupported image"),
    ({"model": "gpt-4o"}, "model", "'omni-moderation-latest'"),
    ({"extra_body": {"n": 1}}, "n", "Unknown parameter"),
])
def test_bad_input(openai_client, fields, param, message):
    with pytest.raises(openai.BadRequestError) as caught:
        openai_client.moderations.create(**({"input": "x"} | fields))
    assert caught.value.param == param and message in caught.value.body["message"]
