"""Requests generated from the published description, so that each field, alternative and fixed value occurs in one.

    variants(schema)  values of the schema, each the smallest one but for one thing, with the place of that thing
    places(schema)    every place of the schema: what a corpus has to cover
    covered(schema, value)  the places that a value has
    faults(schema)    the smallest values of the schema but for one thing that it does not allow: a field that is
                      required is not there, or a field has a value of another type

A place is written as a path: `.messages[]<UserMessage>.role=user` is the value `user` of the field `role` of the
alternative `UserMessage` of an item of `messages`; `{}` is a value of a map.  places() and covered() read the schema
apart from variants(), so that what the generator forgets is missed.  A component that holds itself is followed once.
Everything is in the order of the description: the same description gives the same corpus.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from published import description

SAME_AS_ROOT = "$recursiveRef"  # of filters, which may hold filters


@dataclass(frozen=True)
class Variant:
    place: str
    value: object


@dataclass(frozen=True)
class Generator:
    """By an expression for the end of the place, `values`: what stands where no generated value means anything; and
    `also`: fields that an object has beside those that are required."""

    values: dict[str, object] = field(default_factory=dict)
    also: dict[str, dict] = field(default_factory=dict)

    def given(self, schema: dict, place: str):
        return None if alternatives(resolved(schema)) else of_place(self.values, place)

    def smallest(self, schema: dict, place: str = "", inside: tuple = ()):
        if (given := self.given(schema, place)) is not None:
            return given
        inside, schema = opened(schema, inside)
        if schema is None:
            return {}
        if branches := alternatives(schema):
            label, branch = next((each for each in branches if each[1].get("type") != "null"), branches[0])
            return self.smallest(branch, f"{place}<{label}>", inside)
        if "enum" in schema:
            return schema["enum"][0]
        match schema.get("type"):
            case "array":
                item = self.smallest(schema.get("items", {}), f"{place}[]", inside)
                return [item] * max(1, schema.get("minItems", 1))
            case "string":
                return "text".ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", 4)]
            case "integer" | "number":
                return max(1, schema.get("minimum", 1)) if schema.get("maximum", 1) >= 1 else schema["maximum"]
            case "boolean":
                return True
            case "null":
                return None
        members = schema.get("properties", {})  # some components require what they do not describe
        required = {name: self.smallest(members.get(name, {"type": "string"}), f"{place}.{name}", inside)
                    for name in schema.get("required", [])}
        return required | (of_place(self.also, place) or {})

    def variants(self, schema: dict, place: str = "", inside: tuple = ()) -> Iterator[Variant]:
        if (given := self.given(schema, place)) is not None:
            yield Variant(place, given)
            return
        inside, schema = opened(schema, inside)
        if schema is None:
            yield Variant(place, self.smallest({}, place))
            return
        if schema.get("nullable"):
            yield Variant(f"{place}=null", None)
        for label, branch in alternatives(schema):
            yield from self.variants(branch, f"{place}<{label}>", inside)
        if alternatives(schema):
            return
        if "enum" in schema:
            yield from (Variant(f"{place}={value}", value) for value in schema["enum"])
        elif schema.get("type") == "boolean":
            yield from (Variant(place, value) for value in (True, False))
        elif schema.get("type") == "array":
            rest = [self.smallest(schema.get("items", {}), f"{place}[]", inside)] * (schema.get("minItems", 1) - 1)
            for item in self.variants(schema.get("items", {}), f"{place}[]", inside):
                yield Variant(item.place, [item.value, *rest])
        elif "properties" in schema:
            smallest = self.smallest(schema, place, inside)
            yield Variant(place, smallest)
            for name, member in schema["properties"].items():
                for variant in self.variants(member, f"{place}.{name}", inside):
                    yield Variant(variant.place, {**smallest, name: variant.value})
        elif isinstance(schema.get("additionalProperties"), dict):
            for variant in self.variants(schema["additionalProperties"], f"{place}{{}}", inside):
                yield Variant(variant.place, {"key": variant.value})
        else:
            yield Variant(place, self.smallest(schema, place, inside))


    def faults(self, schema: dict, place: str = "", inside: tuple = ()) -> Iterator[Variant]:
        inside, schema = opened(schema, inside)
        if schema is None or self.given(schema, place) is not None:
            return
        for label, branch in alternatives(schema):
            yield from (each for each in self.faults(branch, f"{place}<{label}>", inside)
                        if not fits(schema, each.value))
        if alternatives(schema):
            return
        if schema.get("type") == "array":
            for item in self.faults(schema.get("items", {}), f"{place}[]", inside):
                yield Variant(item.place, [item.value])
        elif "properties" in schema:
            smallest = self.smallest(schema, place, inside)
            for name in (each for each in schema["properties"] if each in schema.get("required", [])):
                yield Variant(f"{place}.{name}{MISSING}", {key: value for key, value in smallest.items() if key != name})
            for name, member in schema["properties"].items():
                if (wrong := of_another_type(member)) is not None:
                    yield Variant(f"{place}.{name}{OF_ANOTHER_TYPE}", {**smallest, name: wrong})
                for fault in self.faults(member, f"{place}.{name}", inside):
                    yield Variant(fault.place, {**smallest, name: fault.value})


MISSING = " is missing"
OF_ANOTHER_TYPE = " is of another type"


def of_another_type(schema: dict):
    """None: it takes any."""
    return next((value for value in (7.5, "wrong", {"wrong": [7]}) if not fits(schema, value)), None)


def of_place(table: dict[str, object], place: str):
    return next((value for pattern, value in table.items() if re.search(f"(?:{pattern})$", place)), None)


def places(schema: dict, place: str = "", inside: tuple = ()) -> Iterator[str]:
    inside, schema = opened(schema, inside)
    if schema is None:
        return
    if schema.get("nullable"):
        yield f"{place}=null"
    for label, branch in alternatives(schema):
        yield f"{place}<{label}>"
        yield from places(branch, f"{place}<{label}>", inside)
    yield from (f"{place}={value}" for value in schema.get("enum", []))
    for name, member in schema.get("properties", {}).items():
        yield f"{place}.{name}"
        yield from places(member, f"{place}.{name}", inside)
    for word, mark in (("items", "[]"), ("additionalProperties", "{}")):
        if isinstance(schema.get(word), dict):
            yield from places(schema[word], place + mark, inside)


def covered(schema: dict, value, place: str = "", inside: tuple = ()) -> Iterator[str]:
    inside, schema = opened(schema, inside)
    if schema is None:
        return
    if value is None and schema.get("nullable"):
        yield f"{place}=null"
    for label, branch in alternatives(schema):
        if fits(branch, value):
            yield f"{place}<{label}>"
            yield from covered(branch, value, f"{place}<{label}>", inside)
    if value in schema.get("enum", []):
        yield f"{place}={value}"
    if isinstance(value, dict):
        for name, member in value.items():
            if name in schema.get("properties", {}):
                yield f"{place}.{name}"
                yield from covered(schema["properties"][name], member, f"{place}.{name}", inside)
            elif isinstance(schema.get("additionalProperties"), dict):
                yield from covered(schema["additionalProperties"], member, f"{place}{{}}", inside)
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        for item in value:
            yield from covered(schema["items"], item, f"{place}[]", inside)


PYTHON_TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float),
                "null": type(None)}


def fits(schema: dict, value) -> bool:
    """Whether the value is of the alternative, as far as that tells alternatives apart: types, enums, required."""
    schema = resolved(schema)
    if value is None and schema.get("nullable"):
        return True
    if branches := alternatives(schema):
        return any(fits(branch, value) for _, branch in branches)
    if "enum" in schema:
        return value in schema["enum"]
    expected = PYTHON_TYPES.get(schema.get("type"), object)
    if not isinstance(value, expected) or (isinstance(value, bool) and expected not in (bool, object)):
        return False
    if isinstance(value, dict):
        members = schema.get("properties", {})
        return set(schema.get("required", [])) <= value.keys() and all(
            fits(members[name], member) for name, member in value.items() if name in members)
    return not isinstance(value, list) or all(fits(schema.get("items", {}), item) for item in value)


def opened(schema: dict, inside: tuple) -> tuple[tuple, dict | None]:
    """The schema behind a reference, and the references that one is inside now; None: it is inside itself."""
    if SAME_AS_ROOT in schema:
        return inside, None
    if reference := schema.get("$ref"):
        if reference in inside:
            return inside, None
        inside = (*inside, reference)
    return inside, resolved(schema)


def resolved(schema: dict) -> dict:
    """Without `$ref` and `allOf`."""
    while reference := schema.get("$ref"):
        target = description()["components"]["schemas"][reference.rpartition("/")[2]]
        schema = {**target, **{name: value for name, value in schema.items() if name != "$ref"}}
    if "allOf" not in schema:
        return schema
    merged = {name: value for name, value in schema.items() if name != "allOf"}
    for part in map(resolved, schema["allOf"]):
        merged = {**part, **merged, "properties": {**part.get("properties", {}), **merged.get("properties", {})},
                  "required": [*part.get("required", []), *merged.get("required", [])]}
    return merged


def alternatives(schema: dict) -> list[tuple[str, dict]]:
    """Those of anyOf and oneOf, each with its name: its component's, its title, its type or else its number."""
    found, names = [], set()
    shared = {name: value for name, value in schema.items() if name not in ("anyOf", "oneOf", "nullable")}
    for branch in [*schema.get("anyOf", []), *schema.get("oneOf", [])]:
        if "properties" in schema:  # alternatives of one object say only which of its fields are required
            branch = {**shared, **branch}
        name = branch.get("$ref", "").rpartition("/")[2] or branch.get("title", "").replace(" ", "")
        name = name or ("enum" if "enum" in branch else branch.get("type")) or str(len(found))
        name = f"{name}{len(found)}" if name in names else name
        names.add(name)
        found.append((name, branch))
    return found
