"""Which encoding a model uses: the published table, exact names before the longest prefix."""

import csv
import subprocess

from oracle import VOCABULARIES, executable


def encodings_of(models: list[str]) -> list[str]:
    reply = subprocess.run([executable(), "--models"], input="\n".join(models) + "\n", stdout=subprocess.PIPE, text=True, check=True)
    return reply.stdout.splitlines()


def table() -> list[dict[str, str]]:
    with (VOCABULARIES / "models.tsv").open() as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_every_row_of_the_table():
    rows = table()
    names = [row["name"] + ("" if row["match"] == "exact" else "2026-x") for row in rows]
    assert encodings_of(names) == [row["encoding"] for row in rows]


def test_unknown_models_count_as_recent_ones():
    assert encodings_of(["no-such-model", "claude-x", "gp"]) == ["o200k_base"] * 3
