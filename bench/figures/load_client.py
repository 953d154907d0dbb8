"""oaisim-load beside wrk against the same nginx, each with the other core to itself, every request recorded."""

import json

from figures.whole_replies import TOKENS, typical_reply
from harness import wrk
from harness.load import Recording, check_counts, load_command
from harness.servers import Nginx, Simulator, chat
from harness.session import CLIENT_CORE, Session
from harness.table import Figure, ratio_figure

TARGET = 0.7


def recorded_run(session: Session, url: str, seconds: float, with_store: bool) -> float:
    """Requests/s while requests are sent; a store is filled from disk afterwards."""
    recording = Recording.make(session, with_store)
    document = session.new_file("load.json")
    command = load_command(session, url, wrk.CONNECTIONS, document, "--duration", f"{seconds}s", "--model", "bench",
                           "--max-tokens", TOKENS, *recording.flags())
    session.output_of(command, CLIENT_CORE, codes=(0, 1), env=recording.environment())
    result = json.loads(document.read_text())
    check_counts(result, **recording.rows())
    recording.remove()
    return result["throughput"]["whole_run"]["requests_per_second"]


def measure(session: Session) -> list[Figure]:
    seconds, turns = (2, 1) if session.quick else (4, 3)
    csv, both, theirs = [], [], []
    with Simulator(session) as simulator:
        reply = typical_reply(simulator)
    with Nginx(session, reply) as nginx:
        for _ in range(turns):
            csv.append(recorded_run(session, nginx.url, seconds, with_store=False))
            theirs.append(wrk.requests_per_second(session, nginx.url + "/", chat("bench", TOKENS), seconds))
            both.append(recorded_run(session, nginx.url, seconds, with_store=True))
    return [ratio_figure("oaisim-load, a CSV row for every request", "requests/s", csv, "wrk", theirs, TARGET),
            ratio_figure("the same, and a row in the store", "requests/s", both, "wrk", theirs, TARGET)]
