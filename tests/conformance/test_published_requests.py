"""Requests generated from the published description: every field, alternative and fixed value of every operation.

Each is answered as the description says, whole and as a stream, or refused where published_operations.py says that the
real service refuses it, with an error of the published form that names the parameter.  What the description does not
allow is refused too.
"""

import json
import re
from collections.abc import Iterable

import pytest
from media import png, wav
from published import EVENTS, ReplyCheck, component, description, events_of, problems_at, reply_schema
from published_operations import ABSENT, GENERATED, NOT_TRIED, OPERATIONS, WITHOUT_FIELDS, Operation
from request_corpus import MISSING, Generator, Variant, covered, places
from simulator import KEY

BATCH_LINE = json.dumps({"custom_id": "1", "method": "POST", "url": "/v1/chat/completions",
                         "body": {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}}).encode()
FILES = {"$wav": ("a.wav", wav(2), "audio/wav"), "$png": ("a.png", png(64, 64), "image/png"),
         "$jsonl": ("a.jsonl", BATCH_LINE, "application/jsonl")}

NULL = r"=null$|<null>$"  # which neither a form nor a query can say

STORED_CHAT = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "name": "ann", "content": [
        {"type": "text", "text": "Hi"}, {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}]},
    {"role": "assistant", "tool_calls": [
        {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{}"}},
        {"id": "call_2", "type": "custom", "custom": {"name": "note", "input": "a"}}]},
    {"role": "tool", "tool_call_id": "call_1", "content": "Sunny"},
    {"role": "tool", "tool_call_id": "call_2", "content": [{"type": "text", "text": "Noted"}]},
    {"role": "assistant", "content": "It is sunny."},
    {"role": "user", "content": "Go on."}]


@pytest.fixture(scope="module")
def http(simulator):
    with simulator.http() as client:
        client.headers = {"authorization": f"Bearer {KEY}", "x-sim-output-tokens": "2"}
        yield client


@pytest.fixture(scope="module")
def made(http):
    """The ids that requests name."""
    chat = {"model": "gpt-4o", "store": True, "metadata": {"key": "text"}, "messages": STORED_CHAT}
    response = {"model": "gpt-4o", "input": "Hi", "background": True}
    with http.stream("POST", "/v1/responses", json=response | {"stream": True}) as reply:
        created, *_ = events_of(reply, done=False)
    ids = {"$model": "gpt-4o", "$response": created["response"]["id"],
           "$chat": http.post("/v1/chat/completions", json=chat).json()["id"]}
    for name, purpose in (("$batch_file", "batch"), ("$user_file", "user_data")):
        ids[name] = http.post("/v1/files", files={"file": FILES["$jsonl"]}, data={"purpose": purpose}).json()["id"]
    batch = {"input_file_id": ids["$batch_file"], "endpoint": "/v1/chat/completions", "completion_window": "24h"}
    ids["$batch"] = http.post("/v1/batches", json=batch).json()["id"]
    ids["$item"] = http.get(f"/v1/responses/{ids['$response']}/input_items").json()["data"][0]["id"]
    return ids


def request_schema(operation: Operation) -> dict:
    published = description()["paths"][operation.path][operation.method]
    if operation.content == "query":
        return {"properties": {each["name"]: each["schema"] for each in published["parameters"] if each["in"] == "query"}}
    content_type = {"json": "application/json", "form": "multipart/form-data"}[operation.content]
    return published["requestBody"]["content"][content_type]["schema"]


def requests_of(operation: Operation) -> list[Variant]:
    """Each as the fields of its body, form or query."""
    return with_base(operation, Generator(operation.values, operation.also).variants(request_schema(operation)))


def faults_of(operation: Operation) -> list[Variant]:
    faults = Generator(operation.values, operation.also).faults(request_schema(operation))
    if operation.content == "json":
        return with_base(operation, faults)
    return with_base(operation, (each for each in faults if re.fullmatch(rf"\.\w+{MISSING}", each.place)))


def with_base(operation: Operation, variants: Iterable[Variant]) -> list[Variant]:
    found = {}
    for variant in variants:
        name = re.match(r"\.(\w+)|", variant.place)[1]
        generated = {name: variant.value.get(name, ABSENT)} if name else variant.value
        if operation.content != "json" and None in generated.values():
            continue
        body = operation.base | generated
        for pattern, fields in operation.beside:
            if re.search(pattern, variant.place):
                body |= {field: around(body.get(field), value) for field, value in fields.items()}
        body = {field: value for field, value in body.items() if value != ABSENT}
        found.setdefault(json.dumps(body), Variant(variant.place, body))
    return list(found.values())


def around(generated, value):
    """The value, with what was generated where it says so."""
    if not isinstance(value, list):
        return value
    return [item for each in value for item in (generated if each == GENERATED else [each])]


def form_fields(name: str, value) -> list[tuple]:
    """As the official SDKs write arrays and objects."""
    if isinstance(value, list):
        return [part for each in value for part in form_fields(f"{name}[]", each)]
    if isinstance(value, dict):
        return [part for key, each in value.items() for part in form_fields(f"{name}[{key}]", each)]
    if value in FILES:
        return [(name, FILES[value])]
    text = value if isinstance(value, str) else json.dumps(value)
    return [(name, (None, text))]


def arguments_of(operation: Operation, body: dict) -> dict:
    """What the HTTP client is to send."""
    if operation.content == "json":
        return {"json": body}
    parts = [part for name, value in body.items() for part in form_fields(name, value)]
    if operation.content == "query":
        return {"params": [(name, text) for name, (_, text) in parts]}
    return {"files": parts}


def path_of(path: str, made: dict) -> str:
    return "/v1" + path.format(completion_id=made["$chat"], response_id=made["$response"], file_id=made["$user_file"],
                               batch_id=made["$batch"], model=made["$model"])


class Sender:
    def __init__(self, operation: Operation, http, made: dict, check: ReplyCheck):
        self.operation, self.http, self.made, self.check = operation, http, made, check
        self.path = path_of(operation.path, made)
        self.used: set = set()  # refusals and gaps that occurred

    def filled(self, value):
        text = json.dumps(value)
        for name, made in self.made.items():
            text = text.replace(name, made)
        return json.loads(text)

    def complaints(self, request: Variant) -> list[str]:
        body = self.filled(request.value)
        found = self.whole(request.place, body)
        if self.is_streamed(request.place) and not found:
            found += self.streamed(body | {"stream": True})
        found = [complaint for complaint in found if not self.is_gap(request.place, complaint)]
        return [f"{request.place}: {complaint}\n    {json.dumps(request.value)[:400]}" for complaint in found]

    def is_gap(self, place: str, complaint: str) -> bool:
        gap = next((each for each in self.operation.gaps
                    if re.search(each.places, place) and re.search(each.problem, complaint)), None)
        self.used |= {gap} if gap else set()
        return gap is not None

    def is_streamed(self, place: str) -> bool:
        whole_only = self.operation.whole_only
        return self.operation.streams and not self.refusal(place) and not (whole_only and re.search(whole_only, place))

    def refusal(self, place: str):
        return next((each for each in self.operation.refusals if re.search(each.places, place)), None)

    def whole(self, place: str, body: dict) -> list[str]:
        reply = self.http.request(self.operation.method, self.path, **arguments_of(self.operation, body))
        if refusal := self.refusal(place):
            self.used.add(refusal)
            return self.refused(reply, refusal)
        if reply.status_code != 200:
            return [f"{reply.status_code} {reply.text[:400]}"]
        kind = reply.headers["content-type"].partition(";")[0]
        if kind == EVENTS:
            return self.events(reply)
        if kind != "application/json":
            wanted = self.operation.not_json
            return [] if wanted and re.search(wanted, place) else [f"a reply of {kind}"]
        found = self.check.problems(reply_schema(self.operation.method, self.operation.path), reply.json())
        return found + (self.kept(reply.json()) if reply.json().get("store") is not False else [])

    def kept(self, made: dict) -> list[str]:
        found = []
        for path in self.operation.kept:
            reply = self.http.get("/v1" + path.format(response_id=made["id"]))
            complaints = self.check.problems(reply_schema("get", path), reply.json())
            found += [f"{path}: {complaint}" for complaint in complaints]
        return found

    def refused(self, reply, refusal) -> list[str]:
        if not 400 <= reply.status_code < 500:
            return [f"{reply.status_code}, not refused although: {refusal.reason}"]
        if complaints := self.check.problems(component("ErrorResponse"), reply.json()):
            return complaints
        param = reply.json()["error"]["param"]
        as_expected = re.fullmatch(refusal.param, param) if refusal.param and param else param == refusal.param
        return [] if as_expected else [f"refused for {param}: {reply.text[:300]}"]

    def streamed(self, body: dict) -> list[str]:
        with self.http.stream(self.operation.method, self.path, **arguments_of(self.operation, body)) as reply:
            if reply.status_code != 200 or not reply.headers["content-type"].startswith(EVENTS):
                return [f"as a stream: {reply.status_code} {reply.read().decode()[:400]}"]
            return self.events(reply)

    def events(self, reply) -> list[str]:
        schema = reply_schema("post", self.operation.events_of or self.operation.path, EVENTS)
        events = events_of(reply, done=self.operation.done)
        return [f"{event.get('type', 'chunk')}: {complaint}"
                for event in events for complaint in self.check.problems(schema, event)]


@pytest.fixture(scope="module")
def reply_check():
    return ReplyCheck()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_request_is_answered_as_published(operation, http, made, reply_check):
    sender = Sender(operation, http, made, reply_check)
    complaints = [complaint for request in requests_of(operation) for complaint in sender.complaints(request)]
    assert not complaints, f"{len(complaints)}:\n" + "\n".join(complaints[:100])
    assert sender.used == {*operation.refusals, *operation.gaps}, "what is expected did not occur"


def fault_complaint(sender: Sender, fault: Variant) -> str | None:
    """A fault is refused by the name of its field."""
    body = sender.filled(fault.value)
    reply = sender.http.request(sender.operation.method, sender.path, **arguments_of(sender.operation, body))
    field = re.search(r"\.(\w+) is ", fault.place)[1]
    if 400 <= reply.status_code < 500:
        error = reply.json()["error"]
        if field in f"{error['param']} {error['message']}":
            return None
    return f"{fault.place}: {reply.status_code} {reply.text[:300]}\n    {json.dumps(fault.value)[:400]}"


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.content != "query"],
                         ids=lambda operation: operation.name)
def test_what_the_description_does_not_allow_is_refused(http, made, reply_check, operation):
    sender = Sender(operation, http, made, reply_check)
    complaints, used = [], set()
    for fault in faults_of(operation):
        if complaint := fault_complaint(sender, fault):
            known = next((each for each in operation.lenient if re.search(each.places, fault.place)), None)
            used |= {known} if known else set()
            complaints += [] if known else [complaint]
    assert not complaints, f"{len(complaints)} of {len(faults_of(operation))}:\n" + "\n".join(complaints)
    assert used == {*operation.lenient}, "what is expected did not occur"


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_place_is_covered(operation):
    schema = request_schema(operation)
    sent = {place for request in requests_of(operation) for place in covered(schema, request.value)}
    left_out = [place for place in dict.fromkeys(places(schema)) if place not in sent]
    print(f"{operation.name}: {len(requests_of(operation))} requests, {len(sent)} places, {len(left_out)} left out")
    assert not [place for place in left_out if operation.content == "json" or not re.search(NULL, place)]


def test_operations_without_fields(http, made):
    for method, path in WITHOUT_FIELDS:
        reply = http.request(method, path_of(path, made))
        assert reply.status_code == 200, f"{method} {path}: {reply.text}"
        assert not problems_at(reply_schema(method, path), reply.json()), f"{method} {path}"


def test_no_operation_is_forgotten(http):
    """What is in none of the tables is not served."""
    known = {(each.method, each.path) for each in OPERATIONS} | {*WITHOUT_FIELDS, *NOT_TRIED}
    for path, methods in description()["paths"].items():
        for method in {"get", "post", "delete"} & methods.keys():
            if (method, path) not in known and "?" not in path:  # ?beta=true: other shapes of the same addresses
                reply = http.request(method, "/v1" + re.sub(r"{\w+}", "some", path))
                assert reply.status_code in (404, 405), f"{method} {path} is served"
                assert "Invalid URL" in reply.text or reply.status_code == 405, reply.text
