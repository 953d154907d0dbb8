"""`oaisim-load` as tests run it, the files it writes, and what the server says of the same requests."""

import csv
import json
import re
import subprocess
import time
from pathlib import Path

import httpx
from simulator import KEY, clean_environment, program

LIMIT_SECONDS = 300


def oaisim_load(*arguments, code: int = 0, **options) -> subprocess.CompletedProcess:
    """Runs it to its end, which is to be `code`. The key is never shown."""
    options = {"env": clean_environment(), "timeout": LIMIT_SECONDS, "stdin": subprocess.DEVNULL, **options}
    done = subprocess.run([program("OAISIM_LOAD"), *map(str, arguments)], text=True, capture_output=True, **options)
    assert done.returncode == code, done.stdout + done.stderr
    assert KEY not in done.stdout + done.stderr
    return done


def start_load(*arguments, **options) -> subprocess.Popen:
    """The same while it runs."""
    options = {"env": clean_environment(), "stdin": subprocess.DEVNULL, **options}
    return subprocess.Popen([program("OAISIM_LOAD"), *map(str, arguments)], text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, **options)


def read_json(path: Path) -> dict:
    return json.loads(path.read_text())


def read_rows(path: Path) -> list[dict]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def measured(folder: Path, *arguments, **options) -> tuple[dict, list[dict]]:
    """The result document of a run, and a row for each request."""
    report, rows = folder / "result.json", folder / "rows.csv"
    oaisim_load("run", "--quiet", "--json", report, "--csv", rows, *arguments, cwd=folder, **options)
    return read_json(report), read_rows(rows)


def server_counts(url: str, deployment: str = "") -> dict[str, float]:
    """What /metrics says of a deployment, or of all: replies with 200, and tokens of prompts and completions."""
    counts = {"replies": 0.0, "prompt": 0.0, "completion": 0.0}
    page = httpx.get(f"{url}/metrics", trust_env=False).text
    for name, labels, value in re.findall(r"^aoai_api_simulator_(\w+)\{(.*)\} (\S+)$", page, re.MULTILINE):
        if deployment and f'deployment="{deployment}"' not in labels:
            continue
        if name == "latency_full_seconds_count" and 'status_code="200"' in labels:
            counts["replies"] += float(value)
        for kind in ("prompt", "completion"):
            if name.startswith("tokens_used") and f'token_type="{kind}"' in labels:
                counts[kind] += float(value)
    return counts


def settled_counts(url: str, replies: float, deployment: str = "") -> dict[str, float]:
    """The same once there are so many replies: each is counted a moment after it was sent."""
    end = time.monotonic() + 30
    while (counts := server_counts(url, deployment))["replies"] < replies and time.monotonic() < end:
        time.sleep(0.01)
    return counts
