"""The servers that are measured: the simulator, and nginx with a fixed reply."""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import time

from harness.session import SERVER_CORE, Failure, Session, memory_mb, port_written_to, processor_seconds

KEY = "bench-key"

# `bench` and `embed` answer at once, `second` after a second, `paced` as a model does. Their limits are checked and
# counted but never reached.
DEPLOYMENTS = {
    "bench": {"model": "gpt-4o", "tokensPerMinute": 10**12, "requestsPerMinute": 10**11},
    "embed": {"model": "text-embedding-3-small", "tokensPerMinute": 10**12, "requestsPerMinute": 10**11,
              "latency": {"overhead_ms": 0}},
    "second": {"model": "gpt-4o", "tokensPerMinute": 10**12, "requestsPerMinute": 10**11,
               "latency": {"ttft_ms": 1000, "itl_ms": 0}},
    "paced": {"model": "gpt-4o", "tokensPerMinute": 10**12, "requestsPerMinute": 10**11,
              "latency": {"ttft_ms": 200, "itl_ms": 20}},
}


def chat(model: str, tokens: int) -> bytes:
    messages = [{"role": "system", "content": "You are a helpful assistant that answers in full sentences."},
                {"role": "user", "content": "What should I see in Lisbon on a rainy day in autumn?"}]
    return json.dumps({"model": model, "messages": messages, "max_tokens": tokens}).encode()


class Server:
    """A process that listens on 127.0.0.1, asked over one connection when it is not being measured."""

    process: subprocess.Popen
    port: int

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, list, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, body, {"authorization": f"Bearer {KEY}", "content-type": "application/json"})
        reply = connection.getresponse()
        content = reply.read()
        connection.close()
        return reply.status, reply.getheaders(), content

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class Simulator(Server):
    """oaisim on one thread and one core, without latency, with limits and metrics."""

    def __init__(self, session: Session):
        deployments = session.folder / "deployments.json"
        deployments.write_text(json.dumps(DEPLOYMENTS))
        port_file = session.new_file("simulator.port")
        command = simulator_command(session, 0) + ["--port-file", port_file]
        self._session = session
        self.process = session.start(command, SERVER_CORE, simulator_environment(session))
        self.port = port_written_to(port_file, self.process)

    def __enter__(self) -> "Simulator":
        return self

    def __exit__(self, *_) -> None:
        self._session.stop(self.process)

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric's series that have these labels."""
        total = 0.0
        for line in self.ask("GET", "/metrics")[2].decode().splitlines():
            match = re.fullmatch(rf"{re.escape(name)}(?:\{{(.*)\}})? (\S+)", line)
            if match and all(f'{key}="{value}"' in (match[1] or "") for key, value in labels.items()):
                total += float(match[2])
        return total

    def lateness_buckets(self) -> dict[str, float]:
        """How many sends of events were at most so late, by upper bound in seconds."""
        text = self.ask("GET", "/metrics")[2].decode()
        found = re.findall(r'^oaisim_pacing_lateness_seconds_bucket\{le="(.*?)"\} (\S+)$', text, re.MULTILINE)
        return {bound: float(count) for bound, count in found}

    def memory_mb(self, name: str) -> float:
        return memory_mb(self.process.pid, name)

    def processor_seconds(self) -> float:
        return processor_seconds(self.process.pid)


def simulator_command(session: Session, port: int) -> list:
    return [session.program("oaisim"), "--port", port, "--threads", 1, "--seed", 1, "--log-level", "warning",
            "--latency-chat-completions-mean", 0, "--latency-chat-completions-std-dev", 0]


def simulator_environment(session: Session) -> dict:
    return {"SIMULATOR_API_KEY": KEY, "OPENAI_DEPLOYMENT_CONFIG_PATH": str(session.folder / "deployments.json")}


NGINX = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 16384; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path {folder}/nginx-body;
  proxy_temp_path {folder}/nginx-proxy;
  fastcgi_temp_path {folder}/nginx-fastcgi;
  uwsgi_temp_path {folder}/nginx-uwsgi;
  scgi_temp_path {folder}/nginx-scgi;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /requests {{ stub_status; }}
    location / {{
      default_type application/json;
{headers}
{parts}
      return 200 '{body}';
    }}
  }}
}}
"""

# nginx writes these itself.
OWN_HEADERS = {"date", "server", "content-type", "content-length", "connection"}


def in_parts(body: str) -> tuple[str, str]:
    """nginx takes no text above 4 KB: a longer one is put together from variables."""
    size = 3500
    if len(body) <= size:
        return "", body
    texts = [body[i:i + size] for i in range(0, len(body), size)]
    return ("\n".join(f"      set $part{i} '{text}';" for i, text in enumerate(texts)),
            "".join(f"$part{i}" for i in range(len(texts))))


class Nginx(Server):
    """One nginx worker that returns a fixed reply with the headers and the body of a reply of the simulator."""

    def __init__(self, session: Session, reply: tuple[int, list, bytes]):
        program = shutil.which("nginx") or shutil.which("nginx", path=os.defpath + ":/usr/sbin:/usr/local/sbin")
        if not program:
            raise Failure("nginx is not installed; run: scripts/install-deps.sh bench")
        self.port = free_port()
        headers = "\n".join(f"      add_header {name} '{value}';" for name, value in reply[1]
                            if name.lower() not in OWN_HEADERS)
        config = session.folder / "nginx.conf"
        parts, body = in_parts(reply[2].decode())
        config.write_text(NGINX.format(folder=session.folder, port=self.port, headers=headers, parts=parts, body=body))
        self._session = session
        self.process = session.start([program, "-c", config, "-e", session.folder / "nginx.log"], SERVER_CORE)
        wait_until_listening(self.port, self.process)
        self._asked = 0
        status, _, body = self.ask("POST", "/v1/chat/completions", b"{}")
        if status != 200 or body != reply[2]:
            raise Failure(f"nginx answers {status} with {len(body)} bytes, not what it was told to")

    def __enter__(self) -> "Nginx":
        return self

    def requests(self) -> int:
        """How many requests it has answered, those for this number left out."""
        self._asked += 1
        counters = self.ask("GET", "/requests")[2].decode().splitlines()[2]
        return int(counters.split()[2]) - self._asked

    def __exit__(self, *_) -> None:
        self._session.stop(self.process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_listening(port: int, process: subprocess.Popen, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.01)
    raise Failure(f"{process.args} did not start to listen")
