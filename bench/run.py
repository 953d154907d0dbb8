#!/usr/bin/env python3
"""Measures the simulator and the load test beside peers in the same run, and prints each figure beside its target.

    make bench                                      all of it, about ten minutes
    bench/run.py --quick --only streams             one figure, roughly
    bench/run.py --write docs/performance.md        and puts the table into the documentation

Servers run on one core and clients on another, so the machine should have two that do nothing else. It starts its own
nginx and simulator on free ports, and ends what it started. Exit code 1: something could not be measured.
"""

import argparse
import dataclasses
import json
import os
import signal
import sys
import time
from pathlib import Path

from figures import (connections, histograms, limits, load_client, load_datasets, load_memory, load_streams,
                     operations, pacing, startup, streams, tokenizer, whole_replies)
from harness.session import Failure, Session, busy_seconds_of_all, busy_seconds_of_session, stolen_seconds
from harness.table import Figure, as_markdown, as_text, machine, write_between_markers

ROOT = Path(__file__).resolve().parents[1]

PARTS = {"replies": [whole_replies], "operations": [operations], "streams": [streams], "pacing": [pacing],
         "connections": [connections], "tokenizer": [tokenizer], "limits": [limits],
         "load": [load_client, load_datasets, load_streams, load_memory, histograms], "startup": [startup]}

UNDISTURBED = 0.05  # cores that others may use while a part is measured


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=PARTS, help="measure only this; repeatable")
    parser.add_argument("--quick", action="store_true", help="short runs, for a first look")
    parser.add_argument("--attempts", type=int, default=2, help="for a part that others disturb (default 2)")
    parser.add_argument("--programs", type=Path, default=ROOT / "build" / "release" / "bin", help="the built programs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures and the numbers behind them")
    parser.add_argument("--write", type=Path, metavar="FILE", help="replace the table between the file's markers")
    return parser.parse_args()


def measure_once(module, session: Session) -> tuple[float, list[Figure]]:
    """The figures of one module, and how much of the cores that were meant for it others used."""
    began, stolen_before = time.monotonic(), stolen_seconds()
    all_before, ours_before = busy_seconds_of_all(), busy_seconds_of_session()
    figures = module.measure(session)
    took = time.monotonic() - began
    others = (busy_seconds_of_all() - all_before) - (busy_seconds_of_session() - ours_before)
    others, host = max(0, others) / took, (stolen_seconds() - stolen_before) / took
    print(f"{took:.0f} s; other programs used {others:.2f} cores, the host {host:.2f}", file=sys.stderr)
    for figure in figures:
        figure.values |= {"cores_used_by_others": round(others, 3), "cores_stolen": round(host, 3)}
    return others + host, figures


def measure(module, session: Session, attempts: int) -> list[Figure]:
    """The figures of the attempt that others disturbed least. Which one that is, the figures have no say in."""
    least, chosen = float("inf"), []
    for _ in range(1 if getattr(module, "UNDISTURBED_BY_OTHERS", False) else attempts):
        print(f"bench: {module.__name__.partition('.')[2]} ...", end=" ", file=sys.stderr, flush=True)
        try:
            disturbed, figures = measure_once(module, session)
        except Failure:
            print("FAILED", file=sys.stderr)
            raise
        if disturbed < least:
            least, chosen = disturbed, figures
        if least <= UNDISTURBED:
            break
    return chosen


def main() -> int:
    args = arguments()
    if len(os.sched_getaffinity(0)) < 2:
        print("bench: needs two cores, one for servers and one for clients", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    figures, failures = [], []
    with Session(args.programs, args.quick) as session:
        for module in [module for name in args.only or PARTS for module in PARTS[name]]:
            try:
                figures += measure(module, session, args.attempts)
            except Failure as failure:
                failures.append(f"{module.__name__.partition('.')[2]}: {failure}")
    print(f"\n{as_text(figures)}\n\nMachine: {machine()}, load average {os.getloadavg()[0]:.1f}")
    for failure in failures:
        print(f"bench: {failure}", file=sys.stderr)
    if args.json:
        rows = [dataclasses.asdict(figure) for figure in figures]
        args.json.write_text(json.dumps({"machine": machine(), "figures": rows}, indent=2) + "\n")
    if args.write and not failures:
        write_between_markers(args.write, f"Machine: {machine()}.\n\n{as_markdown(figures)}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
