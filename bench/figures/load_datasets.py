"""oaisim-load with datasets too large to be made into requests beforehand, beside wrk that sends one body."""

import json
from pathlib import Path
from statistics import mean

from figures.whole_replies import TOKENS, typical_reply
from harness import wrk
from harness.load import check_counts, run_load
from harness.servers import Nginx, Simulator
from harness.session import Session
from harness.table import Figure, ratio_figure

RECORDS = 100_000
TURNS = 3
TARGET = 0.5


def generate(session: Session, name: str, *more) -> Path:
    file = session.new_file(name)
    session.output_of([session.program("oaisim-load"), "dataset", "generate", "-n", RECORDS, "-o", file,
                       "--input-tokens", "lognormal:128,64", "--dataset-seed", 1, *more])
    return file


def prompt_of_mean_size(prompts: Path) -> str:
    with prompts.open() as file:
        texts = [json.loads(line)["prompt"] for _, line in zip(range(1000), file)]
    wanted = mean(map(len, texts))
    return min(texts, key=lambda text: abs(len(text) - wanted))


def body(prompt: str, answers: list[str]) -> bytes:
    """A request of mean size: of conversations that is the middle one, with half of the turns before it."""
    messages = []
    for answer in answers:
        messages += [{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}]
    messages.append({"role": "user", "content": prompt})
    return json.dumps({"model": "bench", "messages": messages, "max_tokens": TOKENS}).encode()


def rate_of(session: Session, url: str, dataset: Path, seconds: float) -> float:
    result = run_load(session, url, wrk.CONNECTIONS, "--duration", f"{seconds}s", "--model", "bench", "--max-tokens",
                      TOKENS, "--dataset", dataset)
    check_counts(result)
    return result["throughput"]["whole_run"]["requests_per_second"]


def measure(session: Session) -> list[Figure]:
    seconds, turns = (2, 1) if session.quick else (4, 3)
    with Simulator(session) as simulator:
        reply = typical_reply(simulator)
    prompts = generate(session, "prompts.jsonl")
    conversations = generate(session, "conversations.json", "--turns", TURNS, "--format", "sharegpt")
    answer = json.loads(reply[2])["choices"][0]["message"]["content"]
    prompt = prompt_of_mean_size(prompts)
    kinds = {"oaisim-load, a JSONL dataset of 100,000 prompts": (prompts, body(prompt, [])),
             "the same, 100,000 conversations of 3 turns": (conversations, body(prompt, [answer] * (TURNS // 2)))}
    figures = []
    with Nginx(session, reply) as nginx:
        for name, (dataset, fixed) in kinds.items():
            ours, theirs = [], []
            for _ in range(turns):
                ours.append(rate_of(session, nginx.url, dataset, seconds))
                theirs.append(wrk.requests_per_second(session, nginx.url + "/", fixed, seconds))
            figures.append(ratio_figure(name, "requests/s", ours, f"wrk, one body of {len(fixed):,} bytes", theirs, TARGET))
    prompts.unlink()
    conversations.unlink()
    return figures
