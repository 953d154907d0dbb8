"""How long it takes to merge the histograms of 1,000 runs."""

import json

from harness.session import Session
from harness.table import Figure

TARGET_MS = 100


def measure(session: Session) -> list[Figure]:
    result = json.loads(session.output_of([session.program("bench-histograms")]))
    return [Figure("a merge of 1,000 histograms", f"{result['merge_ms']:.1f} ms (the slowest of 5)", f"< {TARGET_MS} ms",
                   f"{result['megabytes']:.0f} MB of counts; reading them from JSON: {result['decode_ms']:.0f} ms",
                   result["merge_ms"] < TARGET_MS, result)]
