"""oaisim-load beside wrk against the same nginx, each with the other core to itself."""

import json

from figures.whole_replies import TOKENS, typical_reply
from harness import wrk
from harness.servers import KEY, Nginx, Simulator, chat
from harness.session import CLIENT_CORE, Failure, Session
from harness.table import Figure, ratio_figure


def run_load(session: Session, url: str, users: int, seconds: float, *more) -> dict:
    """The result document of a closed loop. Exit code 1 only says that the client was the bottleneck."""
    result = session.new_file("load.json")
    command = [session.program("oaisim-load"), "run", "--url", url, "--key", KEY, "--users", users, "--threads", 1,
               "--duration", f"{seconds}s", "--max-tokens", TOKENS, "--json", result, "--quiet",
               "--store", "none", *more]
    session.output_of(command, CLIENT_CORE, codes=(0, 1))
    return json.loads(result.read_text())


def recorded_run(session: Session, url: str, seconds: float) -> float:
    rows = session.new_file("requests.csv")
    result = run_load(session, url, wrk.CONNECTIONS, seconds, "--model", "bench", "--csv", rows)
    requests = result["requests"]["whole_run"]
    with rows.open("rb") as file:
        recorded = sum(1 for _ in file) - 1
    if requests["failed"] or recorded != requests["total"]:
        raise Failure(f"{requests['failed']} failed, {recorded} of {requests['total']} requests recorded")
    return result["throughput"]["whole_run"]["requests_per_second"]


def measure(session: Session) -> list[Figure]:
    seconds, pairs = (2, 1) if session.quick else (4, 3)
    ours, theirs = [], []
    with Simulator(session) as simulator:
        reply = typical_reply(simulator)
    with Nginx(session, reply) as nginx:
        for _ in range(pairs):
            ours.append(recorded_run(session, nginx.url, seconds))
            theirs.append(wrk.requests_per_second(session, nginx.url + "/", chat("bench", TOKENS), seconds))
    return [ratio_figure("oaisim-load, a CSV row for every request", "requests/s", ours, "wrk", theirs, 0.5)]
