"""The tokenizer beside tiktoken's Python package: English, code and Chinese, one thread each."""

import json
import subprocess
import sys
from pathlib import Path

from harness.session import Failure, Session
from harness.table import Figure

TARGET = 5
ROOT = Path(__file__).resolve().parents[2]


def python_with_tiktoken() -> str:
    for python in (ROOT / "build" / "venv" / "bin" / "python", Path(sys.executable)):
        found = python.exists() and subprocess.run([python, "-c", "import tiktoken"], capture_output=True, check=False)
        if found and found.returncode == 0:
            return str(python)
    raise Failure("tiktoken is not installed; make test puts it into build/venv")


def measure(session: Session) -> list[Figure]:
    result = session.new_file("tokenizer.json")
    size, rounds = (0.5, 4) if session.quick else (1.5, 12)
    session.output_of([python_with_tiktoken(), ROOT / "bench" / "tokenizer" / "compare.py", "--program",
                       session.program("bench-tokenizer"), "--megabytes", size, "--rounds", rounds, "--json", result])
    figures = []
    runs = json.loads(result.read_text())
    for text in ("English", "code", "Chinese"):
        worst = min((run for run in runs if run["text"] == text.lower()), key=lambda run: run["ratio"])
        figures.append(Figure(
            f"tokenizer, {text}, {worst['encoding']}",
            f"{worst['oaisim_mb_per_s']:.1f} MB/s, {worst['ratio']:.1f} x", f">= {TARGET} x",
            f"tiktoken: {worst['tiktoken_mb_per_s']:.1f} MB/s", worst["ratio"] >= TARGET, worst))
    return figures
