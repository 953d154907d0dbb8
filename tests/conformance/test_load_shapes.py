"""`oaisim-load run` in every shape of load: what it says it sent is what the simulator received."""

import json
import re
import signal
import subprocess
from collections import Counter

import pytest
from load_runs import measured, oaisim_load, read_json, read_rows, server_counts, settled_counts, start_load
from simulator import KEY, Simulator, clean_environment

SHAPES = {
    "poisson": ["--rate", "2000", "--arrivals", "poisson", "--duration", "2s"],
    "gamma": ["--rate", "2000", "--arrivals", "gamma", "--burstiness", "0.3", "--duration", "2s"],
    "bursts": ["--rate", "400", "--burst", "40", "--duration", "2s"],
    "rates": ["--stage", "1s:0..400rps", "--stage", "500ms:100rps", "--stage", "1s:200..0rps"],
    "users": ["--stage", "1s:0..20users", "--stage", "500ms:3users", "--think-time", "uniform:1ms..20ms"],
    "ramp": ["--min-load", "2", "--max-load", "20", "--ramp-duration", "1s", "--duration", "2s", "--think-time", "5ms"],
    "sources": ["--users", "8", "--requests", "100", "--source-address", "127.0.0.1", "--source-address", "127.0.0.2"],
}


def target(simulator: Simulator) -> list[str]:
    return ["--url", simulator.url, "--key", KEY, "--model", "gpt-4o-mini", "--max-tokens", "3"]


def run(simulator: Simulator, folder, *flags) -> tuple[dict, list[dict]]:
    return measured(folder, *target(simulator), *flags)


@pytest.mark.parametrize("flags", SHAPES.values(), ids=SHAPES.keys())
def test_the_client_and_the_server_count_the_same(simulator, tmp_path, flags):
    before = server_counts(simulator.url)["replies"]
    result, rows = run(simulator, tmp_path, *flags)
    counts = result["requests"]["whole_run"]
    replies = settled_counts(simulator.url, before + len(rows))["replies"]
    assert counts["succeeded"] == counts["total"] == len(rows) == replies - before
    assert counts["total"] > 50


def test_threads_do_not_change_what_is_offered(simulator, tmp_path):
    flags = ["--stage", "1s:0..300rps", "--arrivals", "gamma", "--burstiness", "0.5", "--seed", "7", "--threads"]
    due = [sorted(int(row["intended_ns"]) for row in run(simulator, tmp_path, *flags, threads)[1]) for threads in (1, 3)]
    assert due[0] == due[1]


def test_a_trace_says_when_and_how_long(simulator, tmp_path):
    trace = tmp_path / "trace.csv"
    trace.write_text("Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n"
                     "5,ChatGPT,40,18,58,Conversation log\n6,GPT-4,10,7,17,API log\n9,GPT-4,10,30,40,API log\n")
    _, rows = run(simulator, tmp_path, "--trace", trace, "--trace-scale", 10)
    rows.sort(key=lambda row: int(row["intended_ns"]))
    assert [int(row["intended_ns"]) for row in rows] == [0, 100_000_000, 400_000_000]
    assert [int(row["completion_tokens"]) for row in rows] == [18, 7, 30]


def test_a_bad_line_of_a_trace_is_named_before_anything_is_sent(simulator, tmp_path):
    trace = tmp_path / "trace.jsonl"
    trace.write_text('{"timestamp": 1, "input_length": 5, "output_length": 5}\n{"timestamp": 2}\n')
    finished = oaisim_load("run", *target(simulator), "--trace", trace, code=2)
    assert f"--trace: line 2 of '{trace}' has no \"input_length\"" in finished.stderr


def test_a_limit_of_requests_is_kept_in_every_minute_and_used(tmp_path):
    with Simulator("--time-scale", "60") as fast:
        _, rows = run(fast, tmp_path, "--users", "16", "--max-rpm", "120", "--duration", "240s", "--time-scale", "60")
    sent = sorted(int(row["sent_ns"]) for row in rows if row["sent_ns"])
    late_ns = 60 * 50_000_000  # a send may follow its permit by up to 50 ms of this machine's time
    most = max(sum(moment + late_ns - 60_000_000_000 < other <= moment for other in sent) for moment in sent)
    assert most == 120
    assert len(sent) == 4 * 120


def test_a_share_is_cancelled_midway(tmp_path):
    with Simulator(LATENCY_OPENAI_CHAT_COMPLETIONS_MEAN="200") as slow:
        _, rows = run(slow, tmp_path, "--users", "20", "--requests", "200", "--cancel-share", "30%",
                      "--cancel-after", "uniform:1ms..20ms")
    outcomes = Counter(row["outcome"] for row in rows)
    assert outcomes["success"] + outcomes["cancelled"] == 200
    assert 30 < outcomes["cancelled"] < 90


def test_a_share_of_streams_is_cancelled_after_so_many_events(simulator, tmp_path):
    def outcomes(*flags: str) -> Counter:
        _, rows = run(simulator, tmp_path, "--users", 4, "--requests", 200, "--stream", "--cancel-share", "30%", *flags)
        assert all(int(row["content_events"]) == 2 for row in rows if row["outcome"] == "cancelled")
        return Counter(row["outcome"] for row in rows)

    cancelled = outcomes("--cancel-after-events", 2)  # of 3
    assert cancelled["success"] + cancelled["cancelled"] == 200
    assert 30 < cancelled["cancelled"] < 90
    assert outcomes("--cancel-after-events", 4) == {"success": 200}


@pytest.mark.parametrize("flags, message", [
    (["--cancel-after-events", "0"], "--cancel-after-events"),
    (["--cancel-after-events", "2"], "--cancel-share and --cancel-after"),
    (["--cancel-share", "5%", "--cancel-after-events", "2"], "--cancel-after-events needs --stream"),
    (["--stream", "--cancel-share", "5%", "--cancel-after-events", "2", "--cancel-after", "1s"], "exclude each other"),
])
def test_cancelling_that_makes_no_sense_is_refused(simulator, flags, message):
    assert message in oaisim_load("run", *target(simulator), *flags, code=2).stderr


def start_slow_run(slow: Simulator, *flags, **environment: str) -> subprocess.Popen:
    started = start_load("run", *target(slow), "--quiet", "--users", 2, "--duration", "600s", "--requests", 1000, *flags,
                         env=clean_environment(**environment))
    while server_counts(slow.url)["replies"] == 0:
        assert started.poll() is None
    return started


STOPPING = r"oaisim-load: stopping: waiting up to 2 s for (1 reply|2 replies); Ctrl-C again to stop now\n"


def test_an_interrupt_prints_what_was_measured():
    with Simulator(LATENCY_OPENAI_CHAT_COMPLETIONS_MEAN="100") as slow:
        started = start_slow_run(slow)
        started.send_signal(signal.SIGINT)
        assert re.fullmatch(STOPPING, started.stderr.readline())
        out, _ = started.communicate(timeout=60)
        assert started.returncode == 0
        assert "interrupted" in out
        assert "succeeded" in out


def test_two_interrupts_await_no_reply_and_lose_nothing_that_was_measured(tmp_path):
    rows, result, page, store = (tmp_path / name for name in ("rows.csv", "x.json", "x.html", "runs.db"))
    with Simulator(LATENCY_OPENAI_CHAT_COMPLETIONS_MEAN="100") as slow:
        started = start_slow_run(slow, "--csv", rows, "--json", result, "--html", page, "--store", store,
                                 XDG_DATA_HOME=str(tmp_path))
        slow.process.send_signal(signal.SIGSTOP)  # nothing ends any more
        try:
            started.send_signal(signal.SIGINT)
            assert re.fullmatch(STOPPING, started.stderr.readline())
            with pytest.raises(subprocess.TimeoutExpired):  # two that come within 0.1 s are the same
                started.wait(0.2)
            started.send_signal(signal.SIGINT)
            out, problem = started.communicate(timeout=60)
        finally:
            slow.process.send_signal(signal.SIGCONT)
    assert started.returncode == 130, problem
    assert " 2 abandoned at the end" in out
    counts = read_json(result)["requests"]["whole_run"]
    assert counts["abandoned"] == 2 and counts["succeeded"] > 0
    assert len(read_rows(rows)) == counts["total"]
    assert page.read_text().endswith("</html>\n")
    [run] = json.loads(oaisim_load("results", "query", "--store", store, "--format", "json").stdout)
    assert run["request_rows"] == counts["total"] and run["e2e_p99"] > 0
