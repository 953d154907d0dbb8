"""Runs are kept in SQLite, PostgreSQL and MongoDB alike, and nothing that was measured is lost when a store fails.

The databases are real: scripts/start-test-databases.sh starts a PostgreSQL and a FerretDB. A missing one is a failure.
"""

import csv
import json
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest
from kept_runs import LIMIT_SECONDS, Databases, count_rows, databases, load, wait_until  # noqa: F401
from load_runs import oaisim_load, settled_counts
from simulator import KEY, Simulator, program


@pytest.fixture(params=["sqlite", "postgres", "mongodb"])
def store(request, tmp_path):
    if request.param == "sqlite":
        return str(tmp_path / "results.db")
    return getattr(request.getfixturevalue("databases"), request.param)


def test_the_contract(databases):
    tests = Path(program("OAISIM_LOAD")).parent / "unit-loadtest"
    done = subprocess.run([tests, "--source-file=*store_contract_test.cpp"], text=True, capture_output=True,
                          env={**os.environ, **databases.urls}, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "test cases:  0" not in done.stdout


def test_a_run_is_kept_and_can_be_found_shown_exported_and_deleted(load, store, tmp_path):
    name = f"night-{tmp_path.name}-{os.getpid()}"
    done = load.run("--store", store, "--name", name, "--benchmark-run-id", name, "--org-id", "o1")
    assert "50 succeeded" in done.stdout
    assert load.waiting() == []
    [run] = load.runs(store, "--where", f"name={name}", "--where", "org_id=o1", "--where", "failed=0")
    assert (run["requests"], run["succeeded"], run["request_rows"], run["model"]) == (50, 50, 50, "gpt-4o")
    assert load.runs(store, "--where", f"name={name}", "--where", "requests>50") == []
    rows = load.rows(store, run["id"])
    assert [int(row["seq"]) for row in rows] == list(range(50))
    assert {row["outcome"] for row in rows} == {"success"}
    assert name in load("results", "list", "--store", store, "--name", name, "--since", "1h").stdout
    shown = load("results", "show", name, "--store", store).stdout
    assert shown == done.stdout
    assert "latency in ms" in shown and run["id"] in shown and "1 prompt\n" in shown and KEY not in shown
    assert "| E2E from sent |" in load("report", run["id"], "--store", store, "--format", "markdown").stdout
    compared = load("compare", name, run["id"][:-1], "--store", store, "--allow-invalid").stdout
    assert compared.count(run["id"]) >= 2
    assert f"{name}x: no such file; there is no run" in load("report", f"{name}x", "--store", store, code=2).stderr
    load("results", "export", run["id"], "--store", store, "-o", "run.json")
    assert json.loads((tmp_path / "run.json").read_text())["requests"]["measured"]["total"] == 50
    refused = load("results", "delete", name, "--store", store, code=2)
    assert "--yes" in refused.stderr
    assert "deleted 1 run" in load("results", "delete", name, "--store", store, "--yes").stdout
    assert load.runs(store, "--where", f"name={name}") == []


def test_a_database_that_is_down_fails_no_run_and_gets_it_later(load, tmp_path, request):
    # Not below tmp_path, which PostgreSQL's own user may not enter.
    folder = Path(tempfile.mkdtemp(prefix="oaisim-databases-"))
    request.addfinalizer(lambda: shutil.rmtree(folder))
    databases = Databases("--only", "postgres", "--folder", str(folder))
    store = databases.postgres
    databases.stop()
    with Simulator() as server:
        load.url = server.url
        done = load.run("--store", store, requests=300)
        assert settled_counts(server.url, 300)["replies"] == 300
    _, after = done.stderr.split("waits on disk meanwhile")
    assert "refused" in after and "results sync" in after and "secret" not in done.stderr
    assert "refused" in load("results", "sync", "--store", store, code=2).stderr
    [rows, _] = load.waiting()
    assert len(rows.read_text().splitlines()) == 301

    # Enough of them that the database goes away while they are stored.
    heading, *lines = rows.read_bytes().splitlines(keepends=True)
    rows.write_bytes(heading + b"".join(lines) * 1000)
    port = store.rsplit(":", 1)[1].split("/")[0]
    databases = Databases("--only", "postgres", "--folder", str(folder), "--postgres-port", port)
    sync = load.start("results", "sync", "--store", store)
    wait_until(lambda: count_rows(store) not in ("", "0"))
    os.kill(int(databases.urls["OAISIM_TEST_POSTGRES_PID"]), signal.SIGQUIT)
    _, problem = sync.communicate(timeout=LIMIT_SECONDS)
    assert sync.returncode == 2 and "it still waits in" in problem, problem
    databases.process.wait(LIMIT_SECONDS)
    assert load.waiting()[0].stat().st_size == rows.stat().st_size

    databases = Databases("--only", "postgres", "--folder", str(folder), "--postgres-port", port)
    try:
        load("results", "sync", "--store", store)
        load("results", "sync", "--store", store)
        [run] = load.runs(store)
        assert (run["requests"], run["request_rows"]) == (300, 300_000)
        assert count_rows(store) == "300000"
        assert load.waiting() == []
    finally:
        databases.stop()


def test_a_full_disk_costs_rows_but_not_the_result(load, tmp_path):
    """Files may not grow beyond 400 kB, which holds the result but not its rows, nor does SQLite take a run."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    done = load.run("--csv", "rows.csv", requests=8000, code=2, preexec_fn=limit)
    assert "8,000 succeeded" in done.stdout
    assert "--csv: " in done.stderr and "could not be written to 'rows.csv': File too large" in done.stderr
    assert "are not kept" in done.stderr
    assert "results sync" in done.stderr
    load("results", "sync")
    [run] = json.loads(load("results", "query", "--format", "json").stdout)
    assert run["requests"] == 8000


def test_a_full_disk_that_takes_no_figures_either_is_told_without_contradiction(load):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    store = "postgres://u:secret@127.0.0.1:1/d"
    done = load.run("--store", store, requests=2000, preexec_fn=limit)
    assert "requests of the run are not kept" in done.stderr
    assert "the run's other requests, without its figures, wait in" in done.stderr
    assert "cannot write" not in done.stderr and "the run and" not in done.stderr
    hint = "oaisim-load results sync --store 'postgres://u:***@127.0.0.1:1/d', with the password in it"
    assert hint in done.stderr


def test_two_that_sync_at_once_do_no_harm(load, tmp_path):
    store = str(tmp_path / "results.db")
    down = "postgres://u:secret@127.0.0.1:1/d"
    for _ in range(4):
        load.run("--store", down)
    both = [load.start("results", "sync", "--any", "--store", store) for _ in range(2)]
    for process in both:
        said = process.communicate(timeout=LIMIT_SECONDS)
        assert process.returncode == 0, said
    assert [run["request_rows"] for run in load.runs(store)] == [50] * 4
    assert load.waiting() == []


def test_what_waits_for_another_store_is_left_alone(load, tmp_path):
    load.run("--store", "postgres://u:secret@127.0.0.1:1/d")
    said = load("results", "sync", "--store", str(tmp_path / "results.db")).stdout
    assert "1 runs wait for another store, such as postgres://u:***@127.0.0.1:1/d" in said
    assert len(load.waiting()) == 2
    assert "secret" not in "".join(path.read_text() for path in load.waiting())


def test_environment_and_refusals(load, databases):
    load.environment["MONGODB_URI"] = databases.mongodb.rsplit("/", 1)[0]
    load.environment["DATABASE_NAME"] = "named"
    said = load("results", "sync").stdout
    assert said.strip().endswith("/named")
    load.environment["DB_HOST"] = "127.0.0.1"
    assert "choose one with --store" in load("results", "list", code=2).stderr
    assert "choose one with --store" in load.run(code=2).stderr
    assert load("results", code=2).stderr.startswith("oaisim-load results - ")
    assert "allowed: list" in load("results", "nope", code=2).stderr
    assert "no runs yet" in load("results", "show", "--store", "empty.db", code=2).stderr
    assert "names no column" in load("results", "query", "--where", "x>1", "--store", "empty.db", code=2).stderr
    (load.folder / "text.db").write_text("this is no database, " * 100)
    assert "not a database" in load("results", "list", "--store", "text.db", code=2).stderr
    load.run("--store", "none")
    assert load.waiting() == []
