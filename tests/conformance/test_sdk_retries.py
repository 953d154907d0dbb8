"""The official SDK, refused by a limit: it waits as long as it is told, sends again and gets its reply.

Simulated time almost stands still, so that the limit refuses however long the test takes; the client's own hook lifts
the limit once it has seen the refusal.
"""

import asyncio
import logging
import re

import openai
import pytest
from simulator import Simulator

MESSAGES = [{"role": "user", "content": "Hello"}]
WAIT_MS = 30
LIMITED = {"model": "gpt-4o", "tokensPerMinute": 600_060, "limits": {"window": "token_bucket"}}  # ten each millisecond
USE_UP = {"max_tokens": 6000, "n": 100, "extra_headers": {"x-sim-output-tokens": "1"}}
FREE_AFTER = {"max_tokens": 10 * WAIT_MS, "extra_headers": {"x-sim-output-tokens": "1"}}


@pytest.fixture(scope="module")
def simulator():
    with Simulator("--time-scale", "0.001") as running:
        yield running


@pytest.fixture
def set_limit(simulator):
    """Gives the deployment its limit back, or lifts it."""
    with simulator.http() as http:
        def change(settings) -> None:
            assert http.patch("/++/config", json={"openai_deployments": {"limited": settings}}).status_code == 200
        change(None)
        change(LIMITED)
        yield change


class Watch:
    """Notes the statuses of replies and how long the refused ones say to wait; then lifts the limit."""

    def __init__(self, set_limit):
        self.set_limit = set_limit
        self.statuses = []
        self.told = []

    def __call__(self, response) -> None:
        self.statuses.append(response.status_code)
        if response.status_code == 429:
            assert response.headers["retry-after"] == "1"
            self.told.append(int(response.headers["retry-after-ms"]))
            self.set_limit({"tokensPerMinute": None, "requestsPerMinute": None})

    async def asynchronous(self, response) -> None:
        self(response)


def waits(caplog) -> list[float]:
    """The milliseconds that the SDK says it waits."""
    found = [re.search(r"Retrying request in (\S+) seconds", record.getMessage()) for record in caplog.records]
    return [float(match[1]) * 1000 for match in found if match]


def assert_waited_as_told(watch: Watch, caplog) -> None:
    assert watch.statuses == [200, 429, 200]
    [told] = watch.told
    assert 0 < told <= WAIT_MS
    assert waits(caplog) == [pytest.approx(told)]


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("kind", ["openai", "azure"])
def test_it_waits_as_told_and_then_succeeds(simulator, set_limit, caplog, kind, stream):
    caplog.set_level(logging.INFO, "openai")
    watch = Watch(set_limit)
    hooked = openai.DefaultHttpxClient(event_hooks={"response": [watch]})
    with getattr(simulator, kind)(max_retries=2, http_client=hooked) as client:
        client.chat.completions.create(model="limited", messages=MESSAGES, **USE_UP)
        reply = client.chat.completions.create(model="limited", messages=MESSAGES, stream=stream, **FREE_AFTER)
        assert list(reply)
    assert_waited_as_told(watch, caplog)


@pytest.mark.parametrize("kind", ["async_openai", "async_azure"])
def test_so_do_asynchronous_clients(simulator, set_limit, caplog, kind):
    caplog.set_level(logging.INFO, "openai")
    watch = Watch(set_limit)

    async def ask():
        hooked = openai.DefaultAsyncHttpxClient(event_hooks={"response": [watch.asynchronous]})
        async with getattr(simulator, kind)(max_retries=2, http_client=hooked) as client:
            await client.chat.completions.create(model="limited", messages=MESSAGES, **USE_UP)
            return await client.chat.completions.create(model="limited", messages=MESSAGES, **FREE_AFTER)

    assert asyncio.run(ask()).usage.completion_tokens == 1
    assert_waited_as_told(watch, caplog)


def test_a_request_that_no_wait_lets_in_is_not_sent_again(simulator, set_limit, caplog):
    caplog.set_level(logging.INFO, "openai")
    with simulator.openai(max_retries=2) as client, pytest.raises(openai.RateLimitError, match="Request too large"):
        client.chat.completions.create(model="limited", messages=MESSAGES, max_tokens=16_000, n=100)
    assert waits(caplog) == []


def test_when_all_attempts_are_refused_the_last_refusal_is_raised(simulator, set_limit, caplog):
    caplog.set_level(logging.INFO, "openai")
    with simulator.openai(max_retries=2) as client:
        client.chat.completions.create(model="limited", messages=MESSAGES, **USE_UP)
        with pytest.raises(openai.RateLimitError) as caught:
            client.chat.completions.create(model="limited", messages=MESSAGES, **FREE_AFTER)
    assert len(waits(caplog)) == 2 and caught.value.code == "rate_limit_exceeded"
