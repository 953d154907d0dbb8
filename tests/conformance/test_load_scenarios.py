"""Each scripts/run-load-test-*.sh passes its own checks, in scaled time.

A time scale of 60 makes three minutes three seconds, and a pause of this machine 60 times as long. Where that
decides, where latency is judged, the scale is smaller.
"""

import subprocess
from pathlib import Path

import pytest
from simulator import clean_environment, program

SCRIPTS = sorted((Path(__file__).resolve().parents[2] / "scripts").glob("run-load-test-*.sh"))
DEFAULT = ["--time-scale", "60"]
ARGUMENTS = {
    # Each reply is judged, the first ones, which wait for their connections, too.
    "added-latency": ["--time-scale", "2", "--duration", "20s"],
    # At a larger scale a pause is a burst, which meets the limit of requests.
    "limits-tokens": ["--time-scale", "10", "--duration", "2m"],
}


def name_of(script: Path) -> str:
    return script.stem.removeprefix("run-load-test-")


def test_there_are_scenarios():
    assert len(SCRIPTS) >= 4


@pytest.mark.parametrize("script", SCRIPTS, ids=name_of)
def test_scenario(script, tmp_path):
    programs = Path(program("OAISIM_PROGRAM")).parent
    arguments = ARGUMENTS.get(name_of(script), DEFAULT)
    finished = subprocess.run([script, *arguments], cwd=tmp_path, text=True, capture_output=True, timeout=600,
                              stdin=subprocess.DEVNULL, env=clean_environment(OAISIM_BIN_DIR=str(programs)))
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "PASS" in finished.stdout
    assert "FAIL" not in finished.stdout
