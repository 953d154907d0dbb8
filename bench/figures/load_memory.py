"""Ten million requests, each a row of a CSV file and of the store: how much memory oaisim-load takes for that."""

import json
import shutil
import subprocess
import time

from figures.whole_replies import TOKENS, typical_reply
from harness import wrk
from harness.load import Recording, check_counts, load_command
from harness.servers import Nginx, Simulator
from harness.session import CLIENT_CORE, Failure, Session, memory_mb
from harness.table import Figure

TARGET_MB = 300
BYTES_PER_ROW = 500  # of the CSV file, the spool and the database together, with room to spare
UNDISTURBED_BY_OTHERS = True  # others make it longer, not larger: one attempt is enough


def peak_of(session: Session, command: list, environment: dict) -> float:
    """The most memory of the program in MB, asked for until it ends; the system keeps the peak meanwhile."""
    with session.new_file("load.errors").open("w+") as errors:
        process = session.start(command, CLIENT_CORE, environment, stdout=subprocess.DEVNULL, stderr=errors)
        most = 0.0
        while process.poll() is None:
            try:
                most = memory_mb(process.pid, "VmHWM")
            except Failure:  # it ended in between
                break
            time.sleep(0.1)
        if process.wait() not in (0, 1):
            errors.seek(0)
            raise Failure(f"oaisim-load ended with {process.returncode}\n{errors.read()}")
        session.stop(process)
    return most


def measure(session: Session) -> list[Figure]:
    requests = 500_000 if session.quick else 10_000_000
    if shutil.disk_usage(session.folder).free < requests * BYTES_PER_ROW:
        raise Failure(f"{requests:,} requests need {requests * BYTES_PER_ROW / 1e9:.0f} GB of disk in {session.folder}")
    with Simulator(session) as simulator:
        reply = typical_reply(simulator)
    recording = Recording.make(session, with_store=True)
    document = session.new_file("load.json")
    with Nginx(session, reply) as nginx:
        served = nginx.requests()
        command = load_command(session, nginx.url, wrk.CONNECTIONS, document, "--requests", requests, "--model",
                               "bench", "--max-tokens", TOKENS, *recording.flags())
        began = time.monotonic()
        most = peak_of(session, command, recording.environment())
        took = time.monotonic() - began
        served = nginx.requests() - served
    result = json.loads(document.read_text())
    total = check_counts(result, server=served, **recording.rows())
    recording.remove()
    sending = result["length_s"]
    return [Figure(f"{requests:,} requests with --csv and the store, most memory", f"{most:.0f} MB", f"< {TARGET_MB} MB",
                   f"rows: client = server = CSV = database = {total:,}; {sending:.0f} s of sending, "
                   f"{took - sending:.0f} s of storing",
                   most < TARGET_MB, {"vm_hwm_mb": most, "requests": total, "sending_s": sending, "took_s": took})]
