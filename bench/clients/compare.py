#!/usr/bin/env python3
"""Offers the same streams with oaisim-load, aiperf and locust, and shows what each says beside what the server did.

    make bench-clients                              sets up the clients of PyPI and runs all of it, about six minutes
    bench/clients/compare.py --streams 100          one concurrency
    bench/clients/compare.py --write docs/accuracy.md

Every client has one core and the simulator the other. The simulator's schedule is known: the first token after 200 ms,
the others 20 ms apart. Its own metrics say how well it kept to it while each client was at work.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent))

from harness.servers import KEY, Simulator  # noqa: E402
from harness.session import Failure, Session  # noqa: E402
from harness.table import machine, write_between_markers  # noqa: E402

TTFT_MS, ITL_MS, TOKENS = 200, 20, 50  # of the deployment `paced`
E2E_MS = TTFT_MS + (TOKENS - 1) * ITL_MS
WARMUP_S = 8  # aiperf's workers need some seconds before they read what comes


@dataclass
class Report:
    """What a client says, in ms; `requests` that it counts."""

    requests: int
    ttft_p50: float
    ttft_p99: float
    icl_p50: float
    icl_p99: float
    e2e_p99: float


def percentile(values: list, percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


def with_oaisim_load(session: Session, url: str, streams: int, seconds: int) -> Report:
    result = session.new_file("load.json")
    session.output_of([session.program("oaisim-load"), "run", "--url", url, "--model", "paced", "--key", KEY, "--users",
                       streams, "--stream", "--max-tokens", TOKENS, "--warmup", f"{WARMUP_S}s", "--duration",
                       f"{WARMUP_S + seconds}s", "--threads", 1, "--quiet", "--json", result])
    document = json.loads(result.read_text())
    latency = document["latency_ms"]
    ttft, icl, e2e = latency["ttft"]["from_sent"], latency["icl"], latency["e2e"]["from_sent"]
    return Report(document["requests"]["measured"]["succeeded"], ttft["p50"], ttft["p99"], icl["p50"], icl["p99"], e2e["p99"])


def with_aiperf(session: Session, url: str, streams: int, seconds: int) -> Report:
    prompts, folder = session.new_file("prompts.jsonl"), session.folder / "aiperf"
    prompts.write_text('{"text": "Tell me a short story about the sea."}\n' * 100)
    command = [Path(sys.executable).with_name("aiperf"), "profile", "-m", "paced", "--url", url, "--api-key", KEY,
               "--endpoint-type", "chat", "--streaming", "--concurrency", streams, "--input-file", prompts,
               "--custom-dataset-type", "single_turn", "--extra-inputs", f"max_tokens:{TOKENS}",
               "--use-server-token-count", "--tokenizer", "builtin", "--artifact-dir", folder, "--ui", "none",
               "--warmup-duration", WARMUP_S, "--benchmark-duration", seconds]
    session.output_of(command)
    document = json.loads((folder / "profile_export_aiperf.json").read_text())
    ttft, icl, e2e = (document[name] for name in ("time_to_first_token", "inter_chunk_latency", "request_latency"))
    return Report(int(document["request_count"]["avg"]), ttft["p50"], ttft["p99"], icl["p50"], icl["p99"], e2e["p99"])


def with_locust(session: Session, url: str, streams: int, seconds: int) -> Report:
    result = session.new_file("locust.json")
    os.environ |= {"OAISIM_KEY": KEY, "OAISIM_TOKENS": str(TOKENS), "OAISIM_WARMUP_S": str(WARMUP_S),
                   "OAISIM_RESULT": str(result)}
    command = [Path(sys.executable).with_name("locust"), "-f", HERE / "locust_streams.py", "--headless", "--users",
               streams, "--spawn-rate", streams, "--run-time", f"{WARMUP_S + seconds}s", "--stop-timeout", 30,
               "--host", url, "--only-summary"]
    session.output_of(command, codes=(0, 1))
    times = json.loads(result.read_text())
    ms = {name: [value * 1e3 for value in times[name]] for name in ("ttft", "icl", "e2e")}
    return Report(len(ms["e2e"]), percentile(ms["ttft"], 50), percentile(ms["ttft"], 99), percentile(ms["icl"], 50),
                  percentile(ms["icl"], 99), percentile(ms["e2e"], 99))


CLIENTS = {"oaisim-load": with_oaisim_load, "aiperf": with_aiperf, "locust": with_locust}


def server_row(simulator: Simulator) -> str:
    """How late the server itself sent: shares of its sends."""
    buckets = simulator.lateness_buckets()
    sends = buckets["+Inf"] or 1
    mean = simulator.metric("oaisim_time_to_first_token_seconds_sum", deployment="paced")
    count = simulator.metric("oaisim_time_to_first_token_seconds_count", deployment="paced") or 1
    return f"{mean / count * 1e3:.1f} | {buckets['0.005'] / sends * 100:.2f} %"


def row(session: Session, name: str, streams: int, seconds: int) -> str:
    with Simulator(session) as simulator:
        print(f"{name}, {streams} streams ...", file=sys.stderr, flush=True)
        report = CLIENTS[name](session, simulator.url, streams, seconds)
        served = simulator.metric("aoai_api_simulator_latency_full_seconds_count", deployment="paced", status_code="200")
        possible = streams * seconds * 1000 / E2E_MS
        return (f"| {streams:,} | {name} | {report.ttft_p50:.1f} | {report.ttft_p99:.1f} | {report.icl_p50:.2f} | "
                f"{report.icl_p99:.2f} | {report.e2e_p99:,.0f} | {report.requests / possible:.2f} | "
                f"{server_row(simulator)} | {served:,.0f} |")


def table(session: Session, args: argparse.Namespace) -> str:
    lines = [f"Machine: {machine()}. The truth: TTFT {TTFT_MS} ms, gaps {ITL_MS} ms, E2E {E2E_MS:,} ms.", "",
             "| streams | client | TTFT p50 | TTFT p99 | gap p50 | gap p99 | E2E p99 | load offered | "
             "server's TTFT, mean | server's sends within 5 ms | server's replies |",
             "|---|---|---|---|---|---|---|---|---|---|---|"]
    for streams in args.streams:
        for name in args.clients:
            lines.append(row(session, name, streams, args.seconds))
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streams", type=int, nargs="+", default=[1, 100, 1000], help="at once (default 1 100 1000)")
    parser.add_argument("--clients", nargs="+", choices=CLIENTS, default=list(CLIENTS))
    parser.add_argument("--seconds", type=int, default=20, help="that are measured, after a warm-up (default 20)")
    parser.add_argument("--programs", type=Path, default=ROOT / "build" / "release" / "bin", help="the built programs")
    parser.add_argument("--write", type=Path, metavar="FILE", help="replace the table between the file's markers")
    args = parser.parse_args()
    try:
        with Session(args.programs, quick=False) as session:
            text = table(session, args)
    except (Failure, subprocess.SubprocessError) as failure:
        print(f"compare: {failure}", file=sys.stderr)
        return 1
    print(text)
    if args.write:
        write_between_markers(args.write, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
