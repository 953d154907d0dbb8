"""`oaisim-load` with a data folder of its own, the stores that it keeps runs in, and fixtures of both."""

import csv
import io
import json
import subprocess
import time
from pathlib import Path

import pytest
from load_runs import oaisim_load, start_load
from simulator import KEY, clean_environment

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

    def run_of(self, requests: int) -> list[str]:
        return ["run", "--url", self.url, "--model", "gpt-4o", "--key", KEY, "--users", "5", "--requests",
                str(requests), "--quiet"]

    def run(self, *arguments: str, requests: int = 50, **options) -> subprocess.CompletedProcess:
        return self(*self.run_of(requests), *arguments, **options)

    def start(self, *arguments: str) -> subprocess.Popen:
        return start_load(*arguments, cwd=self.folder, env=self.environment)

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
