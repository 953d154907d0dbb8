"""What can be changed and seen while the simulator runs."""

import re
import time

import pytest
from simulator import KEY

BODY = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 20}


@pytest.fixture
def http(simulator):
    with simulator.http() as client:
        yield client


def seconds_for(http, **headers) -> float:
    start = time.monotonic()
    assert http.post("/v1/chat/completions", json=BODY, headers=headers).status_code == 200
    return time.monotonic() - start


def test_the_configuration_needs_a_key(http):
    http.headers["api-key"] = "wrong"
    assert http.get("/++/config").status_code == 401
    assert http.patch("/++/config", json={}).status_code == 401


@pytest.mark.parametrize("path", ["/", "/health", "/metrics"])
def test_what_operators_need_has_no_key(http, path):
    http.headers.pop("api-key")
    assert http.get(path).status_code == 200


def test_a_latency_that_is_patched_is_there_at_once(http):
    before = http.get("/++/config").json()
    assert before["latency"]["open_ai_chat_completions"]["mean"] == 0
    patch = {"latency": {"open_ai_chat_completions": {"mean": 50, "std_dev": 0}}}
    assert http.patch("/++/config", json=patch).status_code == 200
    assert http.get("/++/config").json()["latency"]["open_ai_chat_completions"] == {"mean": 50, "std_dev": 0}
    assert seconds_for(http) >= 20 * 0.050
    assert http.patch("/++/config", json={"latency": before["latency"]}).status_code == 200
    assert http.get("/++/config").json() == before


@pytest.mark.parametrize("patch", [
    {"no_such_key": 1},
    {"latency": {"open_ai_chat_completions": {"mean": -1}}},
    {"latency": {"no_such_operation": {}}},
    {"openai_deployments": {"a": {"model": "gpt-4o", "tokens_per_minute": -1}}},
    [],
])
def test_a_bad_patch_changes_nothing_and_names_the_problem(http, patch):
    before = http.get("/++/config").json()
    reply = http.patch("/++/config", json=patch)
    assert reply.status_code == 400
    assert reply.json()["error"]["message"]
    assert http.get("/++/config").json() == before


def test_a_deployment_can_be_added_and_removed(http):
    patch = {"openai_deployments": {"tiny": {"model": "gpt-4o", "tokens_per_minute": 100}}}
    assert http.patch("/++/config", json=patch).status_code == 200
    body = {**BODY, "model": "tiny", "max_tokens": 1000}
    assert http.post("/v1/chat/completions", json=body).status_code == 429
    assert http.patch("/++/config", json={"openai_deployments": {"tiny": None}}).status_code == 200
    assert http.post("/v1/chat/completions", json=body).status_code == 200


def test_headers_set_the_length_and_pace_of_one_reply(http):
    reply = http.post("/v1/chat/completions", json={**BODY, "max_tokens": None}, headers={"x-sim-output-tokens": "13"})
    assert reply.status_code == 200, reply.text
    assert reply.json()["usage"]["completion_tokens"] == 13
    assert seconds_for(http, **{"x-sim-ttft-ms": "300", "x-sim-itl-ms": "20"}) >= 0.300 + 19 * 0.020
    for name in ("x-sim-output-tokens", "x-sim-ttft-ms", "x-sim-itl-ms", "x-sim-debug-timing"):
        refused = http.post("/v1/chat/completions", json=BODY, headers={name: "many"})
        assert refused.status_code == 400
        assert name in refused.text


def test_a_stream_is_paced_by_its_headers(http):
    times = []
    with http.stream("POST", "/v1/chat/completions", json={**BODY, "stream": True, "max_tokens": 10},
                     headers={"x-sim-ttft-ms": "200", "x-sim-itl-ms": "50"}) as reply:
        start = time.monotonic()
        for line in reply.iter_lines():
            if line.startswith("data: {") and '"content":"' in line and '"content":""' not in line:
                times.append(time.monotonic() - start)
    assert len(times) == 10
    assert times[-1] - times[0] >= 9 * 0.050 - 0.050


def test_a_reply_tells_when_its_tokens_were_due_and_sent(http):
    headers = {"x-sim-ttft-ms": "50", "x-sim-itl-ms": "10", "x-sim-debug-timing": "true"}
    stream = http.post("/v1/chat/completions", json={**BODY, "stream": True, "max_tokens": 5}, headers=headers).text
    times = [(int(t), int(due), int(sent)) for t, due, sent in
             re.findall(r"^: sim-timing token=(\d+) due_ns=(\d+) sent_ns=(\d+)$", stream, re.MULTILINE)]
    assert [t for t, _, _ in times] == [0, 1, 2, 3, 4]
    assert [due for _, due, _ in times] == [50_000_000 + k * 10_000_000 for k in range(5)]
    assert all(sent >= due for _, due, sent in times)
    assert stream.index("token=4") < stream.index("[DONE]")
    whole = http.post("/v1/chat/completions", json={**BODY, "max_tokens": 5}, headers=headers)
    due, sent = re.fullmatch(r"due_ns=(\d+); sent_ns=(\d+)", whole.headers["x-sim-timing"]).groups()
    assert int(due) == 90_000_000 <= int(sent)
    assert "x-sim-timing" not in http.post("/v1/chat/completions", json=BODY).headers


def test_metrics_count_what_was_served(http):
    def used(kind: str) -> float:
        lines = http.get("/metrics").text.splitlines()
        wanted = [line for line in lines if line.startswith("aoai_api_simulator_tokens_used")
                  and f'token_type="{kind}"' in line and 'deployment="counted"' in line]
        return sum(float(line.rsplit(" ", 1)[1]) for line in wanted)

    assert used("completion") == 0
    assert http.post("/v1/chat/completions", json={**BODY, "model": "counted"}).status_code == 200
    assert used("completion") == 20
    assert used("prompt") > 0
    text = http.get("/metrics").text
    for name in ("latency_base_seconds", "latency_full_seconds", "tokens_used", "tokens_requested"):
        assert f"# TYPE aoai_api_simulator_{name}" in text
    assert KEY not in text
