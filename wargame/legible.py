"""Hidden characters: what a terminal would obey or hide in text from outside (files, arguments, a player's answers).

Unicode's own properties decide: control, format, surrogate, private-use and unassigned characters, separators of lines,
and whatever Unicode calls default-ignorable (fillers, variation selectors, joiners, tags), since that draws nothing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from re import Pattern

_MARKS = 2  # combining characters in a row that a language may need


def hidden_character(text: str) -> tuple[int, str] | None:
    """Return the index and kind of the first character that a terminal would obey or hide, or None.

    A tab is allowed; a line feed is not.
    """
    if text.isascii() and text.isprintable():
        return None
    if found := _hidden().search(text):
        if len(found[0]) > _MARKS:
            return found.start() + _MARKS, f"more than {_MARKS} combining characters in a row"
        kind = "unassigned" if _unassigned().match(found[0]) else "control or invisible"
        return found.start(), f"the {kind} character U+{ord(found[0]):04X}"
    return None


def legible(text: object, *, lines: bool = False, instead: str = "?") -> str:
    """Return a text that is safe to print, with each hidden character replaced.

    Args:
        text: anything; what is no text is converted by `str`.
        lines: whether line feeds stay.
        instead: the replacement.
    """
    text = str(text)
    if text.isascii() and text.isprintable():
        return text
    if lines:
        return "\n".join(legible(line, instead=instead) for line in text.split("\n"))
    return _hidden().sub(lambda found: found[0][:_MARKS] + instead if len(found[0]) > _MARKS else instead, text)


@cache
def _hidden() -> Pattern[str]:
    """Return the pattern of one hidden character, or a run of too many combining marks."""
    import regex  # noqa: PLC0415  20 ms that plain ASCII does not need

    ignorable = r"[[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]--[\t]]"
    return regex.compile(rf"(?V1){ignorable}|[\p{{Mn}}\p{{Me}}]{{{_MARKS + 1},}}")  # type: ignore[no-any-return]


@cache
def _unassigned() -> Pattern[str]:
    import regex  # noqa: PLC0415

    return regex.compile(r"[\p{Cn}\p{Co}\p{Cs}]")  # type: ignore[no-any-return]


def cell_text(text: str) -> str:
    """Return an author's text as no spreadsheet takes it for a formula: behind an apostrophe, if it begins like one."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
