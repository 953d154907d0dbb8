"""How late events come when 1,000 streams are paced at 40 tokens/s, and whether they come later and later."""

from pathlib import Path

from figures.streams import STREAMS, drain, send_loop
from harness.servers import Simulator
from harness.session import Session
from harness.table import Figure

ITL_MS = 25.0
P99_TARGET_MS = 5.0
DRIFT_TARGET_MS = 1.0


def share_within(buckets: dict[str, float], seconds: str) -> float:
    return buckets[seconds] / buckets["+Inf"]


def bare_loop(session: Session, reply: Path, tokens: int) -> float:
    """The p99 of a loop that sleeps until each event is due: what this machine and the client add by themselves."""
    result, _ = send_loop(session, reply, tokens, "--ttft-ms", 1100, "--itl-ms", ITL_MS, spread="1s")
    return result["late_ms"]["p99"]


def measure(session: Session) -> list[Figure]:
    seconds, loop_tokens = (10, 200) if session.quick else (60, 400)
    reply = session.new_file("paced.reply")
    with Simulator(session) as simulator:
        drain(session, simulator.port, "--tokens", loop_tokens, "--save", reply)
    loops = [bare_loop(session, reply, loop_tokens)]
    with Simulator(session) as simulator:
        result = drain(session, simulator.port, "--tokens", int(seconds * 1000 / ITL_MS), "--ttft-ms", ITL_MS,
                       "--itl-ms", ITL_MS, "--spread", "1s", "--timeout", f"{seconds + 30}s")
        buckets, busy = simulator.lateness_buckets(), simulator.processor_seconds() / result["seconds"]
    loops.append(bare_loop(session, reply, loop_tokens))
    late, drift = result["late_ms"], result["drift_ms"]
    values = result | {"loop_p99_ms": loops, "busy_share": busy, "sends_by_lateness": buckets}
    return [
        Figure(f"{STREAMS:,} streams of 40 tokens/s, lateness p99", f"{late['p99']:.2f} ms (p50 {late['p50']:.2f})",
               f"< {P99_TARGET_MS:g} ms", f"bare loop that sleeps: {min(loops):.2f} to {max(loops):.2f} ms",
               late["p99"] < P99_TARGET_MS, values),
        Figure(f"the same, drift over {seconds} s", f"{drift:+.2f} ms", f"within {DRIFT_TARGET_MS:g} ms",
               "its schedule", abs(drift) < DRIFT_TARGET_MS, {"drift_ms": drift}),
        Figure("the same, sent within 5 ms by /metrics", f"{share_within(buckets, '0.005') * 100:.2f} %", "", "", None),
    ]
