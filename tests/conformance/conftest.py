"""Fixtures of the conformance tests: a simulator for each file, and its clients."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE / "tokenizer")]

from simulator import Simulator  # noqa: E402


@pytest.fixture(scope="module")
def simulator():
    """Replies take no time. A file that needs another simulator defines a fixture of the same name."""
    with Simulator() as running:
        yield running


@pytest.fixture
def openai_client(simulator):
    with simulator.openai() as client:
        yield client


@pytest.fixture
def anthropic_client(simulator):
    with simulator.anthropic() as client:
        yield client


@pytest.fixture
def azure_client(simulator):
    with simulator.azure() as client:
        yield client
