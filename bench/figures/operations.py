"""What embeddings, structured output, tools and long prompts cost on one core, each beside something plainer."""

import json
from random import Random
from statistics import median

from harness import wrk
from harness.servers import Nginx, Simulator
from harness.session import Failure, Session
from harness.table import Figure, ratio_figure, thousands

CHAT, EMBEDDINGS = "/v1/chat/completions", "/v1/embeddings"
USER = [{"role": "user", "content": "What should I see in Lisbon on a rainy day in autumn?"}]
PROPERTIES = 50
TOOLS = 20
PROMPT_BYTES = 200_000
VOCABULARY = 20_000


def varied_text(size: int) -> str:
    """Words of a large vocabulary, the frequent ones as frequent as in English (Zipf), with capitals, signs and numbers."""
    random = Random(1)
    syllables = [first + vowel + last for first in "bcdfghlmnprstvw" for vowel in "aeiou" for last in ("", "n", "r", "st")]
    words = ["".join(random.choices(syllables, k=random.randint(1, 3))) for _ in range(VOCABULARY)]
    drawn = random.choices(words, weights=[1 / rank for rank in range(1, VOCABULARY + 1)], k=size // 3)
    forms = (str, str, str, str.capitalize, "{},".format, "{}.".format, lambda word: f"{word} {random.randrange(10_000)}")
    return " ".join(random.choice(forms)(word) for word in drawn)[:size]


def schema() -> dict:
    kinds = [{"type": "string"}, {"type": "integer", "minimum": 0, "maximum": 99}, {"type": "boolean"},
             {"type": "string", "enum": ["low", "medium", "high"]}, {"type": "array", "items": {"type": "number"}}]
    properties = {f"property_{i}": kinds[i % len(kinds)] for i in range(PROPERTIES)}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def tool(index: int) -> dict:
    parameters = {"type": "object", "required": ["city"], "properties": {
        "city": {"type": "string", "description": "The name of the city, without its country."},
        "days": {"type": "integer", "description": "How many days to look ahead."},
        "unit": {"type": "string", "enum": ["celsius", "fahrenheit"], "description": "The unit of temperatures."}}}
    return {"type": "function", "function": {"name": f"get_weather_{index}", "parameters": parameters,
                                             "description": "Looks up the weather of a city for the coming days."}}


def body(**fields) -> bytes:
    return json.dumps({"model": "bench", "messages": USER, "max_tokens": 128} | fields).encode()


def turns(session: Session, simulator: Simulator, first: bytes, second: bytes) -> tuple[list[float], list[float]]:
    """Requests per second of two bodies that take turns."""
    seconds, pairs = (1, 1) if session.quick else (3, 3)
    rates = ([], [])
    for _ in range(pairs):
        for one, results in zip((first, second), rates, strict=True):
            results.append(wrk.requests_per_second(session, simulator.url + CHAT, one, seconds))
    return rates


def times_as_long(name: str, limit: float, rates: tuple[list[float], list[float]], peer: str) -> Figure:
    plain, ours = map(median, rates)
    return Figure(name, f"{1e6 / ours:.1f} us, {plain / ours:.2f} x the time", f"<= {limit:g} x", f"{peer}: {1e6 / plain:.1f} us",
                  plain / ours <= limit, {"plain": rates[0], "ours": rates[1]})


def embeddings(session: Session, simulator: Simulator) -> Figure:
    seconds, pairs = (1, 1) if session.quick else (3, 3)
    asked = json.dumps({"model": "embed", "input": "Lisbon in the rain", "encoding_format": "base64"}).encode()
    ours, theirs = [], []
    with Nginx(session, simulator.ask("POST", EMBEDDINGS, asked)) as nginx:
        for _ in range(pairs):
            ours.append(wrk.requests_per_second(session, simulator.url + EMBEDDINGS, asked, seconds))
            theirs.append(wrk.requests_per_second(session, nginx.url + EMBEDDINGS, asked, seconds))
    return ratio_figure("embeddings, 1,536 floats as base64", "requests/s", ours, "nginx `return 200`", theirs, 0.3)


def structured(session: Session, simulator: Simulator) -> Figure:
    form = {"type": "json_schema", "json_schema": {"name": "bench", "strict": True, "schema": schema()}}
    asked = body(response_format=form, max_tokens=4000)
    replies = [json.loads(simulator.ask("POST", CHAT, asked)[2]) for _ in range(50)]
    tokens = round(median(reply["usage"]["completion_tokens"] for reply in replies))
    return times_as_long(f"structured output, {PROPERTIES} properties, {tokens} tokens", 3,
                         turns(session, simulator, body(max_tokens=tokens), asked), "plain text of the same length")


def with_tools(session: Session, simulator: Simulator) -> Figure:
    asked = body(tools=[tool(i) for i in range(TOOLS)], tool_choice="none")
    return times_as_long(f"a request with {TOOLS} tools", 2, turns(session, simulator, body(), asked), "without tools")


def long_prompt(session: Session, simulator: Simulator) -> Figure:
    content = varied_text(PROMPT_BYTES)
    asked = json.dumps({"model": "bench", "messages": [{"role": "user", "content": content}], "max_tokens": 1}).encode()
    if simulator.ask("POST", CHAT, asked)[0] != 200:
        raise Failure("the long prompt was refused")
    rates = [wrk.requests_per_second(session, simulator.url + CHAT, asked, 1 if session.quick else 3)
             for _ in range(1 if session.quick else 3)]
    speed = median(rates) * len(asked) / 1e6
    return Figure(f"prompts of {thousands(PROMPT_BYTES / 1000)} KB, counted and answered", f"{speed:.0f} MB/s", ">= 50 MB/s",
                  "", speed >= 50, {"requests_per_second": rates})


def measure(session: Session) -> list[Figure]:
    with Simulator(session) as simulator:
        return [part(session, simulator) for part in (embeddings, structured, with_tools, long_prompt)]
