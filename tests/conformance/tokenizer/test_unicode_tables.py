"""The committed character classes are those of the installed tiktoken, for every code point."""

import subprocess
import sys

from oracle import REPOSITORY


def without_comments(table: str) -> list[str]:
    return [line for line in table.splitlines() if not line.startswith("//")]


def test_tables_are_up_to_date():
    folder = REPOSITORY / "common" / "text"
    script = [sys.executable, str(folder / "generate_unicode_tables.py")]
    generated = subprocess.run(script, stdout=subprocess.PIPE, text=True, check=True).stdout
    committed = (folder / "unicode_tables.inc").read_text()
    assert without_comments(generated) == without_comments(committed)
