"""oaisim-load as it is measured: one thread on the client's core, its result read back."""

import dataclasses
import json
import shutil
import sqlite3
from pathlib import Path

from harness.servers import KEY
from harness.session import CLIENT_CORE, Failure, Session

CHUNK = 1 << 20


def load_command(session: Session, url: str, users: int, result: Path, *more) -> list:
    return [session.program("oaisim-load"), "run", "--url", url, "--key", KEY, "--users", users, "--threads", 1,
            "--json", result, "--quiet", *more]


def run_load(session: Session, url: str, users: int, *more) -> dict:
    """The result document of a closed loop. Exit code 1 only says that the client was the bottleneck."""
    result = session.new_file("load.json")
    session.output_of(load_command(session, url, users, result, "--store", "none", *more), CLIENT_CORE, codes=(0, 1))
    return json.loads(result.read_text())


@dataclasses.dataclass
class Recording:
    """Where a run keeps a row for every request: a CSV file, and perhaps a SQLite store of its own."""

    csv: Path
    database: Path | None
    data_folder: Path

    @staticmethod
    def make(session: Session, with_store: bool) -> "Recording":
        database = session.new_file("load.db") if with_store else None
        return Recording(session.new_file("requests.csv"), database, session.folder / "data")

    def flags(self) -> list:
        return ["--csv", self.csv, "--store", self.database or "none"]

    def environment(self) -> dict:
        return {"XDG_DATA_HOME": str(self.data_folder)}

    def rows(self) -> dict[str, int]:
        """How many requests each of them holds."""
        counts = {"CSV": lines_of(self.csv) - 1}
        if self.database:
            connection = sqlite3.connect(self.database)
            counts["database"] = connection.execute("SELECT count(*) FROM oaisim_requests").fetchone()[0]
            connection.close()
        return counts

    def remove(self) -> None:
        self.csv.unlink(missing_ok=True)
        if self.database:
            self.database.unlink(missing_ok=True)
        shutil.rmtree(self.data_folder, ignore_errors=True)


def lines_of(file: Path) -> int:
    lines = 0
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            lines += chunk.count(b"\n")
    return lines


def check_counts(result: dict, **others: int) -> int:
    """How many requests there were, all of them successes and as many as others say."""
    requests = result["requests"]["whole_run"]
    total = requests["total"]
    if requests["succeeded"] != total or any(count != total for count in others.values()):
        raise Failure(f"{requests['succeeded']} of {total} requests succeeded; others counted {others}")
    return total
