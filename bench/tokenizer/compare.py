#!/usr/bin/env python3
"""Times oaisim's tokenizer and tiktoken's encode_ordinary on the same texts, one thread each, in turn.

    pip install tiktoken && python3 bench/tokenizer/compare.py --program build/bin/bench-tokenizer [--json FILE]

Prints MB/s of both and the ratio per text. Fails when the ids differ. tiktoken gets its text as a Python
string, so it need not look at UTF-8; oaisim's time includes checking that the bytes are UTF-8.
"""

import argparse
import array
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests" / "conformance" / "tokenizer"))

import texts
from oracle import ENCODINGS, reference

MEGABYTE = 1e6


def time_oaisim(program: str, encoding: str, text: bytes, rounds: int) -> tuple[dict, list[int]]:
    with tempfile.TemporaryDirectory() as folder:
        source, ids = Path(folder) / "text", Path(folder) / "ids"
        source.write_bytes(text)
        reply = subprocess.run([program, encoding, source, str(rounds), ids], stdout=subprocess.PIPE, check=True).stdout
        return json.loads(reply), array.array("I", ids.read_bytes()).tolist()


def time_tiktoken(encoding: str, text: str, rounds: int) -> tuple[float, list[int]]:
    tokenizer, fastest, ids = reference(encoding), float("inf"), []
    for _ in range(rounds):
        start = time.perf_counter()
        ids = tokenizer.encode_ordinary(text)
        fastest = min(fastest, time.perf_counter() - start)
    return fastest, ids


def measure(program: str, encoding: str, name: str, text: str, source: str, rounds: int) -> dict:
    data = text.encode()
    ours, our_ids = time_oaisim(program, encoding, data, rounds)
    seconds, their_ids = time_tiktoken(encoding, text, max(3, rounds // 4))
    again, _ = time_oaisim(program, encoding, data, rounds)
    if our_ids != their_ids:
        raise SystemExit(f"{encoding}, {name}: the ids differ")
    encode_seconds = min(ours["encode_seconds"], again["encode_seconds"])
    count_seconds = min(ours["count_seconds"], again["count_seconds"])
    return {"encoding": encoding, "text": name, "source": source, "bytes": len(data), "tokens": len(our_ids),
            "oaisim_mb_per_s": round(len(data) / MEGABYTE / encode_seconds, 1),
            "oaisim_count_mb_per_s": round(len(data) / MEGABYTE / count_seconds, 1),
            "tiktoken_mb_per_s": round(len(data) / MEGABYTE / seconds, 2), "ratio": round(seconds / encode_seconds, 1)}


def print_table(results: list[dict]) -> None:
    print(f"{'encoding':14} {'text':8} {'MB':>5} {'oaisim':>9} {'count()':>9} {'tiktoken':>9}   {'ratio':>6}    (MB/s)")
    for r in results:
        print(f"{r['encoding']:14} {r['text']:8} {r['bytes'] / MEGABYTE:5.1f} {r['oaisim_mb_per_s']:9.1f} "
              f"{r['oaisim_count_mb_per_s']:9.1f} {r['tiktoken_mb_per_s']:9.2f}   {r['ratio']:6.1f} x")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, help="the built bench-tokenizer")
    parser.add_argument("--encodings", nargs="+", choices=ENCODINGS, default=["cl100k_base", "o200k_base"])
    parser.add_argument("--megabytes", type=float, default=2.5, help="size of each text (default 2.5)")
    parser.add_argument("--rounds", type=int, default=20, help="rounds, of which the fastest counts (default 20)")
    parser.add_argument("--chinese", type=Path, help="a UTF-8 file to use as the Chinese text")
    parser.add_argument("--json", type=Path, help="also write the results to this file")
    args = parser.parse_args()
    size = int(args.megabytes * MEGABYTE)
    corpus = {"english": texts.english(size), "code": texts.code(size)}
    corpus["chinese"] = (args.chinese.read_text(), str(args.chinese)) if args.chinese else texts.chinese(size)
    results = [measure(args.program, encoding, name, text, source, args.rounds)
               for encoding in args.encodings for name, (text, source) in corpus.items()]
    print_table(results)
    if args.json:
        args.json.write_text(json.dumps(results, indent=2) + "\n")
    else:
        print(json.dumps(results))


if __name__ == "__main__":
    main()
