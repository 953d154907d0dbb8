"""Streams as fast as possible, and one event at a time, beside a bare loop of send(2)."""

import json
import subprocess
from pathlib import Path
from statistics import median

from harness.servers import KEY, Simulator
from harness.session import SERVER_CORE, Failure, Session, port_written_to
from harness.table import Figure, ratio_figure, thousands

STREAMS = 1000
TOKENS = 300
PACED_ITL_MS = 10.0  # 1,000 streams ask for 100,000 tokens/s, more than one core sends one by one


def drain(session: Session, port: int, *more) -> dict:
    command = [session.program("bench-streams"), "--port", port, "--key", KEY, "--connections", STREAMS, *more]
    result = json.loads(session.output_of(command, codes=(0, 1)))
    if result["ended"] != STREAMS:
        raise Failure(f"not every stream ended as it should: {result}")
    return result


def send_loop(session: Session, reply: Path, tokens: int, *schedule, spread: str = "0s") -> tuple[dict, dict]:
    """What the client got and what the loop counted. `schedule` is for both."""
    port_file = session.new_file("loop.port")
    command = [session.program("bench-send-loop"), "--sockets", STREAMS, "--reply", reply, "--port-file", port_file]
    loop = session.start(command + list(schedule), SERVER_CORE, stdout=subprocess.PIPE, text=True)
    port = port_written_to(port_file, loop)
    result = drain(session, port, "--tokens", tokens, "--spread", spread, *schedule)
    counted = json.loads(loop.communicate()[0])
    session.stop(loop)
    return result, counted


def paced_sends(session: Session, simulator: Simulator) -> dict:
    """A run with every token due at a moment of its own, so that nearly every event has a send of its own."""
    tokens = 200 if session.quick else 400
    sends, busy = simulator.metric("oaisim_pacing_lateness_seconds_count"), simulator.processor_seconds()
    result = drain(session, simulator.port, "--tokens", tokens, "--ttft-ms", PACED_ITL_MS, "--itl-ms", PACED_ITL_MS,
                   "--spread", "1s")
    sends = simulator.metric("oaisim_pacing_lateness_seconds_count") - sends
    busy = simulator.processor_seconds() - busy
    return {"sends_per_busy_second": sends / busy, "events_per_send": result["events"] / sends,
            "busy_share": busy / result["seconds"]}


def measure(session: Session) -> list[Figure]:
    pairs = 1 if session.quick else 3
    reply = session.folder / "stream.reply"
    ours, theirs, paced, loops = [], [], [], []
    with Simulator(session) as simulator:
        drain(session, simulator.port, "--tokens", TOKENS, "--save", reply)
        for _ in range(pairs):
            ours.append(drain(session, simulator.port, "--tokens", TOKENS)["events_per_second"])
            paced.append(paced_sends(session, simulator))
            result, counted = send_loop(session, reply, TOKENS)
            theirs.append(result["events_per_second"])
            loops.append(counted["sends"] / counted["processor_seconds"])
    whole = ratio_figure("1,000 streams at once, as fast as possible", "events/s", ours, "bare send loop", theirs, 0.6)
    sent = median(run["sends_per_busy_second"] for run in paced)
    ratio = sent / median(loops)
    single = Figure("the same, paced: an event to a send", f"{thousands(sent)} sends per busy second, {ratio:.2f} x",
                    "", f"bare send loop: {thousands(median(loops))}", None,
                    {"ratio": round(ratio, 3), "paced": paced, "loops": loops})
    return [whole, single]
