"""`oaisim-load selftest`: what it measured is what the simulator says it sent, and a simulator that says otherwise is noticed.

A figure may be off by half of a LIE at most; that is far beyond what a machine under load adds in half of all cases,
and less than any of the lies below.
"""

import http.client
import json
import re
import signal
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from simulator import KEY, clean_environment, program

LIE = 0.4
BOUND = f"{LIE / 2 * 1000:.0f}ms"
LIMIT_SECONDS = 300
TOKEN = re.compile(rb": sim-timing token=(\d+) due_ns=\d+ sent_ns=(\d+)")


def command(*flags: str) -> list[str]:
    return [program("OAISIM_LOAD"), "selftest", "--quiet", "--max-error-p50", BOUND, "--max-error-p99", "10s", *flags]


def selftest(folder: Path, *flags: str) -> tuple[subprocess.CompletedProcess, dict]:
    path = folder / "selftest.json"
    finished = subprocess.run([*command(*flags), "--json", str(path)], text=True, capture_output=True, cwd=folder,
                              timeout=LIMIT_SECONDS, stdin=subprocess.DEVNULL, env=clean_environment())
    return finished, json.loads(path.read_text()) if path.exists() else {}


def stat_of(pid: int | str) -> list[str]:
    """State, parent and what follows; empty when there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def children_of(pid: int) -> list[int]:
    processes = [(path.name, stat_of(path.name)) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [int(name) for name, stat in processes if stat and int(stat[1]) == pid]


def is_running(pid: int) -> bool:
    """A zombie, which only waits for whoever inherited it, has ended."""
    return stat_of(pid)[:1] not in ([], ["Z"], ["X"])


def eventually(condition, seconds: float = 30.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


# --- against the simulator ----------------------------------------------------------------------


def test_every_figure_is_what_the_server_sent(tmp_path):
    """TTFT, every gap and E2E equal the server's own send times within the wire, and all counts agree."""
    # An environment that would make another simulator of it.
    (tmp_path / ".env").write_text("SIMULATOR_TLS_SELF_SIGNED=true\nLATENCY_OPENAI_CHAT_COMPLETIONS_MEAN=1000\n")
    finished, result = selftest(tmp_path, "--streams", "1,30", "--rounds", "2")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert result["passed"]
    assert [case["name"] for case in result["cases"]] == ["1 stream", "30 streams", "tokens together", "whole replies"]
    for case in result["cases"]:
        requests, tokens = case["requests"], case["requests"] * case["tokens_per_reply"]
        counts, figures = case["counts"], case["figures_ms"]
        assert requests == 2 * case["users"]
        assert (counts["replies"], counts["server_replies"], counts["compared"], counts["not_compared"]) \
            == (requests, requests, requests, 0)
        assert counts["tokens"] == tokens
        assert counts["content_events"] == (tokens if case["stream"] else 0)
        assert figures["e2e"]["error"]["count"] == requests
        assert figures["ttft"]["error"]["count"] == (requests if case["stream"] else 0)
        assert figures["gap"]["error"]["count"] == (tokens - requests if case["stream"] else 0)
        # The schedule is known: no reply can be sooner, and the way takes time.
        length = case["first_token_ms"] + (case["tokens_per_reply"] - 1) * case["between_tokens_ms"]
        assert figures["e2e"]["server"]["p50"] >= length
        # A wrong event for the first token or the last would be off by a whole gap or more, each time.
        if case["between_tokens_ms"] >= 10:
            for figure in figures.values():
                if figure["error"]["count"]:
                    assert figure["error"]["p50"] < case["between_tokens_ms"] / 2, case
    assert result["floor_ms"]["one_way"]["p50"] > 0


def test_it_ends_its_simulator(tmp_path):
    for how in (signal.SIGINT, signal.SIGKILL):
        process = subprocess.Popen(command("--streams", "2", "--rounds", "1000"), cwd=tmp_path, text=True,
                                   env=clean_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        assert eventually(lambda: process.poll() is not None or children_of(process.pid))
        simulator, = children_of(process.pid)
        # Its handler of SIGINT is there once it sends.
        assert eventually(lambda: signals_caught(process.pid) & (1 << (signal.SIGINT - 1)))
        process.send_signal(how)
        output, errors = process.communicate(timeout=60)
        assert eventually(lambda: not is_running(simulator))
        if how == signal.SIGINT:
            assert process.returncode == 1, errors
            assert "FAIL  interrupted" in output and "1 of 3 cases were made" in output


def signals_caught(pid: int) -> int:
    return int(re.search(r"SigCgt:\s*(\w+)", Path(f"/proc/{pid}/status").read_text())[1], 16)


def test_a_simulator_that_cannot_be_found_is_said_so(tmp_path):
    finished, _ = selftest(tmp_path, "--simulator", "/no/such/oaisim")
    assert finished.returncode == 2
    assert "cannot start the simulator '/no/such/oaisim': No such file or directory" in finished.stderr


# --- a simulator that lies ------------------------------------------------------------------------


class Liar(ThreadingHTTPServer):
    """Stands before a simulator and changes what it tells of its times, with each line that it sends."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, change):
        super().__init__(("127.0.0.1", 0), Passing)
        self.port, self.change = port, change

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Passing(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def pass_on(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        kept = {name: value for name, value in self.headers.items() if name.lower() not in ("connection", "content-length")}
        upstream = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        upstream.request(self.command, self.path, body or None, kept)
        reply = upstream.getresponse()
        self.send_response(reply.status)
        for name in ("content-type", "x-sim-timing"):
            if reply.getheader(name):
                self.send_header(name, self.server.change(reply.getheader(name).encode()).decode())
        self.end_headers()
        for line in reply:
            self.wfile.write(self.server.change(line))
        upstream.close()

    do_GET = do_POST = pass_on


def shifted(line: bytes, seconds: float, first: int = 0) -> bytes:
    """The times of the tokens from `first` on, so much later."""
    def later(match: re.Match) -> bytes:
        return match[0].replace(b"sent_ns=" + match[2], b"sent_ns=%d" % (int(match[2]) + seconds * 1e9))
    return TOKEN.sub(lambda match: later(match) if int(match[1]) >= first else match[0], line)


def every_second_gap(line: bytes) -> bytes:
    return TOKEN.sub(lambda match: shifted(match[0], LIE if int(match[1]) % 2 else 0), line)


HEADER = re.compile(rb"(due_ns=\d+; sent_ns=)(\d+)")
LIES = {
    "when the first token was sent": (lambda line: shifted(line, LIE), "TTFT: p50 of its error is "),
    "when the last token was sent": (lambda line: shifted(line, LIE, first=1), "E2E: p50 of its error is "),
    "how far tokens are apart": (every_second_gap, "gap: p50 of its error is "),
    "when a whole reply was sent": (lambda line: HEADER.sub(lambda m: m[1] + b"%d" % (int(m[2]) + LIE * 1e9), line),
                                    "E2E: p50 of its error is "),
    "that a token was sent": (lambda line: b"\n" if b"token=3 " in line else line,
                              "replies whose tokens the server told as they came: 0 instead of 4"),
    "which token was sent": (lambda line: line.replace(b"token=3 ", b"token=2 "),
                             "replies whose tokens the server told as they came: 0 instead of 4"),
    "nothing of its times": (lambda line: line.replace(b"sim-timing", b"other"),
                             "replies whose tokens the server told as they came: 0 instead of 4"),
    "an event too many": (lambda line: line + b"\n" + line if b'"content":"' in line and b'"content":""' not in line else line,
                          "events with content: 400 instead of 200"),
}
SMALL = ("--key", KEY, "--streams", "4", "--rounds", "1")


def test_a_server_behind_a_proxy_that_changes_nothing_passes(simulator, tmp_path):
    with Liar(simulator.port, lambda line: line) as honest:
        finished, result = selftest(tmp_path, "--url", honest.url, *SMALL)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert result["server"] == honest.url


@pytest.mark.parametrize("about", LIES)
def test_a_server_that_lies_is_noticed(about, simulator, tmp_path):
    change, noticed = LIES[about]
    with Liar(simulator.port, change) as liar:
        finished, result = selftest(tmp_path, "--url", liar.url, *SMALL)
    assert finished.returncode == 1, finished.stdout + finished.stderr
    problems = [problem for case in result["cases"] for problem in case["problems"]]
    assert any(problem.startswith(noticed) for problem in problems), problems
    assert f"FAIL  {noticed}" in finished.stdout


def test_requests_that_the_server_did_not_count_are_missed(simulator, tmp_path):
    """The count is of the server's own metrics, so those of another model do not do."""
    def hidden(line: bytes) -> bytes:
        return line.replace(b'deployment="gpt-4o"', b'deployment="other"')
    with Liar(simulator.port, hidden) as liar:
        finished, result = selftest(tmp_path, "--url", liar.url, *SMALL)
    assert finished.returncode == 1
    assert all("replies that the server counted: 0 instead of" in case["problems"][0] for case in result["cases"])
