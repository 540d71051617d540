from __future__ import annotations

from wargame.legible import hidden_character, legible

# Escape, C1, bidi, soft hyphen, fillers, variation selectors, joiners, tags, surrogate, private use, line separator.
HIDDEN = (
    "\x1b\x9b\u202e\u00ad\u115f\u3164\uffa0\u17b4\u034f\ufe0f\U000e0100\u180b\u200d\U000e0041\ud800\ue000\u2028\u0378"
)
PLAIN = ["plain", "dé\u0301jà", "판문점", "δένδρον", "−1 × 2 – “so”", "e\u0301\u0302", "日本\u00a0語", "a\tb"]


def test_what_a_terminal_would_obey_or_hide_is_found_and_replaced() -> None:
    for sign in HIDDEN:
        place, reason = hidden_character(f"ab{sign}c") or (0, "")
        assert place == 2, ascii(sign)
        assert f"U+{ord(sign):04X}" in reason
        assert legible(f"ab{sign}c") == "ab?c"
        assert hidden_character(legible(sign * 5)) is None


def test_what_people_write_stays_as_it_is() -> None:
    assert [text for text in PLAIN if hidden_character(text) is not None or legible(text) != text] == []


def test_marks_may_not_be_piled_up() -> None:
    assert hidden_character("e" + "\u0301" * 3) == (3, "more than 2 combining characters in a row")
    assert legible("e" + "\u0301" * 9 + "f") == "e\u0301\u0301?f"


def test_line_feeds_stay_only_where_lines_are_wanted() -> None:
    assert legible("a\x1b\nb", lines=True) == "a?\nb"
    assert legible("a\nb", instead=" ") == "a b"
