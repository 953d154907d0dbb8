"""The official SDK for Node: each script of node/ is run by Node's own test runner, which names what failed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from simulator import KEY, Simulator, clean_environment

SCRIPTS = Path(__file__).parent / "node"
TOPICS = {"chat": [], "structured": [], "operations": [], "retries": ["--time-scale", "0.001"]}


def test_every_script_is_run():
    assert {path.stem for path in SCRIPTS.glob("*.mjs")} == {*TOPICS, "setup"}


@pytest.mark.parametrize("topic", TOPICS)
def test_script(tmp_path, topic):
    # Beside the installed packages: Node looks for them from a script's own folder upwards.
    shutil.copytree(SCRIPTS, tmp_path, dirs_exist_ok=True)
    (tmp_path / "node_modules").symlink_to(Path(os.environ["OAISIM_NODE_TOOLS"]).parent)
    with Simulator(*TOPICS[topic]) as simulator:
        run = subprocess.run(
            ["node", "--test", "--test-reporter=spec", f"{topic}.mjs"], cwd=tmp_path, text=True, capture_output=True,
            env=clean_environment(OAISIM_URL=simulator.url, OAISIM_KEY=KEY), stdin=subprocess.DEVNULL, timeout=300)
    assert run.returncode == 0, run.stdout + run.stderr
