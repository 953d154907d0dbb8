#!/usr/bin/env python3
"""Says which C++ files can be compiled as one: prints `group file` lines for the files that are named.

Files are compiled together where nobody works on one of them (sanitizers, clang-tidy), since most of the time goes into
the headers that they share. What a file keeps to itself, in an anonymous namespace, must then not mean anything in the
others of its group: names are compared, not resolved, so that some files are kept apart that need not be.
"""

import re
import sys
from pathlib import Path

MOST_FILES = 12
MOST_LINES = 2400  # of a group: both cores are to have something to do

ANONYMOUS = re.compile(r"^namespace \{$(.*?)^\}  // namespace$", re.MULTILINE | re.DOTALL)
TYPE = re.compile(r"^(?:struct|class|union|enum(?: class)?|using) (\w+)\b(?!::)", re.MULTILINE)
CONSTANT = re.compile(r"^(?=[a-z])[\w:<>,*& ]+[ *&>](\w+)(?:\[\w*\])*(?: =|\{|;)", re.MULTILINE)
FUNCTION = re.compile(r"^[\w:].*?(\w+)\(", re.MULTILINE)
COMMENT_OR_TEXT = re.compile(r'//(?! namespace$)[^\n]*|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"', re.DOTALL | re.MULTILINE)
FREE_WORD = re.compile(r"(?<![\w.])(?<!->)(\w+)")
FREE_CALL = re.compile(r"(?<![\w.:])(?<!->)(\w+)\(")


class Source:
    def __init__(self, path: str):
        text = COMMENT_OR_TEXT.sub('""', Path(path).read_text())
        private = "\n".join(ANONYMOUS.findall(text))
        self.path = path
        self.lines = text.count("\n")
        self.functions = set(FUNCTION.findall(private))
        self.names = set(TYPE.findall(private)) | set(CONSTANT.findall(private)) - self.functions
        self.words = set(FREE_WORD.findall(text))
        self.calls = set(FREE_CALL.findall(text))

    def conflicts(self, other: "Source") -> bool:
        return bool(self.names & other.words or other.names & self.words or self.functions & other.calls
                    or other.functions & self.calls)


def grouped(sources: list[Source]) -> list[list[Source]]:
    groups: list[list[Source]] = []
    for source in sources:
        for group in groups:
            small = len(group) < MOST_FILES and sum(one.lines for one in group) + source.lines <= MOST_LINES
            if small and not any(source.conflicts(one) for one in group):
                group.append(source)
                break
        else:
            groups.append([source])
    return groups


def main() -> None:
    for number, group in enumerate(grouped([Source(path) for path in sys.argv[1:]])):
        for source in group:
            print(number, source.path)


if __name__ == "__main__":
    main()
