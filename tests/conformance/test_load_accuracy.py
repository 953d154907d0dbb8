"""What oaisim-load reports is what a server did: tokens, times and arrivals, against servers that note their own times.

A step of a script is STEP seconds, and a figure may be off by less than half a step: who takes a wrong event for the
first token is off by a whole one. Nothing but this machine's own pauses lies between the server's times and ours.
"""

import json
import math
from statistics import median

import pytest
from load_runs import measured, oaisim_load, read_rows
from scripted_server import Piece, ScriptedServer

STEP = 0.3
DONE = b"data: [DONE]\n\n"


def chunk(delta: dict | None = None, **more) -> bytes:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": more.pop("finish", None)}]
    return b"data: " + json.dumps({"object": "chat.completion.chunk", "choices": choices, **more},
                                  ensure_ascii=False).encode() + b"\n\n"


def usage(tokens: int) -> bytes:
    return chunk(usage={"prompt_tokens": 7, "completion_tokens": tokens, "total_tokens": 7 + tokens})


ROLE = chunk({"role": "assistant", "content": ""})
WORD = chunk({"content": " sea"})
END = chunk({}, finish="stop") + usage(2) + DONE
EURO = chunk({"content": " €"})
CUT = EURO.index("€".encode()) + 1  # within the character


def call(**function) -> bytes:
    return chunk({"tool_calls": [{"index": 0, "function": function}]})


# name: the pieces, one a step; which of them bring the first and the last token; content events; tokens.
STREAMS = {
    "plain": ([ROLE, WORD, WORD, END], 1, 2, 2, 2),
    "several tokens in an event": ([ROLE, chunk({"content": " one two three"}), WORD, chunk({}, finish="stop"),
                                    usage(4) + DONE], 1, 2, 2, 4),
    "two events in a piece": ([ROLE, WORD + WORD, END], 1, 1, 2, 2),
    "reasoning first": ([ROLE, chunk({"reasoning_content": "hm"}), WORD, END], 1, 2, 2, 2),
    "a tool call": ([ROLE, call(name="look", arguments=""), call(arguments='{"a"'), call(arguments=":1}"), END], 1, 3, 3, 2),
    "empty deltas": ([ROLE, chunk({"content": ""}), chunk({}), WORD, chunk({"content": ""}), WORD, END], 3, 5, 2, 2),
    "comments": ([ROLE, b": keep-alive\n\n", WORD, b":\n\n", WORD, END], 2, 4, 2, 2),
    "carriage returns": ([ROLE.replace(b"\n", b"\r\n"), WORD.replace(b"\n", b"\r\n"), WORD.replace(b"\n", b"\r"),
                          END.replace(b"\n", b"\r\n")], 1, 2, 2, 2),
    "a character in two pieces": ([ROLE, EURO[:CUT], EURO[CUT:], WORD, END], 2, 3, 2, 2),
    "an event's end in two pieces": ([ROLE, WORD[:-1], WORD[-1:], WORD, END], 2, 3, 2, 2),
}


def load(server: ScriptedServer, *flags) -> None:
    oaisim_load("run", "--url", server.url, "--model", "m", "--key", "k", "--quiet", *flags)


def seconds(row: dict, begin: str, end: str) -> float:
    return (int(row[end + "_ns"]) - int(row[begin + "_ns"])) / 1e9


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_is_measured_as_the_server_sent_it(name, tmp_path):
    pieces, first, last, events, tokens = STREAMS[name]
    with ScriptedServer([Piece(STEP * (i + 1), data) for i, data in enumerate(pieces)]) as server:
        load(server, "--stream", "--requests", 1, "--csv", tmp_path / "rows.csv")
    row, = read_rows(tmp_path / "rows.csv")
    assert (row["outcome"], int(row["content_events"]), int(row["completion_tokens"])) == ("success", events, tokens)
    arrived, sent = server.arrivals[0], server.sent
    assert seconds(row, "sent", "first_token") == pytest.approx(sent[first] - arrived, abs=STEP / 2)
    assert seconds(row, "first_token", "last_token") == pytest.approx(sent[last] - sent[first], abs=STEP / 2)
    assert seconds(row, "sent", "done") == pytest.approx(sent[-1] - arrived, abs=STEP / 2)


# --- coordinated omission ---------------------------------------------------------------------

RATE, SECONDS, FREEZE = 100, 6, 1.4


def demanded_p99(server: ScriptedServer, intended: list[float]) -> float:
    """The 99th percentile of what each request had to wait because the server was frozen, if nothing else took time."""
    begin, end = server.frozen
    waits = sorted(max(0.0, end - t) if t >= begin else 0.0 for t in intended)
    return waits[math.ceil(0.99 * len(waits)) - 1]


def test_a_frozen_server_is_seen_from_intended_and_hidden_from_sent(tmp_path):
    """One user who is due every 10 ms waits for a server that freezes for 1.4 s: of 600 requests 140 are due meanwhile,
    so the sixth longest wait is 1.4 s - 5 * 10 ms. Only one request was on its way."""
    with ScriptedServer(freeze_at=200, freeze_seconds=FREEZE) as server:
        result, rows = measured(tmp_path, "--url", server.url, "--model", "m", "--rate", RATE, "--users", 1, "--requests",
                                RATE * SECONDS)
    e2e = result["latency_ms"]["e2e"]
    # The schedule by the server's clock: the first request came right after it was due.
    intended = [server.arrivals[0] + i / RATE for i in range(RATE * SECONDS)]
    demanded = demanded_p99(server, intended) * 1000
    assert FREEZE * 1000 - 100 < demanded
    assert e2e["from_intended"]["p99"] == pytest.approx(demanded, abs=100)
    assert e2e["from_sent"]["p99"] < demanded / 4
    assert e2e["from_sent"]["max"] >= FREEZE * 1000 - 1
    assert sum(seconds(row, "sent", "last_token") > FREEZE / 2 for row in rows) == 1


# --- arrivals ---------------------------------------------------------------------------------


def gamma_cdf(shape: float, x: float) -> float:
    """The regularized lower incomplete gamma function by its series (DLMF 8.7.1)."""
    if x <= 0:
        return 0.0
    term = total = 1.0 / shape
    for n in range(1, 500):
        term *= x / (shape + n)
        total += term
    return min(1.0, total * math.exp(-x + shape * math.log(x) - math.lgamma(shape)))


def kolmogorov_smirnov(values: list[float], cdf, jitter: float = 0.0) -> float:
    """The distance of the values' distribution from cdf that values which are each off by jitter would not explain."""
    ordered, n = sorted(values), len(values)
    return max(max((i + 1) / n - cdf(x + jitter), cdf(x - jitter) - i / n) for i, x in enumerate(ordered))


KS_RATE, KS_REQUESTS = 200, 1500
CRITICAL = 1.95 / math.sqrt(KS_REQUESTS - 1)  # exceeded by chance once in a thousand
# The server, a thread a connection, notes an arrival some tenths of a millisecond late, a tenth of the mean gap at most.
# A third of the gaps of gamma 0.5 are no longer than that, so without this the server is what would be tested.
JITTER = 0.1 / KS_RATE
EXPONENTIAL = lambda gap: 1 - math.exp(-max(0.0, gap) * KS_RATE)  # noqa: E731
PROCESSES = {
    "poisson": (["--arrivals", "poisson"], EXPONENTIAL),
    "gamma 0.5": (["--arrivals", "gamma", "--burstiness", "0.5"], lambda gap: gamma_cdf(0.5, gap * KS_RATE * 0.5)),
    "gamma 4": (["--arrivals", "gamma", "--burstiness", "4"], lambda gap: gamma_cdf(4, gap * KS_RATE * 4)),
}


def gaps_seen(*flags: str) -> list[float]:
    with ScriptedServer() as server:
        load(server, "--rate", KS_RATE, "--requests", KS_REQUESTS, "--seed", 7, *flags)
    arrivals = sorted(server.arrivals)
    assert len(arrivals) == KS_REQUESTS
    return [later - earlier for earlier, later in zip(arrivals, arrivals[1:])]


@pytest.mark.parametrize("name", PROCESSES)
def test_arrivals_have_the_distribution_that_was_asked_for(name):
    flags, cdf = PROCESSES[name]
    gaps = gaps_seen(*flags)
    assert kolmogorov_smirnov(gaps, cdf, JITTER) < CRITICAL
    for other, (_, other_cdf) in PROCESSES.items():  # and the test tells one process from another
        assert other == name or kolmogorov_smirnov(gaps, other_cdf, JITTER) > CRITICAL


def test_a_constant_rate_is_constant():
    """The gaps of a constant rate have no distribution of their own: each request comes at its own moment."""
    with ScriptedServer() as server:
        load(server, "--rate", KS_RATE, "--requests", 400)
    late = [arrival - i / KS_RATE for i, arrival in enumerate(sorted(server.arrivals))]
    usual = median(late)  # the first one waits for its connection
    assert median(abs(each - usual) for each in late) < 0.5 / KS_RATE
