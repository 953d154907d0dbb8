"""wrk: keep-alive connections that send the same request again and again, on the client's core."""

import re
import shutil

from harness.servers import KEY
from harness.session import Failure, Session

CONNECTIONS = 64


def requests_per_second(session: Session, url: str, body: bytes, seconds: float) -> float:
    if not shutil.which("wrk"):
        raise Failure("wrk is not installed; run: scripts/install-deps.sh bench")
    script = session.folder / "chat.lua"
    script.write_text(f'wrk.method = "POST"\nwrk.headers["authorization"] = "Bearer {KEY}"\n'
                      f'wrk.headers["content-type"] = "application/json"\nwrk.body = [==[{body.decode()}]==]\n')
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "-s", script, url]
    report = session.output_of(command)
    if "Non-2xx" in report or "Socket errors" in report:
        raise Failure(f"not every request was answered with 200:\n{report}")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", report)[1])
