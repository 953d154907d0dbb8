"""What the generated texts are made of."""

# Code point ranges of scripts' letters (with their marks and digits where these lie between).
SCRIPTS = {
    "Latin": [(0x41, 0x5A), (0x61, 0x7A)],
    "Latin extended": [(0xC0, 0x24F), (0x1E00, 0x1EFF)],
    "IPA": [(0x250, 0x2FF)],
    "Greek": [(0x370, 0x3FF), (0x1F00, 0x1FFF)],
    "Cyrillic": [(0x400, 0x52F)],
    "Armenian": [(0x531, 0x58F)],
    "Hebrew": [(0x591, 0x5F4)],
    "Arabic": [(0x600, 0x6FF), (0x750, 0x77F)],
    "Syriac": [(0x700, 0x74F)],
    "Devanagari": [(0x900, 0x97F)],
    "Bengali": [(0x980, 0x9FE)],
    "Tamil": [(0xB82, 0xBFA)],
    "Telugu": [(0xC00, 0xC7F)],
    "Thai": [(0xE01, 0xE5B)],
    "Lao": [(0xE81, 0xEDF)],
    "Tibetan": [(0xF00, 0xFDA)],
    "Burmese": [(0x1000, 0x109F)],
    "Georgian": [(0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2D)],
    "Hangul Jamo": [(0x1100, 0x11FF)],
    "Ethiopic": [(0x1200, 0x137C)],
    "Cherokee": [(0x13A0, 0x13FD), (0xAB70, 0xABBF)],
    "Khmer": [(0x1780, 0x17F9)],
    "Mongolian": [(0x1800, 0x18AA)],
    "Hiragana": [(0x3041, 0x309F)],
    "Katakana": [(0x30A0, 0x30FF), (0xFF66, 0xFF9D)],
    "Bopomofo": [(0x3105, 0x312F)],
    "CJK": [(0x4E00, 0x5FFF)],
    "CJK extended": [(0x3400, 0x34FF), (0x20000, 0x200FF)],
    "Hangul": [(0xAC00, 0xB3FF)],
    "Full-width": [(0xFF01, 0xFF5E)],
    "Mathematical": [(0x1D400, 0x1D7FF)],
    "Gothic, Deseret, Adlam": [(0x10330, 0x1034A), (0x10400, 0x1044F), (0x1E900, 0x1E959)],
    "Symbols": [(0x2010, 0x2BFF)],
    "Circled": [(0x2460, 0x24FF)],
}

WHITESPACE = [" ", "  ", "   ", "     ", " " * 17, "\t", "\t\t", "\n", "\n\n", "\r", "\r\n", "\r\n\r\n", "\n ", " \n", "\n\t", "\t\n ",
              "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\xa0", "\xa0 ", " \xa0", "\u1680", "\u2000", "\u2003\u2003", "\u2028",
              "\u2029", "\u202f", "\u205f", "\u3000", "\u3000\u3000", "\u180e", "\u200b", "\u2060", "\ufeff", " \n \n  "]

CONTRACTIONS = [f"'{ending}" for ending in ("s", "t", "re", "ve", "m", "ll", "d", "S", "T", "RE", "Ve", "vE", "M", "LL", "lL", "D", "ſ",
                                            "ſs", "sſ", "l", "r", "v", "x", "", "'s", " s", "K", "st", "LLama", "re's")]

EMOJI = ["🙂", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪🇫🇷", "❤️", "1️⃣", "☠", "🧑🏿‍🚀", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "©️", "👨‍💻!", " 🎉", "🎉\n"]

CODE = ["def ", "class ", "return", " self", ".", "(", ")", "()", "):\n", "    ", "        ", "\t", "\n", "\n\n", "{\n", "}\n", "};", " = ",
        "==", "!=", "->", "=>", "::", "<T>", "&&", "||", "//", "/*", "*/\n", "# ", "#include <", "std::", "camelCaseName", "HTTPServer",
        "snake_case_name", "SCREAMING_CASE", "x1", "0x1F", "3.14159", "1e-9", "1234567", "\"text\"", "'c'", "`${x}`", "\\n", "%s",
        "$var", "@decorator\n", "<div class=\"a\">", "</div>\n", "SELECT * FROM t;", "--flag", "https://example.com/a?b=c&d=e#f",
        "user@example.com", "[0]", ", ", "; ", "i++", "if (", " else ", "while", "/", "///", "\r\n", "aB", "ABc", "Ab", "URLs"]

# Sequences that UTF-8 does not allow: lone tails and leads, overlong forms, surrogates, too high, cut short.
BROKEN_UTF8 = [b"\x80", b"\xbf\xbf", b"\xc0\x80", b"\xc1\xbf", b"\xc2", b"\xdf ", b"\xe0\x80\x80", b"\xe0\x9f\xbf", b"\xe1\x80", b"\xe4\xb8",
               b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xed\xa0\xbd\xed\xb8\x80", b"\xf0\x80\x80\x80", b"\xf0\x8f\xbf\xbf", b"\xf0\x9f\x99",
               b"\xf0\x9f", b"\xf0\x9f\x99a", b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xfe", b"\xff\xff",
               b"\xef\xbf\xbd", b"\xf1\x80\x80\xe1\x80\xc2a", b"a\xe4", b"\xe4a\xb8\xad"]
