"""Rate limits as the SDK meets them: RateLimitError, how long to wait, what remains."""

import re
import time
from pathlib import Path

import openai
import pytest
from simulator import Simulator

DEPLOYMENTS = Path(__file__).resolve().parents[2] / "examples" / "openai_deployment_config.json"
SMALL = "gpt-35-turbo-1k-token"  # 1,000 tokens and 6 requests per minute
MESSAGES = [{"role": "user", "content": "Hello"}]


@pytest.fixture(scope="module")
def simulator():
    with Simulator(OPENAI_DEPLOYMENT_CONFIG_PATH=str(DEPLOYMENTS)) as running:
        yield running


def use_up(client, model: str, max_tokens: int) -> openai.RateLimitError:
    for _ in range(100):
        try:
            client.chat.completions.create(model=model, messages=MESSAGES, max_tokens=max_tokens)
        except openai.RateLimitError as error:
            return error
    raise AssertionError("a hundred requests were admitted")


def test_azure_says_how_long_to_wait(azure_client):
    error = use_up(azure_client, SMALL, 10)
    assert error.status_code == 429
    assert error.code == "429"
    assert int(error.response.headers["retry-after"]) > 0
    assert int(error.response.headers["retry-after-ms"]) > 0
    assert re.search(r"retry after \d+ seconds?", str(error))


def test_azure_tells_what_remains(azure_client):
    raw = azure_client.chat.completions.with_raw_response.create(
        model="gpt-35-turbo-10m-token", messages=MESSAGES, max_tokens=10)
    assert 0 <= int(raw.headers["x-ratelimit-remaining-tokens"]) < 10_000_000
    assert int(raw.headers["x-ratelimit-remaining-requests"]) >= 0


def test_openai_tells_limit_remainder_and_reset(openai_client):
    raw = openai_client.chat.completions.with_raw_response.create(
        model="gpt-35-turbo-20m-token", messages=MESSAGES, max_tokens=10)
    assert raw.headers["x-ratelimit-limit-tokens"] == "20000000"
    assert raw.headers["x-ratelimit-limit-requests"] == "120000"
    assert int(raw.headers["x-ratelimit-remaining-tokens"]) < 20_000_000
    for name in ("x-ratelimit-reset-tokens", "x-ratelimit-reset-requests"):
        assert re.fullmatch(r"(\d+h)?(\d+m)?(\d+(\.\d+)?s)?|\d+(\.\d+)?ms", raw.headers[name]), raw.headers[name]


def test_openai_refuses_with_its_own_code(openai_client):
    error = use_up(openai_client, "gpt-35-turbo-10k-token", 3000)
    assert error.code == "rate_limit_exceeded"
    assert error.type in ("tokens", "requests")
    assert "Rate limit reached" in str(error)
    assert "Please try again in" in str(error)


@pytest.mark.parametrize("kind, wording", [("openai", "Request too large"), ("azure", "no wait will let it in")])
def test_a_request_above_the_whole_limit_is_refused_each_time(kind, wording):
    """In a simulator of its own, so that nothing but the request's size can be the reason."""
    with Simulator(OPENAI_DEPLOYMENT_CONFIG_PATH=str(DEPLOYMENTS)) as fresh, getattr(fresh, kind)() as client:
        for _ in range(2):
            with pytest.raises(openai.RateLimitError, match=wording):
                client.chat.completions.create(model=SMALL, messages=MESSAGES, max_tokens=4000)
        client.chat.completions.create(model=SMALL, messages=MESSAGES, max_tokens=10)


def test_deployments_do_not_share_their_limits(azure_client):
    use_up(azure_client, SMALL, 10)
    azure_client.chat.completions.create(model="gpt-35-turbo-50k-token", messages=MESSAGES, max_tokens=10)


def refused(simulator: Simulator, deployment: str) -> float:
    """How many requests the limits of `deployment` have refused, by /metrics."""
    with simulator.http() as http:
        page = http.get("/metrics").text
    lines = re.findall(r"^aoai_api_simulator_limits\{(.*)\} (\S+)", page, re.MULTILINE)
    return sum(float(value) for labels, value in lines if f'deployment="{deployment}"' in labels)


def test_the_sdk_waits_as_told_and_then_succeeds():
    """Simulated time runs 20 times faster, so the wait that the server names is longer than needed."""
    with Simulator("--time-scale", "20", OPENAI_DEPLOYMENT_CONFIG_PATH=str(DEPLOYMENTS)) as fast:
        with fast.azure() as impatient:
            use_up(impatient, SMALL, 10)
        before = refused(fast, SMALL)
        assert before > 0
        with fast.azure(max_retries=5) as client:
            start = time.monotonic()
            for _ in range(3):  # half a second of a busy machine may have let the first in
                client.chat.completions.create(model=SMALL, messages=MESSAGES, max_tokens=10)
                if refused(fast, SMALL) > before:
                    break
            assert time.monotonic() - start < 120
        assert refused(fast, SMALL) > before  # an attempt was refused and the SDK sent again
