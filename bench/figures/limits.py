"""What one limit check costs with 100,000 requests in the window."""

import json

from harness.session import Session
from harness.table import Figure, thousands

TARGET_NS = 200
REQUESTS = 100_000


def measure(session: Session) -> list[Figure]:
    lines = [json.loads(line) for line in session.output_of([session.program("bench-limits")]).splitlines()]
    full = [line for line in lines if line.get("window_requests") == REQUESTS and "ns_per_admitted" in line]
    scan = next(line for line in lines if line["case"] == "scan")
    worst = max(max(line["ns_per_admitted"], line["ns_per_refused"]) for line in full)
    return [Figure("a limit check, 100,000 requests in the window", f"{worst:.0f} ns (the worst of {len(full)} kinds)",
                   f"< {TARGET_NS} ns", f"adding up the window: {thousands(scan['ns_per_check'])} ns",
                   worst < TARGET_NS, {"lines": lines})]
