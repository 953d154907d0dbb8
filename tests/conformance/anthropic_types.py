"""Checks Anthropic's replies and events against the types of its SDK: nothing missing, nothing wrong, nothing else."""

import functools
import json

import pydantic
from anthropic.types import RawMessageStreamEvent


def unlisted(value, where: str = "") -> list[str]:
    """The fields that the types do not list."""
    if isinstance(value, list):
        return [found for index, item in enumerate(value) for found in unlisted(item, f"{where}.{index}")]
    if not isinstance(value, pydantic.BaseModel):
        return []
    found = [f"{where}.{name}" for name in value.model_extra or {}]
    for name in type(value).model_fields:
        found += unlisted(getattr(value, name), f"{where}.{name}")
    return found


@functools.cache
def adapter(kind) -> pydantic.TypeAdapter:
    return pydantic.TypeAdapter(kind)


def checked(kind, raw):
    """`raw` as an object of the SDK's type `kind`."""
    made = adapter(kind).validate_python(raw)
    assert not unlisted(made), unlisted(made)
    return made


def raw_events(response) -> list[tuple[str, dict]]:
    """The events of a stream as they are on the wire, each checked: (its name, its data)."""
    events = []
    for block in response.read().decode().split("\n\n")[:-1]:
        name, data = block.split("\n")
        name, data = name.removeprefix("event: "), json.loads(data.removeprefix("data: "))
        assert data["type"] == name
        if name != "ping":
            checked(RawMessageStreamEvent, data)
        events.append((name, data))
    return events
