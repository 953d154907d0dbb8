#!/usr/bin/env python3
"""Checks the rules of style that neither the compiler nor clang-tidy knows. See CONTRIBUTING.md for the rules."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60

SOURCES = (".h", ".cpp", ".py", ".sh", ".cmake")
CPP = (".h", ".cpp")

# Time and randomness are injected, so that tests decide them: pattern, what to do instead, where it is allowed.
FORBIDDEN = [
    (re.compile(r"::now\s*\(\s*\)"), "take a Clock& (common/base/clock.h)"),
    (re.compile(r"\brandom_device\b"), "take a seed or a Random& (common/base/random.h)"),
    (re.compile(r"\bs?rand\s*\("), "take a Random& (common/base/random.h)"),
    (re.compile(r"\bthis_thread::sleep_|\bsleep_for\b|(?<![\w.>])(?:u|nano)?sleep\s*\("), "wait for the event itself, with a deadline"),
]
FORBIDDEN_ALLOWED_IN = ("common/base/", "bench/")  # a benchmark reads the clock itself

# A machine's own paths have no place in a repository. Documentation may name where a package puts things.
MACHINE_PATH = re.compile(r"(?<![\w.$}])/(?:home|root|work|Users)/[\w.-]+")

NOT_A_FUNCTION = re.compile(r"\b(?:namespace|class|struct|union|enum|extern)\b|=\s*$|\b(?:if|for|while|switch|catch)\s*\(")
BODY_FOLLOWS = re.compile(r"(?:\)|\b(?:const|noexcept|override|final|mutable|try)|->[^;{}()]*)\s*$")
LITERALS = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<tag>[^ ()\\\t\n]{0,16})\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"|'
    r"(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*'",
    re.DOTALL,
)


def tracked_files() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def without_literals(text: str) -> str:
    """The code alone, on the same lines: comments become spaces, strings become `""`."""

    def blank(match: re.Match) -> str:
        newlines = "\n" * match[0].count("\n")
        return newlines if match[0].startswith("/") else '""' + newlines

    return LITERALS.sub(blank, text)


def long_functions(code: str) -> list[tuple[int, int]]:
    """(first line, number of lines) of each function body that is too long. A body is a block after `)`, its
    qualifiers or its initialisers that is not within another body. `a_{1}` among initialisers is no body."""
    found, head, depth, body_depth, start, line, heads = [], "", 0, None, 0, 1, []
    for character in code:
        if character == "\n":
            line += 1
        if character == "{":
            is_function = body_depth is None and ")" in head and not NOT_A_FUNCTION.search(head)
            is_initialiser = is_function and not BODY_FOLLOWS.search(head)
            if is_function and not is_initialiser:
                body_depth, start = depth, line
            depth += 1
            heads.append(head if is_initialiser else "")
            head = ""
        elif character == "}":
            depth -= 1
            if body_depth == depth:
                length = line - start + 1
                if length > MAX_FUNCTION_LINES:
                    found.append((start, length))
                body_depth = None
            outer = heads.pop() if heads else ""
            head = outer + ")" if outer else ""
        elif character == ";":
            head = ""
        elif body_depth is None:
            head += character
    return found


def check_cpp(name: str, text: str) -> list[str]:
    code = without_literals(text)
    problems = []
    for start, length in long_functions(code):
        problems.append(f"{name}:{start}: a function of {length} lines; at most {MAX_FUNCTION_LINES}: name its parts")
    if not name.startswith(FORBIDDEN_ALLOWED_IN):
        for number, line in enumerate(code.splitlines(), 1):
            for pattern, instead in FORBIDDEN:
                if match := pattern.search(line):
                    problems.append(f"{name}:{number}: '{match[0]}' is only for common/base; {instead}")
    if name.endswith(".h"):
        if not text.startswith("//"):
            problems.append(f"{name}:1: no opening comment; say what the header is for, thread safety and ownership")
        if "#pragma once" not in text:
            problems.append(f"{name}:1: no #pragma once")
    return problems


def problems_of(name: str) -> list[str]:
    path = ROOT / name
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return []
    problems = []
    is_source = path.suffix in SOURCES
    lines = text.count("\n")
    if is_source and lines > MAX_FILE_LINES:
        problems.append(f"{name}: {lines} lines; at most {MAX_FILE_LINES}: a second noun wants its own file")
    if path.suffix in CPP:
        problems += check_cpp(name, text)
    if path.suffix not in (".tiktoken", ".inc") and name != "scripts/check-style.py":
        for number, line in enumerate(text.splitlines(), 1):
            if match := MACHINE_PATH.search(line):
                problems.append(f"{name}:{number}: '{match[0]}' is a path of one machine; use one inside the repository")
    return problems


def main() -> int:
    problems = [problem for name in tracked_files() for problem in problems_of(name)]
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
