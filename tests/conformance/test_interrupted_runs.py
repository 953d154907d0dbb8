"""Whenever a run is interrupted or killed, what it measured is in the store or waits on disk for `results sync`."""

import json
import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest
from kept_runs import LIMIT_SECONDS, databases, load, psql, wait_until  # noqa: F401
from simulator import KEY, Simulator


def test_a_killed_run_is_taken_in_as_interrupted(load, tmp_path):
    with Simulator(LATENCY_OPENAI_CHAT_COMPLETIONS_MEAN="0.2") as server:
        running = load.start("run", "--url", server.url, "--model", "gpt-4o", "--key", KEY, "--users", "5", "--duration",
                             "60s", "--quiet", "--name", "killed")
        wait_until(lambda: any(len(path.read_text().splitlines()) > 1 for path in load.spool.glob("*.csv")))
        assert "1 runs belong to a process" in load("results", "sync").stdout
        running.kill()
        running.communicate()
    [rows] = load.spool.glob("*.csv")
    count = len(rows.read_text().splitlines()) - 1
    with rows.open("a") as file:
        file.write("0,measured,succ")  # a row that was being written
    assert "1 rows were broken" in load("results", "sync").stdout
    [run] = json.loads(load("results", "query", "--format", "json").stdout)
    assert (run["name"], run["verdict"], run["requests"], run["request_rows"]) == ("killed", "INTERRUPTED", count, count)
    assert load.waiting() == []
    shown = load("results", "show").stdout
    assert f"{count:,} succeeded" in shown and "none is known" in shown and "the process was killed" in shown


class HeldTable:
    """Meanwhile nothing gets into PostgreSQL's table of requests: who puts rows there waits."""

    def __init__(self, store: str):
        self.store = store

    def __enter__(self) -> "HeldTable":
        self.psql = subprocess.Popen(["psql", self.store, "-qAt"], text=True, stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE)
        self.psql.stdin.write("BEGIN; LOCK TABLE oaisim_requests IN SHARE MODE; SELECT 'held';\n")
        self.psql.stdin.flush()
        assert self.psql.stdout.readline() == "held\n"
        return self

    def is_waited_for(self) -> bool:
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'oaisim_requests'::regclass"
        return psql(self.store, waiting) == "1"

    def __exit__(self, *_) -> None:
        self.psql.communicate("COMMIT;\n", timeout=LIMIT_SECONDS)


def catches(process: subprocess.Popen, number: signal.Signals) -> bool:
    """Whether the signal has a handler. The one for storing goes with the first signal."""
    if process.poll() is not None:
        return False
    status = Path(f"/proc/{process.pid}/status").read_text()
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)


def interrupt(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGINT)
    wait_until(lambda: not catches(process, signal.SIGINT))


@pytest.mark.parametrize("interrupts", [1, 2])
def test_ctrl_c_while_rows_are_stored_loses_none_of_them(load, databases, tmp_path, interrupts):
    store = databases.postgres
    load("results", "list", "--store", store)  # makes the tables
    with HeldTable(store) as table:
        running = load.start(*load.run_of(12_000), "--store", store, "--json", "result.json")
        wait_until(table.is_waited_for)
        interrupt(running)
        if interrupts == 2:
            running.send_signal(signal.SIGINT)
            assert running.wait(LIMIT_SECONDS) == -signal.SIGINT
    out, problem = running.communicate(timeout=LIMIT_SECONDS)
    assert "12,000 succeeded" in out
    if interrupts == 1:
        assert running.returncode == 0 and "interrupted" in problem and "results sync" in problem
    result = json.loads((tmp_path / "result.json").read_text())
    [rows, _] = load.waiting()
    assert len(rows.read_text().splitlines()) - 1 == result["requests"]["whole_run"]["total"] == 12_000
    stored = f"SELECT count(*) FROM oaisim_requests WHERE run_id = '{result['id']}'"
    if interrupts == 1:
        assert 0 < int(psql(store, stored)) < 12_000
    assert load.runs(store, "--where", f"id={result['id']}") == []  # what is there is whole

    load("results", "sync", "--store", store)
    [run] = load.runs(store, "--where", f"id={result['id']}")
    assert (run["requests"], run["request_rows"]) == (12_000, 12_000)
    assert psql(store, stored) == "12000"
    assert load.waiting() == []
    assert load("results", "show", result["id"], "--store", store).stdout == out


def test_ctrl_c_while_a_store_does_not_answer_loses_nothing(load, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(LIMIT_SECONDS)
        store = f"postgres://u:secret@127.0.0.1:{silent.getsockname()[1]}/d?sslmode=disable&gssencmode=disable"
        running = load.start(*load.run_of(60), "--store", store)
        silent.accept()[0].close()  # before anything is sent
        asked, _ = silent.accept()  # when the run is over
        interrupt(running)
        asked.close()
        out, problem = running.communicate(timeout=LIMIT_SECONDS)
    assert running.returncode == 0, problem
    assert "60 succeeded" in out and "results sync" in problem and "secret" not in problem
    load("results", "sync", "--any", "--store", str(tmp_path / "results.db"))
    assert load("results", "show", "--store", str(tmp_path / "results.db")).stdout == out


def test_a_process_killed_while_reports_are_written_leaves_the_whole_result_to_sync(load, tmp_path):
    report = tmp_path / "report.json"
    os.mkfifo(report)
    store = str(tmp_path / "results.db")
    running = load.start(*load.run_of(60), "--store", store, "--json", report)
    assert report.read_text() == ""  # it is tried before anything is sent; the next time nobody reads it
    out = next(line for line in running.stdout if line.startswith("requests  "))
    assert "60 succeeded" in out
    running.kill()
    running.communicate(timeout=LIMIT_SECONDS)
    load("results", "sync", "--store", store)
    [run] = load.runs(store)
    assert (run["requests"], run["request_rows"], run["interrupted"]) == (60, 60, 0)
    assert out in load("results", "show", "--store", store).stdout


def test_three_interrupts_end_the_program_and_say_where_the_rows_wait(load, tmp_path):
    report = tmp_path / "report.json"
    os.mkfifo(report)
    running = load.start(*load.run_of(60), "--json", report)
    assert report.read_text() == ""  # it is tried before anything is sent; the next time nobody reads it
    assert "60 succeeded" in next(line for line in running.stdout if line.startswith("requests  "))
    for rest in ("twice more", "again"):
        running.send_signal(signal.SIGINT)
        assert f"is being written; Ctrl-C {rest} to end without it" in running.stderr.readline()
        with pytest.raises(subprocess.TimeoutExpired):  # two that come within 0.1 s are the same
            running.wait(0.2)
    running.send_signal(signal.SIGINT)
    _, problem = running.communicate(timeout=LIMIT_SECONDS)
    assert running.returncode == 130
    assert f"ended at once; the rows of its requests wait in {load.spool}" in problem
    assert "put them into the store with: oaisim-load results sync\n" in problem
    load("results", "sync")
    [run] = json.loads(load("results", "query", "--format", "json").stdout)
    assert run["request_rows"] == 60
