"""8,000 connections that each wait for a second, served by one core."""

from figures.whole_replies import TOKENS
from harness.load import run_load
from harness.servers import Simulator
from harness.session import Failure, Session
from harness.table import Figure, thousands

CONNECTIONS = 8000


def measure(session: Session) -> list[Figure]:
    seconds = 5 if session.quick else 12
    with Simulator(session) as simulator:
        result = run_load(session, simulator.url, CONNECTIONS, "--duration", f"{seconds}s", "--max-tokens", TOKENS,
                          "--model", "second", "--warmup", "2s")
        most = simulator.memory_mb("VmHWM")
    requests, latency = result["requests"]["measured"], result["latency_ms"]["e2e"]["from_sent"]
    if requests["failed"] or not requests["succeeded"]:
        raise Failure(f"requests failed: {requests}")
    rate = result["throughput"]["steady"]["requests_per_second"]
    return [
        Figure(f"{CONNECTIONS:,} connections on 1 s of latency, p99", f"{latency['p99'] / 1000:.3f} s", "< 1.1 s",
               f"its latency; {thousands(rate)} requests/s", latency["p99"] < 1100, latency),
        Figure("the same, most memory resident", f"{most:.0f} MB", "< 150 MB", "", most < 150, {"vm_hwm_mb": most}),
    ]
