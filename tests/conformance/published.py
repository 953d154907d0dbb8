"""Checks replies against OpenAI's published OpenAPI description, where that is at hand.

The description is not part of this repository: OAISIM_OPENAPI names the file, or it lies beside the checkout.
"""

import functools
import json
import os
from pathlib import Path

import jsonschema
import pytest

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data" / "openai-openapi.json"


@functools.cache
def description() -> dict:
    path = Path(os.environ.get("OAISIM_OPENAPI") or BESIDE)
    if not path.is_file():
        pytest.skip("the published OpenAPI description is not here: set OAISIM_OPENAPI to openai-openapi.json")
    return json.loads(path.read_text())


@functools.cache
def validator(schema_name: str) -> jsonschema.Draft202012Validator:
    document = description()
    return jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{schema_name}",
                                            "components": document["components"]})


# What the service sends as null although the description leaves that out: of chunks that are not the last.
SENT_AS_NULL = {"logprobs", "refusal", "finish_reason", "usage"}


def is_known_null(error: jsonschema.ValidationError) -> bool:
    return error.instance is None and bool(error.absolute_path) and error.absolute_path[-1] in SENT_AS_NULL


def problems(schema_name: str, value) -> list[str]:
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
            for error in validator(schema_name).iter_errors(value) if not is_known_null(error)]


def check(schema_name: str, value) -> None:
    found = problems(schema_name, value)
    assert not found, f"{schema_name}: " + "; ".join(found)


def events_of(response, done: bool = True) -> list[dict]:
    """The events of a stream of data lines, which ends with [DONE] unless `done` is False."""
    events = [line.removeprefix("data: ") for line in response.iter_lines() if line.startswith("data: ")]
    assert (events[-1] == "[DONE]") == done
    return [json.loads(event) for event in events[: -1 if done else None]]
