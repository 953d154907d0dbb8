"""Texts to tokenize: generated from fixed seeds, and real files of this machine. All are bytes."""

import random
import sysconfig
from pathlib import Path

from samples import BROKEN_UTF8, CODE, CONTRACTIONS, EMOJI, SCRIPTS, WHITESPACE

ASCII = [chr(c) for c in range(128)]
MARKS = [chr(c) for c in (*range(0x300, 0x370), 0x5B0, 0x64B, 0x93E, 0x94D, 0xE31, 0x20DD, 0xFE0F)]
NUMBERS = list("0123456789") + ["٣", "७", "Ⅷ", "½", "²", "①", "㊿", "𝟘", "፼", "௧"]
LETTERS_OF_EVERY_CASE = list("aZéÉßΣσςДдǅǈʰªºאب中あア한กᲐა𝒜𝓏ꙮﬁſKİı") + MARKS[:4]
PUNCTUATION = list(".,;:!?'\"`()[]{}<>/\\|@#$%^&*-_=+~…—“”‘’«»、。！？¿¡€£§©®™")


def characters_of_script(ranges: list[tuple[int, int]]) -> list[str]:
    return [chr(c) for first, last in ranges for c in range(first, last + 1)]


def join(rng: random.Random, parts: list[str], count: int) -> str:
    return "".join(rng.choice(parts) for _ in range(count))


def script_texts(rng: random.Random, count: int) -> list[bytes]:
    """Words, numbers, marks and punctuation of one script, often mixed with another."""
    alphabets = [characters_of_script(ranges) for ranges in SCRIPTS.values()]
    texts = []
    for _ in range(count):
        alphabet = rng.choice(alphabets) + (rng.choice(alphabets) if rng.random() < 0.3 else [])
        words = []
        for _ in range(rng.randint(1, 14)):
            words.append(join(rng, alphabet, rng.randint(1, 9)))
            if rng.random() < 0.3:
                words.append(rng.choice([*PUNCTUATION, *NUMBERS, *MARKS, *CONTRACTIONS]))
            if rng.random() < 0.7:
                words.append(rng.choice(WHITESPACE) if rng.random() < 0.2 else " ")
        texts.append("".join(words).encode())
    return texts


def pieces_of_code(rng: random.Random, count: int) -> list[bytes]:
    return [join(rng, CODE, rng.randint(1, 25)).encode() for _ in range(count)]


def soups(rng: random.Random, count: int) -> list[bytes]:
    """Short strings in which every neighbourhood of character classes turns up."""
    pools = [[*LETTERS_OF_EVERY_CASE, *"AaBb'’ .\n/"], [*WHITESPACE, *"aA1.'\n\r "], [*CONTRACTIONS, *"'sStT lLaA\n"],
             [*NUMBERS, *"a. ,\n"], [*PUNCTUATION, *"\r\n/ aA1"], [*MARKS, *"aA'.1 \n中"], ASCII, EMOJI + list("a 1\n'")]
    return [join(rng, rng.choice(pools), rng.randint(1, 24)).encode() for _ in range(count)]


def random_code_points(rng: random.Random, count: int) -> list[bytes]:
    planes = [(0, 0x7F), (0x80, 0x7FF), (0x800, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x1FFFF), (0x20000, 0x3FFFF),
              (0x40000, 0x10FFFF)]
    texts = []
    for _ in range(count):
        used = rng.sample(planes, rng.randint(1, 3))
        texts.append("".join(chr(rng.randint(*rng.choice(used))) for _ in range(rng.randint(1, 40))).encode())
    return texts


def random_bytes(rng: random.Random, count: int) -> list[bytes]:
    return [rng.randbytes(rng.randint(1, 60)) for _ in range(count)]


def broken_utf8(rng: random.Random, count: int) -> list[bytes]:
    """Good text with bytes taken away, changed and put in, and the textbook ill-formed sequences."""
    good = [text for text in script_texts(rng, 200) if text]
    texts = []
    for _ in range(count):
        text = bytearray(rng.choice(good)[:rng.randint(1, 80)])
        for _ in range(rng.randint(1, 4)):
            at = rng.randrange(len(text) + 1)
            change = rng.random()
            if change < 0.4:
                text[at:at] = rng.choice(BROKEN_UTF8)
            elif change < 0.7:
                del text[at:at + rng.randint(1, 3)]
            else:
                text[at:at + 1] = rng.randbytes(1)
        texts.append(bytes(text))
    return texts


def runs(rng: random.Random, count: int) -> list[bytes]:
    units = [*"a .1\n\t\r-=*_A'中é한あ🙂", "ab", "\r\n", "  \n", "'s", "aA", "1.", "\u3000", "\u00a0 ", "e\u0301", "👩‍👩‍👧"]
    return [(rng.choice(units) * rng.randint(1, 400) + rng.choice(units) * rng.randint(0, 3)).encode() for _ in range(count)]


def parts_of_vocabulary(rng: random.Random, tokens: list[bytes], count: int) -> list[bytes]:
    """Tokens side by side in their own bytes: the neighbourhoods in which merging is hardest."""
    return [b"".join(rng.choice(tokens) for _ in range(rng.randint(1, 8))) for _ in range(count)]


def generated(seed: int) -> list[bytes]:
    rng = random.Random(seed)
    texts = [b"", *BROKEN_UTF8, *(text.encode() for text in [*WHITESPACE, *EMOJI, *CONTRACTIONS, *CODE])]
    texts += script_texts(rng, 6000) + pieces_of_code(rng, 2000) + soups(rng, 8000) + random_code_points(rng, 2500)
    return texts + random_bytes(rng, 2000) + broken_utf8(rng, 2500) + runs(rng, 1000)


def real_files(limit: int) -> list[bytes]:
    """Sources of Python's library, licences and READMEs, at most `limit` bytes in all; and parts cut out of them
    at any byte, so that characters are cut as well."""
    folders = [(Path(sysconfig.get_paths()["stdlib"]), "*.py"), (Path(sysconfig.get_paths()["stdlib"]), "test/test_*.py"),
               (Path("/usr/share/common-licenses"), "*"), (Path("/usr/share/doc"), "*/README*"),
               (Path("/usr/share/perl"), "*/unicore/*.txt"), (Path(__file__).resolve().parents[3], "*/*.md")]
    rng = random.Random(7)
    texts = []
    for folder, pattern in folders:
        budget = limit // len(folders)
        for file in sorted(folder.glob(pattern)):
            if budget <= 0:
                break
            if file.is_file():
                texts.append(file.read_bytes()[:min(budget, 60_000)])
                budget -= len(texts[-1])
    for text in list(texts):
        start = rng.randrange(len(text) + 1)
        texts.append(text[start:start + rng.randint(1, 2000)])
    return texts
