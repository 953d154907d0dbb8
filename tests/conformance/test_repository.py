"""The repository's own tools: make's targets, and that each check of make lint can fail."""

import importlib.util
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ["deps", "build", "run-simulator", "run-test-client", "run-test-client-simulator-local", "test", "lint",
           "format", "docs", "bench", "bench-clients", "asan", "tsan", "fuzz", "clean", "help"]


def load(name: str):
    path = ROOT / "scripts" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_make_help_has_one_line_for_every_target():
    lines = subprocess.run(["make", "--no-print-directory", "help"], cwd=ROOT, text=True, capture_output=True,
                           check=True).stdout.splitlines()
    described = {line.split()[0]: line.split()[1:] for line in lines}
    assert sorted(described) == sorted(TARGETS)
    assert all(described.values())


def function_of(lines: int, head: str = "int f(int a)") -> str:
    return head + " {\n" + "  g();\n" * (lines - 2) + "}\n"


@pytest.mark.parametrize("head", [
    "int f(int a)", "void A::f() const", "A::A(int x) : a_(x), b_{1}, c_{2}", 'TEST_CASE("a } {")',
    "auto f() -> std::vector<int>", "template <typename T>\nbool f(T t) noexcept",
])
def test_long_functions_are_found(head):
    style = load("check-style")
    problems = style.check_cpp("simulator/a.cpp", "namespace n {\n" + function_of(61, head) + "}\n")
    assert len(problems) == 1, problems
    assert "at most 60" in problems[0]
    assert not style.check_cpp("simulator/a.cpp", "namespace n {\n" + function_of(60, head) * 3 + "}\n")


@pytest.mark.parametrize("code", [
    "auto t = std::chrono::steady_clock::now();", "std::random_device seed;", "int x = rand();", "srand(1);",
    "std::this_thread::sleep_for(1s);", "::usleep(1);",
])
def test_time_and_randomness_are_found_outside_common_base(code):
    style = load("check-style")
    assert style.check_cpp("simulator/a.cpp", code)
    assert not style.check_cpp("common/base/a.cpp", code)
    assert not style.check_cpp("simulator/a.cpp", f'// {code}\nauto text = "{code}";')


def test_headers_without_a_comment_or_a_guard_are_found():
    style = load("check-style")
    assert len(style.check_cpp("a.h", "#include <string>\n")) == 2
    assert not style.check_cpp("a.h", "// What it is for.\n#pragma once\n")


def test_machine_paths_are_found():
    style = load("check-style")
    for path in ("/home" + "/someone/x", "/root" + "/x", "/Users" + "/x"):
        assert style.MACHINE_PATH.search(f"see {path}")
    for text in ("https://example.com/home/x", "${ROOT}/work/x", "/usr/share/x"):
        assert not style.MACHINE_PATH.search(text)


@pytest.mark.parametrize(("source", "target", "allowed"), [
    ("common/base", "common/http", False), ("common/http", "common/base", True),
    ("common/config", "common/text", False), ("simulator/limits", "simulator/latency", False),
    ("simulator/protocols", "simulator/generation", True), ("simulator/generation", "simulator/protocols", False),
    ("simulator", "simulator/limits", True), ("simulator", "loadtest/plan", False), ("loadtest", "simulator", False),
    ("loadtest/report", "loadtest/results", True), ("loadtest/results", "loadtest/report", False),
])
def test_includes_go_where_the_table_says(source, target, allowed):
    assert load("check-includes").is_allowed(source, target) == allowed


def test_the_example_deployments():
    deployments = json.loads((ROOT / "examples" / "openai_deployment_config.json").read_text())
    sizes = {"1k": 1_000, "10k": 10_000, "50k": 50_000, "100k": 100_000, "200k": 200_000, "500k": 500_000,
             "1m": 1_000_000, "5m": 5_000_000, "10m": 10_000_000, "20m": 20_000_000, "50m": 50_000_000,
             "100m": 100_000_000}
    for name, tokens in sizes.items():
        assert deployments[f"gpt-35-turbo-{name}-token"] == {"model": "gpt-3.5-turbo", "tokensPerMinute": tokens}
    assert set(deployments) - {f"gpt-35-turbo-{name}-token" for name in sizes} == {"gpt-4o", "embedding", "whisper"}


def test_no_tracked_file_names_a_package_registry():
    pattern = "registry[.]npmjs|files[.]pythonhosted|pypi[.]org"
    found = subprocess.run(["git", "grep", "-lE", pattern], cwd=ROOT, text=True, capture_output=True).stdout.split()
    assert found == []


def test_every_name_in_the_example_environment_is_known():
    documented = (ROOT / "docs" / "configuration.md").read_text()
    for name in re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE):
        assert f"`{name}`" in documented, name
