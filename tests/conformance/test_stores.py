"""Runs are kept in SQLite, PostgreSQL and MongoDB alike, and nothing that was measured is lost when a store fails.

The databases are real: scripts/start-test-databases.sh starts a PostgreSQL and a FerretDB. A missing one is a failure.
"""

import csv
import io
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from load_runs import oaisim_load, settled_counts, start_load
from simulator import KEY, Simulator, clean_environment, program

ROOT = Path(__file__).resolve().parents[2]
LIMIT_SECONDS = 60
STORE_NAMES = ("MONGODB_URI", "DATABASE_NAME", "DB_HOST", "DB_NAME", "DB_USER", "DB_PASSWORD", "DB_PORT", "OAISIM_STORE")


class Databases:
    """The script as a process; `urls` has what it printed."""

    def __init__(self, *arguments: str):
        self.process = subprocess.Popen([ROOT / "scripts" / "start-test-databases.sh", *arguments], text=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.urls = {}
        for line in self.process.stdout:
            if line == "ready\n":
                return
            name, _, value = line.strip().partition("=")
            self.urls[name] = value
        raise RuntimeError("scripts/start-test-databases.sh failed; what it said is above")

    @property
    def postgres(self) -> str:
        return self.urls["OAISIM_TEST_POSTGRES_URL"]

    @property
    def mongodb(self) -> str:
        return self.urls["OAISIM_TEST_MONGODB_URI"]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(LIMIT_SECONDS)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def databases():
    running = Databases()
    yield running
    running.stop()


class Load:
    """`oaisim-load` with a data folder of its own."""

    def __init__(self, folder: Path, url: str):
        self.folder = folder
        self.url = url
        self.spool = folder / "data" / "oaisim" / "spool"
        self.environment = {name: value for name, value in clean_environment().items() if name not in STORE_NAMES}
        self.environment["XDG_DATA_HOME"] = str(folder / "data")

    def __call__(self, *arguments: str, **options) -> subprocess.CompletedProcess:
        return oaisim_load(*arguments, cwd=self.folder, env=self.environment, **options)

    def start(self, *arguments: str) -> subprocess.Popen:
        return start_load(*arguments, cwd=self.folder, env=self.environment)

    def run_of(self, requests: int) -> list[str]:
        return ["run", "--url", self.url, "--model", "gpt-4o", "--key", KEY, "--users", "5", "--requests",
                str(requests), "--quiet"]

    def run(self, *arguments: str, requests: int = 50, **options) -> subprocess.CompletedProcess:
        return self(*self.run_of(requests), *arguments, **options)

    def start(self, *arguments: str, requests: int) -> subprocess.Popen:
        return subprocess.Popen([program("OAISIM_LOAD"), *self.run_of(requests), *arguments], cwd=self.folder,
                                env=self.environment, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)

    def runs(self, store: str, *arguments: str) -> list[dict]:
        return json.loads(self("results", "query", "--store", store, "--format", "json", *arguments).stdout)

    def rows(self, store: str, run: str) -> list[dict]:
        text = self("results", "export", run, "--requests", "--format", "csv", "--store", store).stdout
        return list(csv.DictReader(io.StringIO(text)))

    def waiting(self) -> list[Path]:
        return sorted(self.spool.glob("*")) if self.spool.exists() else []


@pytest.fixture
def load(tmp_path, simulator):
    return Load(tmp_path, simulator.url)


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


def wait_until(condition) -> None:
    end = time.monotonic() + LIMIT_SECONDS
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def psql(store: str, query: str) -> str:
    return subprocess.run(["psql", store, "-qAtc", query], text=True, capture_output=True, timeout=LIMIT_SECONDS,
                          stdin=subprocess.DEVNULL).stdout.strip()


def count_rows(store: str) -> str:
    return psql(store, "SELECT count(*) FROM oaisim_requests")


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
        running = load.start("--store", store, "--json", "result.json", requests=12_000)
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
        running = load.start("--store", store, requests=60)
        silent.accept()[0].close()  # before anything is sent
        asked, _ = silent.accept()  # when the run is over
        interrupt(running)
        asked.close()
        out, problem = running.communicate(timeout=LIMIT_SECONDS)
    assert running.returncode == 0, problem
    assert "60 succeeded" in out and "results sync" in problem and "secret" not in problem
    load("results", "sync", "--any", "--store", str(tmp_path / "results.db"))
    assert load("results", "show", "--store", str(tmp_path / "results.db")).stdout == out


def test_ctrl_c_while_reports_are_written_leaves_the_whole_result_to_sync(load, tmp_path):
    report = tmp_path / "report.json"
    os.mkfifo(report)
    store = str(tmp_path / "results.db")
    running = load.start("--store", store, "--json", str(report), requests=60)
    assert report.read_text() == ""  # it is tried before anything is sent; the next time nobody reads it
    out = next(line for line in running.stdout if line.startswith("requests  "))
    assert "60 succeeded" in out
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=LIMIT_SECONDS)
    assert running.returncode == -signal.SIGINT
    load("results", "sync", "--store", store)
    [run] = load.runs(store)
    assert (run["requests"], run["request_rows"], run["interrupted"]) == (60, 60, 0)
    assert out in load("results", "show", "--store", store).stdout


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


def test_three_interrupts_end_the_program_and_say_where_the_rows_wait(load, tmp_path):
    report = tmp_path / "report.json"
    os.mkfifo(report)
    running = subprocess.Popen([program("OAISIM_LOAD"), "run", "--url", load.url, "--model", "gpt-4o", "--key", KEY,
                                "--users", "5", "--requests", "60", "--quiet", "--json", str(report)],
                               cwd=tmp_path, env=load.environment, text=True, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
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
