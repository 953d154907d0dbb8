"""Errors, limits and models as the official Anthropic SDK meets them."""

import json
import re

import anthropic
import pytest
from anthropic.types import ErrorResponse, ModelInfo
from anthropic_types import checked
from simulator import KEY, Simulator

MODEL = "claude-haiku-4-5"
USER = {"role": "user", "content": "Hello"}
CALL = {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "f", "input": {}}]}
TOOL = {"name": "f", "input_schema": {"type": "object"}}
DOCUMENT = {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "x"}}
CACHED = {"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}}
DEPLOYMENTS = {"claude-small": {"model": "claude-haiku-4-5", "requestsPerMinute": 60, "tokensPerMinute": 30000},
               "claude-tiny": {"model": "claude-haiku-4-5", "tokensPerMinute": 50, "requestsPerMinute": 1000}}


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    deployments = tmp_path_factory.mktemp("deployments") / "deployments.json"
    deployments.write_text(json.dumps(DEPLOYMENTS))
    with Simulator(OPENAI_DEPLOYMENT_CONFIG_PATH=str(deployments)) as running:
        yield running


def refused(client: anthropic.Anthropic, kind=anthropic.BadRequestError, **fields) -> str:
    """The message of the refusal; the SDK no longer has some fields, so they are sent as they are."""
    body = {"model": MODEL, "max_tokens": 100, "messages": [USER]} | fields
    with pytest.raises(kind) as caught:
        client.post("/v1/messages", body={k: v for k, v in body.items() if v != "absent"}, cast_to=object)
    error = caught.value
    checked(ErrorResponse, error.body)
    assert error.request_id == error.body["request_id"] and error.request_id.startswith("req_")
    return error.body["error"]["message"]


@pytest.mark.parametrize(("fields", "message"), [
    ({"model": "absent"}, "model: Field required"),
    ({"max_tokens": "absent"}, "max_tokens: Field required"),
    ({"messages": "absent"}, "messages: Field required"),
    ({"messages": []}, "messages: at least one message is required"),
    ({"messages": "Hello"}, "messages: Input should be a valid list"),
    ({"messages": [{"role": "wizard", "content": "x"}]}, "messages.0.role: Input should be 'user' or 'assistant'"),
    ({"messages": [USER | {"content": 5}]}, "messages.0.content: Input should be a valid list"),
    ({"messages": [USER | {"content": [{"type": "text", "text": "x", "y": 1}]}]},
     "messages.0.content.0.text.y: Extra inputs are not permitted"),
    ({"messages": [{"role": "system", "content": "x"}, USER]},
     'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an '
     "input message role."),
    ({"messages": [USER | {"content": ""}, USER]},
     "messages.0: all messages must have non-empty content except for the optional final assistant message"),
    ({"messages": [USER | {"content": [{"type": "text", "text": ""}]}]},
     "messages: text content blocks must be non-empty"),
    ({"messages": [USER, {"role": "assistant", "content": "Well, "}]},
     "messages: final assistant content cannot end with trailing whitespace"),
    ({"messages": [USER | {"content": [{"type": "tool_result", "tool_use_id": "toolu_1"}]}]},
     "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_1. Each `tool_result` block "
     "must have a corresponding `tool_use` block in the previous message."),
    ({"messages": [USER, CALL, USER], "tools": [TOOL]},
     "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_1. Each `tool_use` "
     "block must have a corresponding `tool_result` block in the next message."),
    ({"messages": [USER | {"content": [CACHED] * 5}]},
     "A maximum of 4 blocks with cache_control may be provided. Found 5."),
    ({"temperature": 1}, "temperature: Extra inputs are not permitted"),
    ({"messages": [USER, {"role": "assistant", "content": [DOCUMENT]}]},
     "messages.1.content.0: `document` blocks can only be in `user` messages"),
    ({"messages": [USER | {"content": [{"type": "text", "text": "x", "citations": [{}]}]}]},
     "messages.0.content.0.text.citations: `citations` can only be in `assistant` messages"),
    ({"metadata": {"foo": 1}}, "metadata.foo: Extra inputs are not permitted"),
    ({"system": None}, "system: Input should be a valid list"),
    ({"stop_sequences": [" "]}, "stop_sequences: each stop sequence must contain non-whitespace"),
    ({"max_tokens": 64001},
     "max_tokens: 64001 > 64000, which is the maximum allowed number of output tokens for claude-haiku-4-5"),
    ({"thinking": {"type": "enabled", "budget_tokens": 1000}},
     "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"),
    ({"model": "claude-opus-4-7", "max_tokens": 2000, "thinking": {"type": "enabled", "budget_tokens": 1024}},
     '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" '
     "to control thinking behavior."),
    ({"model": "claude-fable-5", "thinking": {"type": "disabled"}},
     '"thinking.type.disabled" is not supported for this model.'),
    ({"thinking": {"type": "adaptive"}}, "adaptive thinking is not supported on this model"),
    ({"output_config": {"effort": "low"}}, "This model does not support the effort parameter."),
    ({"model": "claude-sonnet-4-6", "messages": [USER, {"role": "assistant", "content": "Well,"}]},
     "This model does not support assistant message prefill. The conversation must end with a user message."),
    ({"tools": [{"name": "f"}]}, "tools.0.custom.input_schema: Field required"),
    ({"tools": [{"name": "f", "input_schema": {}}]}, "tools.0.custom.input_schema.type: Field required"),
    ({"tools": [{"name": "a b", "input_schema": {"type": "object"}}]},
     "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'"),
    ({"tools": [TOOL, TOOL]}, "tools: Tool names must be unique."),
    ({"tools": [TOOL], "tool_choice": {"type": "tool", "name": "g"}}, "Tool 'g' not found in provided tools"),
    ({"tool_choice": {"type": "any"}}, "tool_choice may only be specified while providing tools"),
    ({"tools": [TOOL], "tool_choice": {"type": "any"}, "max_tokens": 2000,
      "thinking": {"type": "enabled", "budget_tokens": 1024}},
     "Thinking may not be enabled when tool_choice forces tool use."),
    ({"messages": [USER | {"content": "word " * 210_000}]}, re.compile(r"prompt is too long: \d+ tokens > 200000 maximum")),
    ({"model": "claude-3-7-sonnet-latest", "max_tokens": 64000, "messages": [USER | {"content": "word " * 150_000}]},
     re.compile(r"input length and `max_tokens` exceed context limit: \d+ \+ 64000 > 200000, decrease input length or .*")),
])
def test_refusals_are_worded_as_anthropics(anthropic_client, fields, message):
    got = refused(anthropic_client, **fields)
    assert message.fullmatch(got) if isinstance(message, re.Pattern) else got == message


@pytest.mark.parametrize(("fields", "message"), [
    ({"temperature": 2}, "temperature: Input should be less than or equal to 1"),
    ({"temperature": 0.5, "top_p": 0.5},
     "`temperature` and `top_p` cannot both be specified for this model. Please use only one."),
    ({"model": "claude-opus-5", "temperature": 0.5}, "`temperature` is deprecated for this model."),
    ({"max_tokens": 2000, "top_k": 5, "thinking": {"type": "enabled", "budget_tokens": 1024}},
     re.compile("`top_k` must be unset when thinking is enabled. Please consult .*")),
])
def test_sampling_belongs_to_the_version_before(simulator, fields, message):
    with simulator.anthropic(default_headers={"anthropic-version": "2023-06-01"}) as client:
        got = refused(client, **fields)
        assert message.fullmatch(got) if isinstance(message, re.Pattern) else got == message
        client.messages.create(model=MODEL, max_tokens=1, messages=[USER], extra_body={"temperature": 0.5, "top_k": 5})


def test_later_models_end_at_their_window(anthropic_client):
    reply = anthropic_client.messages.create(
        model=MODEL, max_tokens=64000, messages=[USER | {"content": "word " * 199_980}],
        extra_headers={"x-sim-output-tokens": "500"})
    assert reply.stop_reason == "model_context_window_exceeded" and reply.usage.output_tokens < 64000


def test_a_budget_must_be_below_the_maximum(anthropic_client):
    message = refused(anthropic_client, max_tokens=1024, thinking={"type": "enabled", "budget_tokens": 1024})
    assert message.startswith("`max_tokens` must be greater than `thinking.budget_tokens`.")


def test_with_a_budget_the_assistants_last_turn_begins_with_thoughts(anthropic_client):
    answer = USER | {"content": [{"type": "tool_result", "tool_use_id": "toolu_1"}]}
    message = refused(anthropic_client, max_tokens=2000, tools=[TOOL], messages=[USER, CALL, answer],
                      thinking={"type": "enabled", "budget_tokens": 1024})
    assert message.startswith("messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`")


def test_who_calls(simulator):
    with simulator.anthropic(api_key="nobodys") as client:
        assert refused(client, anthropic.AuthenticationError) == "invalid x-api-key"
    with simulator.anthropic(auth_token=KEY, api_key=None) as client:
        client.messages.create(model=MODEL, max_tokens=1, messages=[USER])
    with simulator.http() as http:
        body = {"model": MODEL, "max_tokens": 1, "messages": [USER]}
        assert http.post("/v1/messages", json=body).json()["error"]["message"] == "anthropic-version: header is required"
        reply = http.post("/v1/messages", json=body, headers={"anthropic-version": "2023-10-01"})
        assert reply.json()["error"]["message"] == 'anthropic-version: "2023-10-01" is not a valid version'
        http.headers.pop("api-key")
        reply = http.post("/v1/messages", json=body)
        assert (reply.status_code, reply.json()["error"]) == (
            401, {"type": "authentication_error", "message": "x-api-key header is required"})


def test_what_is_not_there(simulator, anthropic_client):
    assert refused(anthropic_client, anthropic.NotFoundError, model="text-embedding-3-small") == (
        "model: text-embedding-3-small")
    with pytest.raises(anthropic.NotFoundError):
        anthropic_client.messages.batches.list()
    with pytest.raises(anthropic.NotFoundError):
        anthropic_client.models.retrieve("claude-nobody")
    with simulator.http() as http:
        reply = http.get("/v1/messages")
        assert reply.status_code == 405 and reply.json()["type"] == "error"
        assert http.post("/v1/messages/", json={}).headers["request-id"].startswith("req_")
        broken = http.post("/v1/messages", content=b"{", headers={"anthropic-version": "2023-06-01"})
        assert broken.status_code == 400 and checked(ErrorResponse, broken.json())


def test_a_full_queue_is_an_overload(simulator, anthropic_client):
    profile = {"ttft_ms": 0, "itl_ms": 60000, "max_concurrency": 1, "max_queue": 0}
    body = {"model": "claude-busy", "max_tokens": 2, "messages": [USER], "stream": True}
    with simulator.http() as http:
        patch = {"openai_deployments": {"claude-busy": {"model": MODEL, "latency": profile}}}
        assert http.patch("/++/config", json=patch).status_code == 200
        with http.stream("POST", "/v1/messages", json=body, headers={"anthropic-version": "2023-06-01"}) as held:
            lines = held.iter_lines()
            next(lines)  # its first token has come, and the next takes a minute
            assert refused(anthropic_client, anthropic.OverloadedError, model="claude-busy") == "Overloaded"


def test_replies_tell_the_limits(anthropic_client):
    headers = anthropic_client.messages.with_raw_response.create(
        model="claude-small", max_tokens=5000, messages=[USER]).headers
    assert headers["anthropic-ratelimit-requests-limit"] == "60"
    for name in ("tokens", "input-tokens", "output-tokens"):
        assert headers[f"anthropic-ratelimit-{name}-limit"] == "30000"
        # A reply is expected to be as long as replies are, not as max_tokens allows.
        assert 29000 < int(headers[f"anthropic-ratelimit-{name}-remaining"]) < 30000
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", headers[f"anthropic-ratelimit-{name}-reset"])
    assert "x-ratelimit-limit-tokens" not in headers


def test_too_many_tokens_are_refused_in_anthropics_words(anthropic_client):
    with pytest.raises(anthropic.RateLimitError) as caught:
        anthropic_client.messages.create(model="claude-tiny", max_tokens=1000, messages=[USER])
    assert caught.value.body["error"]["type"] == "rate_limit_error"
    assert "would exceed your organization's rate limit of 50 tokens per minute (org: " in str(caught.value)
    assert int(caught.value.response.headers["retry-after"]) > 0
    assert "retry-after-ms" not in caught.value.response.headers


def test_counting_tokens_is_not_limited(anthropic_client):
    for _ in range(5):
        anthropic_client.messages.count_tokens(model="claude-tiny", messages=[USER | {"content": "x " * 500}])


def test_the_sdk_waits_as_told_and_then_succeeds(simulator):
    with simulator.anthropic() as impatient, pytest.raises(anthropic.RateLimitError) as caught:
        for _ in range(1000):
            impatient.messages.create(model="claude-small", max_tokens=1, messages=[USER])
    assert "60 requests per minute" in str(caught.value)
    with simulator.anthropic(max_retries=5) as patient:
        for _ in range(3):
            patient.messages.create(model="claude-small", max_tokens=1, messages=[USER])


def test_models(anthropic_client, simulator):
    ids = [model.id for model in anthropic_client.models.list(limit=5)]  # the SDK asks for page after page
    assert {"claude-small", "claude-tiny"} < set(ids[:3]) and "claude-haiku-4-5" in ids and len(ids) == len(set(ids))
    assert not any(name.startswith("gpt") for name in ids)
    page = anthropic_client.models.list(limit=2, before_id=ids[4])
    assert [model.id for model in page.data] == ids[2:4] and page.has_more
    checked(ModelInfo, anthropic_client.models.retrieve("claude-sonnet-4-5-20250929").model_dump())
    with simulator.http() as http:
        assert http.get("/v1/models").json()["object"] == "list"
        assert http.get("/v1/models", headers={"anthropic-version": "2023-06-01"}).json()["has_more"] is True
