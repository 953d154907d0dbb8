"""oaisim's ids equal those of tiktoken's encode_ordinary."""

import random

import pytest

import corpora
import oracle
from oracle import ENCODINGS, assert_all_equal, reference

# The splitters in use; the other encodings share them.
SPLITTERS = ["r50k_base", "cl100k_base", "o200k_base"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_generated_texts(encoding):
    texts = corpora.generated(seed=1)
    assert len(texts) >= 20_000
    assert_all_equal(encoding, texts)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_real_files(encoding):
    texts = corpora.real_files(limit=4_000_000)
    assert sum(map(len, texts)) > 500_000
    assert_all_equal(encoding, texts)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_token_of_the_vocabulary(encoding):
    assert_all_equal(encoding, reference(encoding).token_byte_values())


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_tokens_side_by_side(encoding):
    tokens = reference(encoding).token_byte_values()
    assert_all_equal(encoding, corpora.parts_of_vocabulary(random.Random(3), tokens, 20_000))
    words = [token for token in tokens if token.isalpha() and token.islower()]
    assert_all_equal(encoding, corpora.parts_of_vocabulary(random.Random(4), words, 20_000))
    for script in ("Cyrillic", "Arabic", "CJK", "Thai", "Hiragana"):
        first, last = corpora.SCRIPTS[script][0]
        letters = [chr(c).encode() for c in range(first, last + 1) if chr(c).isalpha()]
        assert_all_equal(encoding, corpora.parts_of_vocabulary(random.Random(5), letters * 2, 2_000))


@pytest.mark.parametrize("encoding", SPLITTERS)
def test_every_code_point_beside_every_class(encoding):
    contexts = ["a{0}'sx A{0}b {0}A", "1{0}1111  {0}.{0}\n\n{0}", "\n {0} \n{0}{0}/é{0}中{0}'Re"]
    texts = []
    for first in range(0, 0x110000, 16):
        characters = [chr(c) for c in range(first, first + 16) if not 0xD800 <= c < 0xE000]
        assigned = first < 0x32000 or 0xE0000 <= first < 0xE0200
        used = contexts if assigned else contexts[:1] if first % 256 == 0 else []
        texts += ["".join(context.format(c) for c in characters).encode() for context in used]
    assert_all_equal(encoding, texts)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("unit", ["a", " ", "\n", "=", "1", "中", "é", "🙂", "ab", "\r\n", "\u3000", "A", "\xa0", "e\u0301"])
def test_long_runs(encoding, unit):
    text = (unit * 100_000)[:100_000].encode()
    assert_all_equal(encoding, [text, b"x " + text + b"y"])


def test_a_difference_is_reported(monkeypatch):
    monkeypatch.setattr(oracle, "expected_ids", lambda encoding, text: [1, 2, 3])
    with pytest.raises(AssertionError, match=r"cl100k_base: ids differ from number 0(.|\n)*b'ab'(.|\n)*\[1, 2, 3\]"):
        assert_all_equal("cl100k_base", [b"ab"])
