"""What `oaisim-load` tells a Prometheus Pushgateway of a running test, against what the run itself reports."""

import base64
import contextlib
import json
import re
import socket
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from simulator import KEY, Simulator, clean_environment, program

SAMPLE = re.compile(r'^oaisim_load_(\w+)\{(.*)\} (\S+)$')
CLASSES = ["connect", "timeout", "4xx", "429", "5xx", "broken_stream", "bad_body"]


class Gateway:
    """Notes every push and answers with the statuses of the list, the last of them from then on."""

    def __init__(self, *statuses: int, context: ssl.SSLContext | None = None):
        gateway, self.pushes, self.statuses = self, [], list(statuses) or [200]

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self):  # noqa: N802
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.pushes.append((self.path, dict(self.headers), body.decode()))
                self.send_response(gateway.statuses.pop(0) if len(gateway.statuses) > 1 else gateway.statuses[0])
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.address = f"127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> "Gateway":
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture(scope="module")
def simulator():
    with Simulator() as running:
        yield running


def run(simulator: Simulator, folder, push: str, *flags: str) -> tuple[dict, subprocess.CompletedProcess]:
    command = [program("OAISIM_LOAD"), "run", "--url", simulator.url, "--model", "gpt-4o-mini", "--max-tokens", "9",
               "--users", "4", "--requests", "200", "--json", str(folder / "result.json"), "--prometheus-push", push,
               *flags]
    if "--key" not in flags:
        command += ["--key", KEY]
    finished = subprocess.run(command, cwd=folder, env=clean_environment(), text=True, capture_output=True, timeout=120,
                              stdin=subprocess.DEVNULL)
    result = json.loads((folder / "result.json").read_text())
    assert finished.returncode == (result["requests"]["whole_run"]["succeeded"] == 0), finished.stdout + finished.stderr
    return result, finished


def samples(page: str) -> dict:
    """By name, with the value of its last label where that differs between samples of one name."""
    assert page.endswith("\n")
    found = {}
    for line in page.splitlines():
        if line.startswith("#"):
            continue
        name, labels, value = SAMPLE.match(line).groups()
        label = re.search(r'(?:outcome|class|quantile)="([^"]*)"$', labels)
        found[(name, label[1]) if label else name] = float(value)
    return found


def check_counts(page: str, result: dict) -> None:
    counts, pushed = result["requests"]["whole_run"], samples(page)
    assert pushed["requests_total", "success"] == counts["succeeded"]
    for outcome in ("cancelled", "abandoned"):
        assert pushed["requests_total", outcome] == counts[outcome]
    for name in CLASSES:
        assert pushed["failures_total", name] == counts["failures"][name]
    assert pushed["requests_total", "429"] == counts["failures"]["429"]
    assert pushed["offered_total"] == counts["total"]
    assert pushed["in_flight"] == 0


@pytest.mark.parametrize("flags", [
    ["--stream", "--cancel-share", "40%", "--cancel-after-events", "3"],
    ["--key", "wrong"],
], ids=["cancelled", "refused"])
def test_what_was_pushed_last_is_what_the_result_says(simulator, tmp_path, flags):
    with Gateway() as gateway:
        result, finished = run(simulator, tmp_path, f"http://{gateway.address}", *flags)
    assert "prometheus-push" not in finished.stderr
    path, headers, page = gateway.pushes[-1]
    assert re.fullmatch(r"/metrics/job/oaisim_load/instance/[\w.-]+", path)
    assert headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    check_counts(page, result)
    whole = result["requests"]["whole_run"]
    assert whole["cancelled"] > 20 if "--stream" in flags else whole["failures"]["4xx"] == 200


def test_pushes_go_on_at_their_interval_and_counts_only_grow(simulator, tmp_path):
    with Gateway() as gateway:
        result, _ = run(simulator, tmp_path, f"http://{gateway.address}/below", "--prometheus-push-interval", "0.1s",
                        "--think-time", "10ms")
    assert len(gateway.pushes) > 2
    assert all(path.startswith("/below/metrics/job/") for path, _, _ in gateway.pushes)
    offered = [samples(page)["offered_total"] for _, _, page in gateway.pushes]
    assert offered == sorted(offered)
    check_counts(gateway.pushes[-1][2], result)


@pytest.mark.parametrize("quiet", [[], ["--quiet"]], ids=["with progress", "quiet"])
def test_a_gateway_that_is_down_halts_nothing_and_no_password_is_told(simulator, tmp_path, quiet):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # and does not listen
        address = f"127.0.0.1:{free.getsockname()[1]}"
        result, finished = run(simulator, tmp_path, f"http://me:hush-hush@{address}", "--think-time", "20ms",
                               "--prometheus-push-interval", "0.1s", *quiet)
    assert result["requests"]["whole_run"]["succeeded"] == 200
    assert finished.stderr.count(f"--prometheus-push: a push to http://{address} failed: ") == 1
    assert re.search(rf"--prometheus-push: (\d+) of \1 pushes to http://{address} failed, the last one too", finished.stderr)
    assert "hush" not in finished.stderr + finished.stdout + (tmp_path / "result.json").read_text()


def test_a_gateway_that_never_answers_is_not_waited_for(simulator, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        result, finished = run(simulator, tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}")
    assert result["requests"]["whole_run"]["succeeded"] == 200
    assert "no answer within 5s" in finished.stderr


def test_a_gateway_that_comes_back_has_the_end_of_the_run(simulator, tmp_path):
    with Gateway(503, 200) as gateway:
        result, finished = run(simulator, tmp_path, f"http://{gateway.address}")
    assert re.search(r"1 of \d+ pushes to .* failed, but not the last one; the last that did: status 503", finished.stderr)
    check_counts(gateway.pushes[-1][2], result)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    files = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-out", files[0], "-keyout", files[1]], check=True,
                   capture_output=True)
    return files


def test_https_and_basic_authentication(simulator, tmp_path, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with Gateway(context=context) as gateway:
        push = f"https://me:p%40ss@{gateway.address}"
        result, _ = run(simulator, tmp_path, push, "--ca-file", str(certificate[0]))
        _, headers, page = gateway.pushes[-1]
        assert headers["Authorization"] == "Basic " + base64.b64encode(b"me:p@ss").decode()
        check_counts(page, result)
        _, finished = run(simulator, tmp_path, push)  # nobody says that it is to be trusted
        assert "failed, the last one too" in finished.stderr and "self-signed certificate" in finished.stderr


def test_a_scrape_has_the_same_page(simulator, tmp_path):
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Gateway() as gateway:
        command = [program("OAISIM_LOAD"), "run", "--url", simulator.url, "--model", "gpt-4o-mini", "--key", KEY,
                   "--users", "1", "--think-time", "10ms", "--duration", "60s", "--quiet", "--prometheus-listen",
                   str(port), "--prometheus-push", f"http://{gateway.address}"]
        running = subprocess.Popen(command, cwd=tmp_path, env=clean_environment(), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        page = ""
        while "oaisim_load_offered_total" not in page:
            assert running.poll() is None
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=10) as scrape:
                scrape.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
                page = b"".join(iter(lambda: scrape.recv(65536), b"")).decode().partition("\r\n\r\n")[2]
        running.terminate()
        running.wait(60)
    described = [[line for line in text.splitlines() if line.startswith("#")] for text in (page, gateway.pushes[-1][2])]
    assert described[0] == described[1]
