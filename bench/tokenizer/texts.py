"""English, code and Chinese to measure with: the same texts on every machine that has the same packages.

Each function gives the text and says where it comes from.
"""

import ast
import gzip
import random
import re
import subprocess
import sysconfig
import tempfile
from pathlib import Path

STDLIB = Path(sysconfig.get_paths()["stdlib"])
CHINESE_PACKAGE = "manpages-zh"


def python_sources() -> list[Path]:
    return sorted(file for file in STDLIB.rglob("*.py") if "site-packages" not in file.parts)


def fill(parts, size: int) -> str:
    """Joins parts until the text has `size` bytes, starting over when they run out."""
    parts = [part for part in parts if part.strip()]
    taken, length = [], 0
    while parts and length < size:
        for part in parts:
            taken.append(part)
            length += len(part.encode()) + 1
            if length >= size:
                break
    return "\n".join(taken)


def code(size: int) -> tuple[str, str]:
    sources = (file.read_text(errors="replace") for file in python_sources() if "test" not in file.parts)
    return fill(sources, size), "sources of Python's library"


def docstrings(file: Path) -> list[str]:
    try:
        tree = ast.parse(file.read_text())
    except (SyntaxError, UnicodeDecodeError, ValueError):
        return []
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return [ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, documented)]


def manual_text(roff: str) -> str:
    """The prose of a manual page: requests dropped, font changes removed."""
    lines = (line for line in roff.splitlines() if line[:1] not in (".", "'"))
    return re.sub(r"\\f.|\\s[-+]?\d|\\&|\\-|\\\(..", "", "\n".join(lines))


def manual_pages(folder: Path) -> list[str]:
    return [manual_text(gzip.open(file, "rt", errors="replace").read()) for file in sorted(folder.glob("*/*.gz")) if file.is_file()]


def english(size: int) -> tuple[str, str]:
    licences = [file.read_text(errors="replace") for file in sorted(Path("/usr/share/common-licenses").glob("*"))]
    pages = [page for folder in ("man1", "man7", "man5") for page in manual_pages_of(folder)]
    strings = [text for file in python_sources() for text in docstrings(file)]
    return fill([*licences, *pages, *strings], size), "licences, manual pages and docstrings"


def manual_pages_of(folder: str) -> list[str]:
    files = sorted((Path("/usr/share/man") / folder).glob("*.gz"))
    return [manual_text(gzip.open(file, "rt", errors="replace").read()) for file in files if file.is_file()]


def is_chinese(line: str) -> bool:
    return len(line) > 8 and sum("\u4e00" <= character <= "\u9fff" for character in line) > 0.5 * len(line)


def chinese_lines(texts: list[str]) -> list[str]:
    return [line.strip() for text in texts for line in text.splitlines() if is_chinese(line)]


def packaged_chinese() -> list[str]:
    """Chinese manual pages of the installed package, or else of the package fetched with apt-get."""
    installed = manual_pages(Path("/usr/share/man/zh_CN"))
    if sum(map(len, installed)) > 1_000_000:
        return chinese_lines(installed)
    with tempfile.TemporaryDirectory() as folder:
        fetch = subprocess.run(["apt-get", "download", CHINESE_PACKAGE], cwd=folder, capture_output=True, check=False)
        archives = list(Path(folder).glob("*.deb"))
        if fetch.returncode != 0 or not archives:
            return []
        subprocess.run(["dpkg-deb", "-x", str(archives[0]), folder], check=True)
        return chinese_lines(manual_pages(Path(folder) / "usr/share/man/zh_CN"))


def made_up_chinese(size: int) -> list[str]:
    """Sentences of common characters, the frequent ones more often. Harder to tokenize than real text."""
    common = ("的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么"
              "去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点")
    rng = random.Random(1)
    weights = [1 / (rank + 1) for rank in range(len(common))]
    sentences = []
    for _ in range(size // 60):
        sentences.append("".join(rng.choices(common, weights, k=rng.randint(5, 25))) + rng.choice("，。；！？"))
    return sentences


def chinese(size: int) -> tuple[str, str]:
    lines = packaged_chinese()
    if lines:
        return fill(lines, size), f"Chinese manual pages (Debian package {CHINESE_PACKAGE})"
    return fill(made_up_chinese(size), size), "made-up sentences, as no Chinese manual pages could be had"
