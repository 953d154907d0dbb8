"""How late events come when 1,000 streams are paced at 40 tokens/s, and whether they come later and later."""

from figures.streams import STREAMS, drain
from harness.servers import Simulator
from harness.session import Session
from harness.table import Figure

ITL_MS = 25.0
P99_TARGET_MS = 5.0
DRIFT_TARGET_MS = 1.0


def share_within(buckets: dict[str, float], seconds: str) -> float:
    return buckets[seconds] / buckets["+Inf"]


def measure(session: Session) -> list[Figure]:
    seconds = 10 if session.quick else 60
    with Simulator(session) as simulator:
        result = drain(session, simulator.port, "--tokens", int(seconds * 1000 / ITL_MS), "--ttft-ms", ITL_MS,
                       "--itl-ms", ITL_MS, "--spread", "1s", "--timeout", f"{seconds + 30}s")
        buckets = simulator.lateness_buckets()
    late, drift = result["late_ms"], result["drift_ms"]
    served = share_within(buckets, "0.005") * 100
    return [
        Figure(f"{STREAMS:,} streams of 40 tokens/s, lateness p99", f"{late['p99']:.2f} ms (p50 {late['p50']:.2f}, "
               f"max {late['max']:.1f})", f"< {P99_TARGET_MS:g} ms",
               f"its schedule; {served:.2f} % sent within 5 ms by /metrics", late["p99"] < P99_TARGET_MS, result),
        Figure(f"the same, drift over {seconds} s", f"{drift:+.2f} ms", f"within {DRIFT_TARGET_MS:g} ms",
               "line through all events", abs(drift) < DRIFT_TARGET_MS, {"drift_ms": drift}),
    ]
