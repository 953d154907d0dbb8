"""Whole chat completions on one core, beside nginx returning as many bytes on that core."""

from statistics import mean

from harness import wrk
from harness.servers import Nginx, Simulator, chat
from harness.session import Failure, Session
from harness.table import Figure, ratio_figure

TOKENS = 128
PATH = "/v1/chat/completions"


def typical_reply(simulator: Simulator) -> tuple[int, list, bytes]:
    """The reply of which the size is nearest to the mean of many, as texts differ in length."""
    replies = [simulator.ask("POST", PATH, chat("bench", TOKENS)) for _ in range(100)]
    average = mean(len(reply[2]) for reply in replies)
    return min(replies, key=lambda reply: abs(len(reply[2]) - average))


def check_that_all_was_on(simulator: Simulator, least: float) -> None:
    counted = simulator.metric("aoai_api_simulator_latency_full_seconds_count", deployment="bench", status_code="200")
    limited = simulator.metric("aoai_api_simulator_limits")
    reply = simulator.ask("POST", PATH, chat("bench", 1))
    if counted < least or limited > 0 or "x-ratelimit-remaining-tokens" not in dict(reply[1]):
        raise Failure(f"limits or metrics were off: {counted:.0f} requests counted of {least:.0f}, {limited} limited")


def measure(session: Session) -> list[Figure]:
    seconds, pairs = (2, 1) if session.quick else (4, 3)
    ours, theirs = [], []
    body = chat("bench", TOKENS)
    with Simulator(session) as simulator, Nginx(session, typical_reply(simulator)) as nginx:
        for _ in range(pairs):
            ours.append(wrk.requests_per_second(session, simulator.url + PATH, body, seconds))
            theirs.append(wrk.requests_per_second(session, nginx.url + PATH, body, seconds))
        check_that_all_was_on(simulator, sum(ours) * seconds)
    name = "whole chat completions, 64 connections"
    return [ratio_figure(name, "requests/s", ours, "nginx `return 200`", theirs, 0.5)]
