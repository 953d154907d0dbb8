"""Checks replies against OpenAI's published OpenAPI description, where that is at hand.

The description is not part of this repository: OAISIM_OPENAPI names the file, or it lies beside the checkout.
"""

import functools
import json
import os
import re
from pathlib import Path

import jsonschema
import pytest

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data" / "openai-openapi.json"
JSON, EVENTS = "application/json", "text/event-stream"


@functools.cache
def description() -> dict:
    path = Path(os.environ.get("OAISIM_OPENAPI") or BESIDE)
    if not path.is_file():
        pytest.skip("the published OpenAPI description is not here: set OAISIM_OPENAPI to openai-openapi.json")
    return json.loads(path.read_text())


def pointer(*names: str) -> str:
    return "#/" + "/".join(name.replace("~", "~0").replace("/", "~1") for name in names)


def component(name: str) -> str:
    return pointer("components", "schemas", name)


def reply_schema(method: str, path: str, content_type: str = JSON) -> str:
    """Where the description says what the operation replies; it does not say so of every stream."""
    content = description()["paths"][path][method]["responses"]["200"]["content"]
    content_type = content_type if content_type in content else JSON
    return pointer("paths", path, method, "responses", "200", "content", content_type, "schema")


def as_json_schema(node):
    """What the description says in the words of OpenAPI 3.0, which JSON schema does not know.

    `nullable` is a type more; alternatives that overlap (`oneOf` of transcriptions that differ in optional fields) are
    alternatives all the same.
    """
    if isinstance(node, list):
        return [as_json_schema(each) for each in node]
    if not isinstance(node, dict):
        return node
    said = {name: as_json_schema(value) for name, value in node.items() if name != "nullable"}
    if isinstance(said.get("oneOf"), list):
        said["anyOf"] = said.pop("oneOf")
    return {"anyOf": [said, {"type": "null"}]} if node.get("nullable") is True else said


@functools.cache
def checked_description() -> dict:
    document = description()
    return {"components": as_json_schema(document["components"]), "paths": as_json_schema(document["paths"])}


def types_of(schema: dict) -> list | None:
    """What the schema's objects may have as their `type`; None: it does not say."""
    while reference := schema.get("$ref"):
        schema = checked_description()["components"]["schemas"][reference.rpartition("/")[2]]
    parts = [schema.get("properties", {}).get("type", {}).get("enum"), *map(types_of, schema.get("allOf", []))]
    return next(filter(None, parts), None)


def of_one_alternative(validator, branches: list, instance, _schema: dict):
    """As `anyOf`; but where the value's `type` leaves one alternative, what is wrong is what that one says."""
    if isinstance(instance, dict) and "type" in instance:
        branches = [each for each in branches if instance["type"] in (types_of(each) or [instance["type"]])
                    and each.get("type") != "null"]
    errors = []
    for branch in branches:
        errors.append(list(validator.descend(instance, branch)))
        if not errors[-1]:
            return
    if len(branches) == 1:
        yield from errors[0]
    else:
        yield jsonschema.ValidationError(f"{str(instance)[:200]} is none of the alternatives")


PublishedValidator = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"anyOf": of_one_alternative})


@functools.cache
def validator(reference: str) -> PublishedValidator:
    return PublishedValidator({"$ref": reference, **checked_description()})


# What the real service replies although the description does not say so: the problem as a test would report it.
GAPS = {
    r"(^|/)(logprobs|refusal|finish_reason|usage): None is not": "null in the chunks that are not the last",
    r"(^|/)(errors|output_file_id|error_file_id|\w+_at): None is not": "null in the description's own examples of batches",
    r"^(first_id|last_id): None is not": "null where a list is empty",
}


def is_gap(problem: str) -> bool:
    return any(re.search(pattern, problem) for pattern in GAPS)


def problems_at(reference: str, value) -> list[str]:
    found = (f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
             for error in validator(reference).iter_errors(value))
    return [problem for problem in found if not is_gap(problem)]


def problems(schema_name: str, value) -> list[str]:
    return problems_at(component(schema_name), value)


def check(schema_name: str, value) -> None:
    found = problems(schema_name, value)
    assert not found, f"{schema_name}: " + "; ".join(found)


def events_of(response, done: bool = True) -> list[dict]:
    """The events of a stream of data lines, which ends with [DONE] unless `done` is False."""
    events = [line.removeprefix("data: ") for line in response.iter_lines() if line.startswith("data: ")]
    assert (events[-1] == "[DONE]") == done
    return [json.loads(event) for event in events[: -1 if done else None]]


@functools.cache
def published_words() -> frozenset[str]:
    """Every word that some `enum` of the description lists."""
    words = set()

    def collect(node) -> None:
        if isinstance(node, list):
            for each in node:
                collect(each)
        elif isinstance(node, dict):
            words.update(value for value in node.get("enum", []) if isinstance(value, str))
            for each in node.values():
                collect(each)

    collect(description()["components"])
    return frozenset(words)


def skeleton(value):
    """The same for values that a schema cannot tell apart: texts that no `enum` knows, and numbers by type and sign."""
    if isinstance(value, dict):
        return tuple((name, skeleton(each)) for name, each in sorted(value.items()))
    if isinstance(value, list):
        return tuple(dict.fromkeys(skeleton(each) for each in value))
    if isinstance(value, str):
        return value if value in published_words() else ("text", bool(value))
    if isinstance(value, bool) or value is None:
        return value
    return type(value).__name__, value > 0, value < 0


class ReplyCheck:
    """Checks many replies; those that differ in nothing that a schema sees are checked once."""

    def __init__(self):
        self.known: dict = {}

    def problems(self, reference: str, value) -> list[str]:
        key = (reference, skeleton(value))
        if key not in self.known:
            self.known[key] = problems_at(reference, value)
        return self.known[key]
