"""Azure's content filter: words that a deployment stops in prompts and in completions."""

import json
import re

import openai
import pytest
from simulator import Simulator

LOREM = "dolor"  # every long text of lorem ipsum has it
SETTINGS = {"openai_deployments": {
    "strict": {"model": "gpt-4o", "content_filter": {"violence": ["Bomb"], "hate": [LOREM]}},
    "instruct": {"model": "gpt-3.5-turbo-instruct", "content_filter": {"violence": ["Bomb"], "hate": [LOREM]}},
    "embedding": {"model": "text-embedding-3-small", "content_filter": {"violence": ["Bomb"]}}}}
HELLO = [{"role": "user", "content": "Hello"}]
BAD = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": [{"type": "text", "text": "a BOMB!"}]}]
SAFE = {"filtered": False, "severity": "safe"}
FILTERED = {"filtered": True, "severity": "medium"}


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    path = tmp_path_factory.mktemp("settings") / "config.json"
    path.write_text(json.dumps(SETTINGS))
    with Simulator("--config", str(path)) as running:
        yield running


def ask(client, **fields):
    return client.chat.completions.create(**({"model": "strict", "messages": HELLO, "max_tokens": 300} | fields))


@pytest.mark.parametrize("stream", [False, True])
def test_a_prompt_is_refused_as_azure_does(azure_client, stream):
    with pytest.raises(openai.BadRequestError) as caught:
        ask(azure_client, messages=BAD, stream=stream)
    assert caught.value.body == {
        "message": "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. "
                   "Please modify your prompt and retry. To learn more about our content filtering policies please "
                   "read our documentation: https://go.microsoft.com/fwlink/?linkid=2198766",
        "type": None, "param": "prompt", "code": "content_filter", "status": 400,
        "innererror": {"code": "ResponsibleAIPolicyViolation", "content_filter_result": {
            "hate": SAFE, "jailbreak": {"filtered": False, "detected": False}, "self_harm": SAFE, "sexual": SAFE,
            "violence": FILTERED}}}


def test_words_are_whole_and_roles_are_none(azure_client):
    for text in ("bombs", "a_bomb", "user system assistant"):
        ask(azure_client, messages=[{"role": "user", "content": text}], max_tokens=1)


def test_legacy_prompts_are_refused_and_embeddings_are_not(azure_client):
    for prompt in ("a bomb", ["fine", "a bomb"]):
        with pytest.raises(openai.BadRequestError, match="content management policy"):
            azure_client.completions.create(model="instruct", prompt=prompt)
    assert azure_client.embeddings.create(model="embedding", input="a bomb").data


def test_openais_addresses_filter_nothing(openai_client):
    assert LOREM in ask(openai_client, messages=BAD).choices[0].message.content
    assert not hasattr(ask(openai_client).choices[0], "content_filter_results")


def test_other_deployments_filter_nothing(azure_client):
    assert ask(azure_client, model="other", messages=BAD).choices[0].finish_reason == "length"


def test_a_completion_ends_before_the_word(azure_client, openai_client):
    whole = ask(openai_client, seed=4).choices[0].message.content
    [choice] = ask(azure_client, seed=4).choices
    assert choice.finish_reason == "content_filter"
    assert whole.startswith(choice.message.content)
    assert whole[len(choice.message.content):].lower().startswith(LOREM)
    assert choice.content_filter_results == {"hate": FILTERED, "self_harm": SAFE, "sexual": SAFE, "violence": SAFE}


def test_each_choice_ends_for_itself(azure_client):
    reply = ask(azure_client, max_tokens=12, n=20, seed=1)
    reasons = {choice.finish_reason for choice in reply.choices}
    assert reasons == {"content_filter", "length"}
    for choice in reply.choices:
        assert choice.content_filter_results["hate"] == (SAFE if choice.finish_reason == "length" else FILTERED)
        assert not re.search(rf"\b{LOREM}\b", choice.message.content, re.IGNORECASE)


def test_a_stream_never_shows_the_word(azure_client):
    whole = ask(azure_client, seed=4).choices[0].message.content
    chunks = list(ask(azure_client, seed=4, stream=True, stream_options={"include_usage": True}))
    choices = [chunk.choices[0] for chunk in chunks if chunk.choices]
    assert "".join(choice.delta.content or "" for choice in choices) == whole
    assert choices[-1].finish_reason == "content_filter"
    assert choices[-1].content_filter_results["hate"] == FILTERED
    assert all(choice.content_filter_results.get("hate", SAFE) == SAFE for choice in choices[:-1])


def test_legacy_completions_end_before_the_word(azure_client):
    fields = {"model": "instruct", "prompt": "Say", "max_tokens": 300, "seed": 4}
    [choice] = azure_client.completions.create(**fields).choices
    assert choice.finish_reason == "content_filter" and choice.content_filter_results["hate"] == FILTERED
    chunks = list(azure_client.completions.create(**fields, stream=True))
    assert "".join(chunk.choices[0].text for chunk in chunks) == choice.text
    assert chunks[-1].choices[0].finish_reason == "content_filter"
    assert [chunk.choices[0].content_filter_results["hate"] for chunk in chunks] == [SAFE] * (len(chunks) - 1) + [FILTERED]


def test_arguments_of_tools_are_filtered(azure_client):
    parameters = {"type": "object", "properties": {"what": {"enum": [f"a {LOREM}"]}}, "required": ["what"]}
    [choice] = ask(azure_client, tools=[{"type": "function", "function": {"name": "f", "parameters": parameters}}]).choices
    assert choice.finish_reason == "content_filter"
    assert choice.message.tool_calls[0].function.arguments.endswith('"a ')


def test_the_filter_can_be_changed_while_running(simulator, azure_client):
    with simulator.http() as http:
        def patch(value) -> int:
            patch = {"openai_deployments": {"later": {"model": "gpt-4o", "content_filter": value}}}
            return http.patch("/++/config", json=patch).status_code

        assert patch({"sexual": ["hello"]}) == 200
        with pytest.raises(openai.BadRequestError):
            ask(azure_client, model="later")
        assert patch(None) == 200
        assert ask(azure_client, model="later").choices[0].finish_reason == "length"
        assert patch({"sexual": ["two words"]}) == patch({"rude": ["a"]}) == patch(["a"]) == 400
