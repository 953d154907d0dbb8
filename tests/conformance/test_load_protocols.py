"""`oaisim-load run` asks every API of the simulator, whole and streamed, also over https, and counts what it counts."""

import contextlib
import json
import socket
import ssl
import subprocess
import threading
from pathlib import Path

import pytest
from load_runs import measured, oaisim_load, server_counts, settled_counts
from simulator import KEY, Simulator, clean_environment

REQUESTS, TOKENS = 40, 12
MODELS = {"chat": "gpt-4o", "completions": "gpt-3.5-turbo-instruct", "embeddings": "text-embedding-3-small",
          "responses": "gpt-4.1", "messages": "claude-sonnet-4-5"}
CASES = [(api, stream) for api in MODELS for stream in (False, True) if not (stream and api == "embeddings")]


@pytest.mark.parametrize("api,stream", CASES)
def test_counts_and_tokens_are_those_of_the_server(simulator, tmp_path, api, stream):
    before = server_counts(simulator.url, MODELS[api])
    limit = [] if api == "embeddings" else ["--max-tokens", 20 if api == "responses" else TOKENS]
    result, rows = measured(tmp_path, "--url", simulator.url, "--key", KEY, "--api", api, "--model", MODELS[api],
                            "--requests", REQUESTS, "--users", 4, *limit, *(["--stream"] if stream else []))
    counts = settled_counts(simulator.url, before["replies"] + REQUESTS, MODELS[api])
    assert result["requests"]["whole_run"]["succeeded"] == REQUESTS
    assert counts["replies"] - before["replies"] == REQUESTS
    for kind in ("prompt", "completion"):
        assert sum(int(row[f"{kind}_tokens"]) for row in rows) == counts[kind] - before[kind]
    if limit:
        assert {row["completion_tokens"] for row in rows} == {str(limit[1])}
    if stream:  # an event for each token
        assert all(row["content_events"] == row["completion_tokens"] for row in rows)
        assert all(int(row["first_token_ns"]) <= int(row["last_token_ns"]) <= int(row["done_ns"]) for row in rows)


def test_azure_addresses(simulator, tmp_path):
    for api in ("chat", "embeddings", "responses"):
        result, _ = measured(tmp_path, "--url", simulator.url, "--key", KEY, "--api", api, "--deployment", "dep",
                             "--requests", 2)
        assert result["requests"]["whole_run"]["succeeded"] == 2


def test_plain_http(simulator, tmp_path):
    result, rows = measured(tmp_path, "--api", "http", "--url", f"{simulator.url}/health", "--requests", 5)
    assert result["requests"]["whole_run"]["succeeded"] == 5
    records = tmp_path / "records.jsonl"
    bodies = [{"model": "gpt-4o", "max_tokens": 3, "messages": [{"role": "user", "content": f"number {i}"}]}
              for i in range(5)]
    records.write_text("".join(json.dumps({"id": i, "request": {"body": body}}) + "\n" for i, body in enumerate(bodies)))
    before = server_counts(simulator.url, "gpt-4o")
    measured(tmp_path, "--api", "http", "--url", f"{simulator.url}/v1/chat/completions", "--key", KEY, "--dataset", records,
             "--json-path", "$.request.body", "--requests", 5)
    counts = settled_counts(simulator.url, before["replies"] + 5, "gpt-4o")
    assert counts["replies"] - before["replies"] == 5
    assert counts["completion"] - before["completion"] == 15
    shown = oaisim_load("run", "--api", "http", "--url", f"{simulator.url}/v1/chat/completions", "--key", KEY, "--dataset",
                        records, "--json-path", "$.nothing", "--debug", code=1)
    assert '"request"' in shown.stdout  # the whole record
    assert "400" in shown.stdout.splitlines()[-1]


def test_conversations_hold_what_was_answered(simulator, tmp_path):
    dataset = tmp_path / "talk.jsonl"
    turns = [{"role": role, "content": f"{role} {i}"} for i in range(3) for role in ("user", "assistant")]
    dataset.write_text(json.dumps({"messages": turns}) + "\n")
    for history in ("replies", "recorded"):
        _, rows = measured(tmp_path, "--url", simulator.url, "--key", KEY, "--model", "gpt-4o", "--dataset", dataset,
                           "--history", history, "--max-tokens", 50, "--requests", 6, "--users", 1, "--threads", 1)
        prompts = [int(row["prompt_tokens"]) for row in rows]
        assert prompts[0] < prompts[1] < prompts[2]
        assert prompts[3] == prompts[0]
        assert (prompts[1] - prompts[0] >= 50) == (history == "replies")


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    certificate = tmp_path_factory.mktemp("tls") / "made.pem"
    with Simulator("--tls-self-signed", "--tls-cert-out", str(certificate)) as running:
        running.url = f"https://localhost:{running.port}"
        running.certificate = certificate
        yield running


@pytest.mark.parametrize("stream", [False, True])
def test_https_with_a_certificate_that_is_trusted(secure, tmp_path, stream):
    result, rows = measured(tmp_path, "--url", secure.url, "--ca-file", secure.certificate, "--key", KEY, "--model",
                            "gpt-4o", "--requests", REQUESTS, "--users", 3, "--max-tokens", TOKENS,
                            *(["--stream"] if stream else []))
    assert result["requests"]["whole_run"]["succeeded"] == REQUESTS
    assert result["plan"]["url"].startswith("https://")
    assert {row["completion_tokens"] for row in rows} == {str(TOKENS)}
    assert sum(row["connecting_ns"] != "" for row in rows) == 3  # connections are kept


REPLY = json.dumps({"choices": [{"message": {"content": "x"}}], "usage": {"prompt_tokens": 1, "completion_tokens": 1}})


class ClosingServer(threading.Thread):
    """Answers one request per connection over TLS, as if the connection were kept, and closes it."""

    def __init__(self, folder: Path):
        super().__init__(daemon=True)
        self.certificate = folder / "own.pem"
        key = folder / "own-key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", str(key), "-out", str(self.certificate), "-subj", "/CN=localhost", "-days", "2",
                        "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate, key)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://localhost:{self.listener.getsockname()[1]}"
        self.connections = 0

    def run(self):
        while True:
            try:
                connection = self.listener.accept()[0]
            except OSError:
                return
            self.connections += 1
            with self.context.wrap_socket(connection, server_side=True) as secured:
                head = b""
                while b"\r\n\r\n" not in head:
                    head += secured.recv(4096)
                secured.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {len(REPLY)}\r\n\r\n{REPLY}".encode())
                secured.setblocking(False)
                with contextlib.suppress(ssl.SSLWantReadError):  # says the end, and does not wait for the client's
                    secured.unwrap()


def test_a_kept_connection_that_the_server_has_closed_is_opened_again(tmp_path):
    server = ClosingServer(tmp_path)
    server.start()
    result, rows = measured(tmp_path, "--url", server.url, "--ca-file", server.certificate, "--model", "m", "--requests", 4,
                            "--think-time", "50ms")
    server.listener.close()
    assert result["requests"]["whole_run"]["succeeded"] == 4
    assert server.connections == 4
    assert all(row["connecting_ns"] for row in rows)


def last_line(*arguments, code=1, **variables) -> str:
    shown = oaisim_load("run", *arguments, "--debug", code=code, env=clean_environment(**variables))
    return shown.stdout.splitlines()[-1]


def test_what_is_wrong_with_https_is_said(secure, simulator):
    request = ["--key", KEY, "--model", "gpt-4o"]
    assert "not trusted: self-signed certificate" in last_line("--url", secure.url, *request)
    assert "success" in last_line("--url", secure.url, *request, code=0, SSL_CERT_FILE=str(secure.certificate))
    warned = oaisim_load("run", "--url", secure.url, "--tls-insecure", *request, "--debug")
    assert "warning: --tls-insecure" in warned.stderr
    assert "does it speak TLS" in last_line("--url", simulator.url.replace("http", "https"), *request)
    assert "https://" in last_line("--url", secure.url.replace("https", "http"), *request)


def test_keys_come_from_files_and_variables_and_are_not_shown(simulator, tmp_path):
    key = tmp_path / "key"
    key.write_text(KEY + "\n")
    request = ["--url", simulator.url, "--model", "gpt-4o", "--max-tokens", 2]
    for more, environment in ((["--key-file", key], {}), (["--key-env", "MY_KEY"], {"MY_KEY": KEY}),
                              ([], {"OPENAI_API_KEY": KEY}), (["--header", f"api-key: {KEY}"], {})):
        assert "success" in last_line(*request, *more, code=0, **environment)
    anthropic = ["--url", simulator.url, "--api", "messages", "--model", "claude-sonnet-4-5"]
    assert "success" in last_line(*anthropic, code=0, ANTHROPIC_API_KEY=KEY)
    assert "no key was sent: give one by --key" in last_line(*request)
    refused = last_line(*request, "--key", "wrong-secret")
    assert "is the key right?" in refused and "--debug" not in refused


def test_secrets_of_an_address_are_sent_and_not_shown(simulator, tmp_path):
    result, store, page = tmp_path / "result.json", tmp_path / "store.db", tmp_path / "page.html"
    url = f"{simulator.url}/health?a=b&sig=s3cret"
    request = ["--api", "http", "--url", url]
    shown = oaisim_load("run", *request, "--debug")
    assert "> GET /health?a=b&sig=*** HTTP/1.1" in shown.stdout
    done = oaisim_load("run", *request, "--quiet", "--requests", 2, "--json", result, "--html", page, "--store", store)
    assert json.loads(result.read_text())["plan"]["url"].endswith("/health?a=b&sig=***")
    for text in (shown.stdout, done.stdout, done.stderr, result.read_text(), page.read_text()):
        assert "s3cret" not in text
    assert b"s3cret" not in store.read_bytes()
    refused = oaisim_load("run", "--url", simulator.url.replace("//", "//user:s3cret@"), "--model", "m", code=2)
    assert "s3cret" not in refused.stderr and "user name" in refused.stderr


def test_debug_shows_the_request_and_the_reply(simulator, tmp_path):
    tools = tmp_path / "tools.json"
    tools.write_text(json.dumps([{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}]))
    shown = oaisim_load("run", "--url", simulator.url, "--key", KEY, "--model", "gpt-4o", "--stream", "--max-tokens", 3,
                        "--tools", tools, "--tool-choice", "none", "--body-field", "temperature=0.5", "--system",
                        "Be brief.", "--header", "X-Team: blue", "--debug").stdout
    assert "> POST /v1/chat/completions HTTP/1.1\n" in shown
    assert "> Authorization: ***\n" in shown
    assert "> X-Team: blue\n" in shown
    body = json.loads(next(line for line in shown.splitlines() if line.startswith("{")))
    assert body["messages"][0] == {"role": "system", "content": "Be brief."}
    assert body["tool_choice"] == "none" and body["temperature"] == 0.5 and body["tools"]
    assert "< HTTP 200\n" in shown and "data: [DONE]" in shown
    assert "= success after" in shown and "3 out" in shown


def test_what_cannot_be_asked_is_refused_before_anything_is_sent(simulator, tmp_path):
    records = tmp_path / "records.jsonl"
    records.write_text("{}\n")
    for arguments, message in ((["--api", "nope", "--model", "m"], "--api"),
                               (["--api", "embeddings", "--model", "m", "--stream"], "--stream"),
                               (["--model", "m", "--header", "Connection: close"], "--header: 'Connection'"),
                               (["--api", "http", "--dataset", records, "--json-path", "$["], "--json-path: '$[': at character 3"),
                               (["--model", "m", "--key-file", "/nonexistent"], "--key-file: cannot read")):
        assert message in oaisim_load("run", "--url", simulator.url, *arguments, code=2).stderr
    assert "cannot find the address" in oaisim_load("run", "--url", "http://name.invalid", "--model", "m", code=2).stderr
