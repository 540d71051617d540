"""Replacements for characters that a stream's encoding lacks, so that no page has to ask what a terminal can show."""

from __future__ import annotations

import codecs
import unicodedata

HANDLER = "wargame"  # the name by which a stream's `errors` asks for it
IN_CELLS = "wargame-cells"  # the same for a screen, on which each sign has its place
UNKNOWN = "?"
LINES, BLOCKS = ("\u2500", "\u257f"), ("\u2580", "\u259f")  # the first and the last of each, in Unicode's order

# Signs that this program and its scenarios write, as a plain terminal shows them.
STAND_INS = {
    **dict.fromkeys("−–—―‒─━\N{HYPHEN}\N{NON-BREAKING HYPHEN}", "-"),  # noqa: RUF001
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}‚‛′", "'"),  # noqa: RUF001
    **dict.fromkeys("│┃", "|"),
    **dict.fromkeys("▶▸▷›→", ">"),
    **dict.fromkeys("◀◂◁‹←", "<"),
    **dict.fromkeys("▲△▴↑", "^"),
    **dict.fromkeys("▼▾▽↓", "v"),
    **dict.fromkeys("◆◇●○•★·⋅∗", "*"),  # noqa: RUF001
    **dict.fromkeys("▁▂▃▄", "."),
    **dict.fromkeys("▅▆▇█", "#"),
    **dict.fromkeys("╭╮╰╯", "+"),
    **dict.fromkeys("┄╍", "-"),
    "◇": "o",  # the paper on the table, beside the text
    "░": ":",
    "▒": "%",
    "├": "[",
    "┤": "]",
    "‖": "|",
    "✎": "/",
    "◉": "@",
    "⚡": "!",
    "…": "...",
    "×": "x",
    "÷": "/",
    "±": "+/-",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "≈": "~",
    "↔": "<>",
    "½": "1/2",
    "²": "^2",
    "✓": "+",
    "✕": "x",
    "⏎": "Enter",
    "¶": "par. ",
    "§": "sec. ",
    "Σ": "sum",
    "Δ": "D",
    "δ": "d",
    "\N{NO-BREAK SPACE}": " ",
}


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """Return the replacement for characters that cannot be encoded, and where to go on (a codecs error handler).

    Raises:
        UnicodeError: it is no error of encoding.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_plain(sign) for sign in error.object[error.start : error.end]), error.end


def _stand_in_cells(error: UnicodeError) -> tuple[str, int]:
    """Return the same, each sign as wide as it was.

    Raises:
        UnicodeError: the fault is not one of encoding.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_in_cells(sign) for sign in error.object[error.start : error.end]), error.end


def _in_cells(sign: str) -> str:
    if unicodedata.combining(sign):
        return ""
    width = 2 if unicodedata.east_asian_width(sign) in "WF" else 1
    return _plain(sign)[:width].ljust(width)


def _plain(sign: str) -> str:
    """Return the replacement for a character; for a letter with accents, the letter."""
    if sign in STAND_INS:
        return STAND_INS[sign]
    if LINES[0] <= sign <= LINES[1]:
        name = unicodedata.name(sign)
        return "|" if "HORIZONTAL" not in name and "VERTICAL" in name else "+" if "AND" in name else "-"
    if BLOCKS[0] <= sign <= BLOCKS[1]:
        return "#"
    letters = "".join(each for each in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(each))
    return letters if letters.isascii() and letters.isprintable() and letters else UNKNOWN


codecs.register_error(HANDLER, _stand_in)
codecs.register_error(IN_CELLS, _stand_in_cells)
