"""Each scripts/run-load-test-*.sh passes its own checks, in scaled time.

A time scale of 60 makes three minutes three seconds, and a pause of this machine 60 times as long. Where that
decides, the scale is smaller: in builds with sanitizers (OAISIM_SCENARIO_TIME_SCALE), and where latency is judged.
"""

import os
import subprocess
from pathlib import Path

import pytest
from simulator import clean_environment, program

SCRIPTS = sorted((Path(__file__).resolve().parents[2] / "scripts").glob("run-load-test-*.sh"))
TIME_SCALE = os.environ.get("OAISIM_SCENARIO_TIME_SCALE", "60")
ARGUMENTS = {
    "added-latency": ["--time-scale", "2", "--duration", "20s"],  # each reply's latency is judged
    "limits-tokens": ["--time-scale", "10", "--duration", "2m"],  # a burst would meet the limit of requests
}


def name_of(script: Path) -> str:
    return script.stem.removeprefix("run-load-test-")


def test_there_are_scenarios():
    assert len(SCRIPTS) >= 4


@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_scenario(script, tmp_path):
    programs = Path(program("OAISIM_PROGRAM")).parent
    arguments = ARGUMENTS.get(name_of(script), ["--time-scale", TIME_SCALE])
    finished = subprocess.run([script, *arguments], cwd=tmp_path, text=True, capture_output=True, timeout=600,
                              stdin=subprocess.DEVNULL, env=clean_environment(OAISIM_BIN_DIR=str(programs)))
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "PASS" in finished.stdout
    assert "FAIL" not in finished.stdout
