"""The reports of `oaisim-load run` are what public tools read, and agree with one another.

JSON by its published schema, histograms by HdrHistogram's own library for Python, JUnit by an XML parser; the live view
by a pseudo-terminal.
"""

import json
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
import xml.etree.ElementTree as ElementTree
from fcntl import ioctl
from pathlib import Path

import jsonschema
import pytest
from hdrh.histogram import HdrHistogram
from load_runs import LIMIT_SECONDS, oaisim_load, read_json, read_rows
from simulator import KEY, Simulator, clean_environment, program

SCHEMA = read_json(Path(__file__).resolve().parents[2] / "docs/schemas/load-result.schema.json")
REQUESTS = 60


def run_of(simulator: Simulator, *flags: str, key: str = KEY) -> list[str]:
    return ["run", "--url", simulator.url, "--key", key, "--model", "gpt-4o", "--users", "3", "--max-tokens", "8",
            "--stream", *flags]


@pytest.fixture(scope="module")
def simulator():
    with Simulator(LATENCY_OPENAI_CHAT_COMPLETIONS_MEAN="2") as running:
        yield running


@pytest.fixture(scope="module")
def reports(simulator, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    finished = oaisim_load(*run_of(
        simulator, "--requests", REQUESTS, "--quiet", "--report-dir", folder, "--csv", folder / "rows.csv", "--jsonl",
        folder / "rows.jsonl", "--slo", "ttft<1h", "--fail-if", "e2e_p99<0us", "--fail-if", "rps<1000000000", "--label",
        "branch=a<b"), code=1)
    assert "goodput" in finished.stdout
    return folder


@pytest.fixture(scope="module")
def result(reports) -> dict:
    return read_json(reports / "result.json")


def test_the_result_is_valid_by_its_schema(result):
    jsonschema.validate(result, SCHEMA)
    assert result["requests"]["measured"]["succeeded"] == REQUESTS
    assert result["goodput"]["met"] == REQUESTS
    assert result["tokens"]["output"]["mean"] == 8
    assert result["labels"] == {"branch": "a<b"}


@pytest.fixture(params=["full", "closed"])
def bad_output(request):
    """A standard output that takes nothing."""
    if request.param == "full":
        output = os.open("/dev/full", os.O_WRONLY)
    else:
        reader, output = os.pipe()
        os.close(reader)
    yield output
    os.close(output)


@pytest.mark.parametrize("name", ["run", "sweep", "find-max", "compare", "report"])
def test_a_standard_output_that_takes_nothing_is_told_and_costs_no_file(simulator, reports, tmp_path, bad_output, name):
    path, stored = tmp_path / "x.json", str(reports / "result.json")
    server = ["--url", simulator.url, "--key", KEY, "--model", "gpt-4o", "--quiet", "--json", str(path)]
    flags = {"run": [*server, "--requests", "4"],
             "sweep": [*server, "--users-list", "1", "--requests", "4"],
             "find-max": [*server, "--slo", "e2e_p99<1h", "--start-rate", "20", "--max-rate", "20", "--step-duration",
                          "200ms", "--pause", "0s"],
             "compare": [stored, stored, "--allow-invalid", "--json", str(path)],
             "report": [stored]}[name]
    finished = subprocess.run([program("OAISIM_LOAD"), name, *flags], env=clean_environment(OAISIM_STORE="none"),
                              text=True, stdout=bad_output, stderr=subprocess.PIPE, timeout=LIMIT_SECONDS)
    assert finished.returncode == 2
    assert f"oaisim-load {name}: standard output cannot be written\n" in finished.stderr
    if name != "report":
        assert json.loads(path.read_text())["schema"].startswith("oaisim-load-")


def histograms(value, path="$"):
    if isinstance(value, dict):
        if "encoded" in value:
            yield path, value
        for name, member in value.items():
            yield from histograms(member, f"{path}.{name}")
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from histograms(member, f"{path}[{index}]")


def test_every_histogram_is_read_by_the_library_of_hdrhistogram(result):
    found = list(histograms(result))
    assert len(found) >= 15
    for path, histogram in found:
        decoded = HdrHistogram.decode(histogram["encoded"])
        assert decoded.get_total_count() == histogram["count"], path
        unit = 1e6 if "_ms" in path else 1e3 if "per_second" in path else 1
        for name, value in (("min", decoded.get_min_value()), ("mean", decoded.get_mean_value()),
                            ("max", decoded.get_max_value())):
            assert value / unit == pytest.approx(histogram[name], rel=0.01), (path, name)


def test_the_slices_add_up_to_the_run(result):
    assert sum(piece["offered"] for piece in result["timeline"]) == REQUESTS
    assert sum(piece["succeeded"] for piece in result["timeline"]) == REQUESTS
    assert sum(piece["e2e_ms"]["from_sent"]["count"] for piece in result["timeline"]) == REQUESTS


def test_the_percentile_distribution_agrees_with_the_histogram(reports, result):
    decoded = HdrHistogram.decode(result["latency_ms"]["e2e"]["from_intended"]["encoded"])
    lines = (reports / "e2e.hgrm").read_text().splitlines()
    rows = [line.split() for line in lines[2:] if not line.startswith("#")]
    assert len(rows) > 10
    reached = [(item.value_iterated_to / 1e6, item.total_count_to_this_value)
               for item in decoded.get_recorded_iterator()]
    for value, percentile, total, *_ in rows:
        expected = next(pair for pair in reached if pair[1] >= float(percentile) * REQUESTS - 1e-6)
        assert float(value) == pytest.approx(expected[0], rel=0.001, abs=0.001)
        assert int(total) == expected[1]
    assert (reports / "ttft.hgrm").read_text() != (reports / "e2e.hgrm").read_text()


def test_the_rows_of_both_forms_hold_the_same_facts(reports):
    rows = read_rows(reports / "rows.csv")
    objects = [json.loads(line) for line in (reports / "rows.jsonl").read_text().splitlines()]
    assert len(rows) == len(objects) == REQUESTS
    by_moment = sorted(({name: value for name, value in row.items() if value} for row in rows), key=str)
    assert by_moment == sorted(({name: str(value) for name, value in row.items()} for row in objects), key=str)


def test_the_junit_report_has_the_failed_threshold(reports):
    suite = ElementTree.parse(reports / "junit.xml").getroot().find("testsuite")
    cases = {case.get("name"): case.find("failure") for case in suite}
    assert suite.get("tests") == "3"
    assert cases["fail if e2e_p99<0us"] is None
    assert cases["fail if rps<1000000000"] is not None


def test_the_markdown_report_has_its_tables(reports):
    text = (reports / "report.md").read_text()
    assert text.startswith("## ❌")
    assert "| E2E from sent |" in text


def on_a_terminal(arguments: list[str], interrupt: bool = False, **environment: str) -> tuple[int, str]:
    """The exit code and what a terminal of 60 columns and 20 rows got on standard error."""
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 60, 0, 0))
    process = subprocess.Popen([program("OAISIM_LOAD"), *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=theirs,
                               env=clean_environment(**{"TERM": "xterm", "LC_ALL": "C.UTF-8", **environment}))
    os.close(theirs)
    text, end = b"", time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < end:
        if not select.select([ours], [], [], 1)[0]:
            continue
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other side is closed
            break
        text += piece
        if interrupt and b"in flight" in text:
            process.send_signal(2)
            interrupt = False
    os.close(ours)
    return process.wait(LIMIT_SECONDS), text.decode()


def test_a_terminal_is_redrawn_within_its_size_and_left_clean(simulator):
    code, text = on_a_terminal(run_of(simulator, "--duration", "2500ms", "--think-time", "10ms"))
    assert code == 0, text
    frames = re.split(r"\r(?:\x1b\[\d+A)?\x1b\[J", text)
    assert len(frames) > 5
    assert frames[-1] == ""  # cleared at the end
    assert "achieved" in text and "TTFT p50" in text and "█" in text
    for frame in frames:
        for line in re.sub(r"\x1b\[\d*m", "", frame).replace("\r", "").split("\n"):
            assert len(line) < 60, repr(line)
    assert "\x1b[?25l" not in text  # the cursor is never hidden, so it never has to come back


def test_ctrl_c_leaves_a_clean_terminal_and_a_report(simulator):
    code, text = on_a_terminal(run_of(simulator, "--duration", "60s", "--think-time", "10ms"), interrupt=True)
    assert code == 0, text
    assert text.endswith("\x1b[J")


def test_no_colours_where_they_are_not_wanted(simulator):
    refused = run_of(simulator, "--requests", "20", key="wrong")
    assert "\x1b[31m20 failed (4xx 20)\x1b[0m" in on_a_terminal(refused)[1]
    plain = on_a_terminal(refused, NO_COLOR="1")[1]
    assert "20 failed" in plain and "\x1b[31m" not in plain


def test_a_dumb_terminal_is_treated_as_a_log(simulator):
    code, text = on_a_terminal(run_of(simulator, "--requests", "20"), TERM="dumb")
    assert code == 0
    assert "\x1b" not in text
