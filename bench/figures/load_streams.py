"""10,000 streams at 10 tokens/s, received by oaisim-load on one core: how late it sends and receives."""

import json
import subprocess

from figures.streams import drain
from harness.load import check_counts, run_load
from harness.servers import Simulator
from harness.session import SERVER_CORE, Failure, Session, port_written_to
from harness.table import Figure, thousands

STREAMS = 10_000
STARTED_PER_SECOND = 2500
ITL_MS = 100.0
TARGET_MS = 10.0


def send_loop(session: Session, reply) -> tuple[subprocess.Popen, int]:
    """The simulator can send some 80,000 events a second one by one on its core, and this asks for 100,000."""
    port_file = session.new_file("loop.port")
    command = [session.program("bench-send-loop"), "--sockets", STREAMS, "--reply", reply, "--port-file", port_file,
               "--ttft-ms", 1000, "--itl-ms", ITL_MS, "--spread", "1s"]
    loop = session.start(command, SERVER_CORE, stdout=subprocess.PIPE, text=True)
    return loop, port_written_to(port_file, loop)


def measure(session: Session) -> list[Figure]:
    tokens = 100 if session.quick else 300
    reply = session.new_file("ten.reply")
    with Simulator(session) as simulator:
        drain(session, simulator.port, "--tokens", tokens, "--save", reply)
    loop, port = send_loop(session, reply)
    result = run_load(session, f"http://127.0.0.1:{port}", STREAMS, "--spawn-rate", STARTED_PER_SECOND, "--requests",
                      STREAMS, "--model", "bench", "--stream", "--max-tokens", tokens)
    server = json.loads(loop.communicate()[0])
    session.stop(loop)
    check_counts(result)
    received = result["requests"]["whole_run"]["completion_tokens"]
    if received != STREAMS * tokens or server["sends"] != received:
        raise Failure(f"{server['sends']} tokens were sent and {received} received, of {STREAMS * tokens}")
    client = result["client"]
    send, receive = client["send_lag_ms"], client["receive_lag_ms"]
    rate = server["sends"] / server["seconds"]
    ok = send["p99"] < TARGET_MS and receive["p99"] < TARGET_MS and client["verdict"] == "VALID"
    return [Figure(f"oaisim-load, {STREAMS:,} streams at {1000 / ITL_MS:g} tokens/s, lag p99",
                   f"send {send['p99']:.2f} ms, receive {receive['p99']:.2f} ms",
                   f"< {TARGET_MS:g} ms",
                   f"send loop: {thousands(rate)} tokens/s, late by {server['late_ms']['p99']:.2f} ms (p99); "
                   f"client: {client['busiest_core'] * 100:.0f} % of its core",
                   ok, {"client": without_buckets(client), "server": server})]


def without_buckets(client: dict) -> dict:
    return {name: {key: number for key, number in value.items() if key != "encoded"} if isinstance(value, dict) else value
            for name, value in client.items()}
