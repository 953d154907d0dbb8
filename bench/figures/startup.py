"""From starting the program to its first chat completion, and its memory when idle."""

import http.client
import subprocess
import time
from statistics import median

from harness.servers import KEY, chat, free_port, simulator_command, simulator_environment
from harness.session import SERVER_CORE, Failure, Session, memory_mb
from harness.table import Figure


def first_reply(port: int, process: subprocess.Popen) -> None:
    """Connects again and again without a pause until a whole chat completion has been read."""
    headers = {"authorization": f"Bearer {KEY}", "content-type": "application/json"}
    while process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("POST", "/v1/chat/completions", chat("bench", 128), headers)
            reply = connection.getresponse()
            reply.read()
        except ConnectionError:
            continue
        finally:
            connection.close()
        if reply.status != 200:
            raise Failure(f"the first reply was {reply.status}")
        return
    raise Failure("the simulator ended before its first reply")


def measure(session: Session) -> list[Figure]:
    milliseconds, idle = [], []
    for _ in range(5 if session.quick else 15):
        port = free_port()
        command = simulator_command(session, port)
        began = time.monotonic()
        process = session.start(command, SERVER_CORE, simulator_environment(session))
        first_reply(port, process)
        milliseconds.append((time.monotonic() - began) * 1000)
        time.sleep(0.3)
        idle.append(memory_mb(process.pid, "VmRSS"))
        session.stop(process)
    return [
        Figure("first chat completion after starting", f"{median(milliseconds):.0f} ms (max {max(milliseconds):.0f})",
               "< 100 ms", "", max(milliseconds) < 100, {"milliseconds": milliseconds}),
        Figure("memory resident when idle", f"{max(idle):.0f} MB", "< 40 MB", "", max(idle) < 40, {"idle_mb": idle}),
    ]
