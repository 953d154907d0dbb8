"""Errors arrive as the SDK's exception classes, with their code and parameter."""

from pathlib import Path

import openai
import pytest
from simulator import Simulator

DEPLOYMENTS = Path(__file__).resolve().parents[2] / "examples" / "openai_deployment_config.json"
MESSAGES = [{"role": "user", "content": "Hello"}]


@pytest.fixture(scope="module")
def simulator():
    with Simulator(ALLOW_UNDEFINED_OPENAI_DEPLOYMENTS="false", OPENAI_DEPLOYMENT_CONFIG_PATH=str(DEPLOYMENTS)) as running:
        yield running


@pytest.fixture(params=["openai", "azure"])
def client(request, simulator):
    with getattr(simulator, request.param)() as made:
        yield made


@pytest.mark.parametrize("kind", ["openai", "azure"])
@pytest.mark.parametrize("key", ["nobodys-key", "test-key2", "test-ke", "TEST-KEY"])
def test_a_wrong_key(simulator, kind, key):
    with getattr(simulator, kind)(api_key=key) as client, pytest.raises(openai.AuthenticationError) as caught:
        client.chat.completions.create(model="gpt-4o", messages=MESSAGES)
    assert caught.value.status_code == 401
    assert key not in str(caught.value), "a key that was sent is not sent back whole"
    assert caught.value.code == ("invalid_api_key" if kind == "openai" else "401")


def test_no_key_and_every_header_that_may_carry_it(simulator):
    body = {"model": "gpt-4o", "messages": MESSAGES, "max_tokens": 1}
    with simulator.http() as http:
        http.headers.pop("api-key")
        assert http.post("/v1/chat/completions", json=body).status_code == 401
        for header in ({"api-key": "test-key"}, {"Authorization": "Bearer test-key"}, {"x-api-key": "test-key"}):
            assert http.post("/v1/chat/completions", json=body, headers=header).status_code == 200, header


@pytest.mark.parametrize(("parameter", "value"), [
    ("temperature", 3), ("top_p", -1), ("n", 0), ("max_tokens", -1), ("presence_penalty", 5), ("frequency_penalty", -5),
    ("messages", []), ("stop", ["a", "b", "c", "d", "e"]), ("logit_bias", "x"), ("stream_options", {"include_usage": True}),
])
def test_a_bad_value_names_its_parameter(client, parameter, value):
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(**{"model": "gpt-4o", "messages": MESSAGES, parameter: value})
    assert caught.value.status_code == 400
    assert caught.value.param == parameter
    assert caught.value.type == "invalid_request_error"


def test_an_unknown_role_is_named(client):
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model="gpt-4o", messages=[{"role": "wizard", "content": "x"}])
    assert "wizard" in str(caught.value)
    assert caught.value.param.startswith("messages")


def test_an_unknown_model(simulator):
    with simulator.openai() as client:
        with pytest.raises(openai.NotFoundError) as caught:
            client.chat.completions.create(model="no-such-model", messages=MESSAGES)
        assert caught.value.code == "model_not_found"
        with pytest.raises(openai.NotFoundError):
            client.models.retrieve("no-such-model")


def test_an_unknown_deployment(simulator):
    with simulator.azure() as client, pytest.raises(openai.NotFoundError) as caught:
        client.chat.completions.create(model="no-such-deployment", messages=MESSAGES)
    assert caught.value.code == "DeploymentNotFound"


def test_an_address_that_does_not_exist(simulator):
    with simulator.openai() as client, pytest.raises(openai.NotFoundError):
        client.get("/no-such-address", cast_to=object)


def test_errors_have_the_form_of_the_api_that_was_called(simulator):
    with simulator.http() as http:
        http.headers["api-key"] = "wrong"
        of_openai = http.post("/v1/chat/completions", json={}).json()
        of_azure = http.post("/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", json={}).json()
    assert set(of_openai) == {"error"}
    assert set(of_openai["error"]) == {"message", "type", "param", "code"}
    assert set(of_azure) == {"error"}
    assert set(of_azure["error"]) == {"code", "message"}
