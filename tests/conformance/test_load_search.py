"""`oaisim-load sweep` and `find-max` against a simulator whose capacity is known: max_concurrency / latency."""

import json
import signal
import time

import pytest
from load_runs import oaisim_load, read_json, server_counts, start_load
from simulator import KEY, Simulator, clean_environment

SLOTS = 20
LATENCY_S = 1.0
CAPACITY = SLOTS / LATENCY_S
STEP_S = 4


@pytest.fixture(scope="module")
def simulator(tmp_path_factory):
    profile = {"ttft_ms": LATENCY_S * 1000, "itl_ms": 0, "max_concurrency": SLOTS, "max_queue": 100000}
    config = tmp_path_factory.mktemp("search") / "config.json"
    config.write_text(json.dumps({"openai_deployments": {"m": {"model": "gpt-4o-mini", "latency": profile}}}))
    with Simulator("--config", str(config)) as running:
        yield running


def command(simulator: Simulator, name: str, *flags) -> list:
    return [name, "--url", simulator.url, "--key", KEY, "--model", "m", "--max-tokens", "3", "--stream", "--quiet", *flags]


def finished(simulator: Simulator, folder, name: str, *flags, code=0) -> tuple[str, dict]:
    """What was printed, and the document of all runs."""
    done = oaisim_load(*command(simulator, name, *flags), "--json", folder / "all.json", code=code, cwd=folder, timeout=600,
                       env=clean_environment(OAISIM_STORE=str(folder / "runs.db")))
    return done.stdout, read_json(folder / "all.json")


def test_the_highest_rate_is_the_capacity_of_the_server(simulator, tmp_path):
    out, found = finished(simulator, tmp_path, "find-max", "--slo", f"ttft_p99<{LATENCY_S * 1300:.0f}ms",
                          "--slo", "error_rate<1%", "--start-rate", "6", "--step-duration", f"{STEP_S}s",
                          "--precision", "10%", "--pause", "100ms")
    steps = found["steps"]
    assert [step["rate"] for step in steps[:3]] == [6, 12, 24]
    assert all(step["outcome"] == "sustained" for step in steps if step["rate"] < 0.9 * CAPACITY), steps
    assert all(step["outcome"] in ("saturated", "slo_broken") for step in steps if step["rate"] > 1.2 * CAPACITY), steps
    # A queue of a short step holds back what is a little above the capacity by less than the SLO allows.
    assert 0.85 * CAPACITY < found["highest_rate"] < 1.15 * CAPACITY, steps
    assert len(steps) == len(found["runs"]) < 10
    assert f"highest sustained rate: {found['highest_rate']:g} requests/s" in out


def test_twice_the_capacity_saturates_whatever_the_slo_says(simulator, tmp_path):
    _, found = finished(simulator, tmp_path, "find-max", "--slo", "error_rate<1%", "--start-rate",
                          f"{2 * CAPACITY:g}", "--step-duration", "5s", code=1)
    assert found["highest_rate"] is None
    assert [step["outcome"] for step in found["steps"]] == ["saturated"], found["steps"]


def test_a_step_that_the_client_limited_is_repeated_once_before_the_search_ends(simulator, tmp_path):
    out, found = finished(simulator, tmp_path, "find-max", "--slo", "error_rate<1%", "--start-rate", "6",
                          "--step-duration", "2s", "--max-connections", "1", "--drain-timeout", "1s", "--pause", "100ms",
                          code=1)
    assert [(step["outcome"], step["repeat"]) for step in found["steps"]] == [("client_limited", False),
                                                                               ("client_limited", True)]
    first, second = out.splitlines()[:2]
    assert first.startswith("6rps  client_limited: ") and first.endswith("so the step is repeated once")
    assert second.startswith("6rps-repeat  client_limited: ")
    assert "at 6 requests/s the client was the limit, twice: " in out


def test_a_sweep_keeps_each_run_under_its_name(simulator, tmp_path):
    _, swept = finished(simulator, tmp_path, "sweep", "--rates", "5,10", "--duration", "2s", "--name", "nightly",
                          "--pause", "0s", "--markdown", tmp_path / "report.md")
    assert [run["plan"]["name"] for run in swept["runs"]] == ["nightly-5rps", "nightly-10rps"]
    assert [run["requests"]["whole_run"]["succeeded"] for run in swept["runs"]] == [10, 20]
    assert (tmp_path / "report-5rps.md").exists() and (tmp_path / "report-10rps.md").exists()
    listed = oaisim_load("results", "list", "--store", tmp_path / "runs.db")
    assert "nightly-5rps" in listed.stdout and "nightly-10rps" in listed.stdout


def interrupted(simulator: Simulator, folder, *flags: str) -> tuple[str, str]:
    """What a search printed that was interrupted in its first run, after a request of which was over."""
    before = server_counts(simulator.url)
    process = start_load(*command(simulator, *flags), cwd=folder, env=clean_environment(OAISIM_STORE="none"))
    while server_counts(simulator.url) == before and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, out + err
    return out, err


def test_ctrl_c_ends_a_sweep_with_the_table_so_far(simulator, tmp_path):
    out, err = interrupted(simulator, tmp_path, "sweep", "--users-list", "1,2,3", "--duration", "60s")
    assert "interrupted: 1 of 3 runs" in err
    assert "1users" in out and "interrupted" in out and "2users" not in out


def test_ctrl_c_ends_a_search_which_says_that_it_is_not_over(simulator, tmp_path):
    out, _ = interrupted(simulator, tmp_path, "find-max", "--slo", "error_rate<1%", "--start-rate", "5",
                         "--step-duration", "60s")
    assert "no sustained rate was found\ninterrupted; 0 runs" in out
