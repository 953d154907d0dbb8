"""Both sides of the comparison: tiktoken from the committed vocabularies, and oaisim-tokenize."""

import hashlib
import os
import struct
import subprocess
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import tiktoken

REPOSITORY = Path(__file__).resolve().parents[3]
VOCABULARIES = REPOSITORY / "common" / "text" / "vocabularies"
ENCODINGS = ["r50k_base", "p50k_base", "cl100k_base", "o200k_base", "o200k_harmony"]


@contextmanager
def offline():
    """Meanwhile tiktoken finds its vocabularies without a network: its download cache is filled from the repository,
    and it checks the files' SHA-256."""
    with tempfile.TemporaryDirectory() as folder:
        for file in VOCABULARIES.glob("*.tiktoken"):
            address = f"https://openaipublic.blob.core.windows.net/encodings/{file.name}"
            (Path(folder) / hashlib.sha1(address.encode()).hexdigest()).symlink_to(file)
        os.environ["TIKTOKEN_CACHE_DIR"] = folder
        yield


@cache
def reference(encoding: str) -> tiktoken.Encoding:
    """tiktoken's own definition of the encoding."""
    with offline():
        return tiktoken.get_encoding(encoding)


def expected_ids(encoding: str, text: bytes) -> list[int]:
    return reference(encoding).encode_ordinary(text.decode("utf-8", errors="replace"))


def executable() -> str:
    path = os.environ.get("OAISIM_TOKENIZE")
    if not path:
        raise RuntimeError("set OAISIM_TOKENIZE to the path of the built program oaisim-tokenize")
    return path


def ids_of(encoding: str, texts: list[bytes]) -> list[list[int]]:
    request = b"".join(struct.pack("<I", len(text)) + text for text in texts)
    reply = subprocess.run([executable(), encoding], input=request, stdout=subprocess.PIPE, check=True).stdout
    numbers = struct.unpack(f"<{len(reply) // 4}I", reply)
    all_ids, at = [], 0
    while at < len(numbers):
        count = numbers[at]
        all_ids.append(list(numbers[at + 1:at + 1 + count]))
        at += 1 + count
    assert len(all_ids) == len(texts)
    return all_ids


def describe_difference(encoding: str, text: bytes, expected: list[int], actual: list[int]) -> str:
    """Shows the text whole when it is short, else the part around the first difference."""
    first = next((i for i, (a, b) in enumerate(zip(expected, actual)) if a != b), min(len(expected), len(actual)))
    window = slice(max(0, first - 8), first + 24)
    before = len(reference(encoding).decode_bytes(expected[:window.start]))
    shown = text if len(text) <= 400 else text[before:before + 400]
    return (f"{encoding}: ids differ from number {first} on\n  text ({len(text)} bytes): {shown!r}\n"
            f"  tiktoken: {expected[window]} ({len(expected)} ids)\n  oaisim:   {actual[window]} ({len(actual)} ids)")


def assert_all_equal(encoding: str, texts: list[bytes]) -> None:
    for text, actual in zip(texts, ids_of(encoding, texts)):
        expected = expected_ids(encoding, text)
        assert actual == expected, describe_difference(encoding, text, expected, actual)
