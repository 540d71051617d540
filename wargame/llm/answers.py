"""What a model answered: a move of the menu and its reasons, or what is wrong with the answer.

A model's text is text: nothing in it is obeyed, and what is kept of it has no sign that a terminal would obey.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from attrs import frozen

from wargame.errors import Offense
from wargame.journal.noting import MOST_NOTE
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wargame.llm.page import ModelPage

_SHOWN = 60  # characters of a wrong move that are repeated


@frozen
class Answer:
    """A move by its id, and what was said of it, in one line that a journal keeps."""

    move: str
    reasons: str


class BadAnswer(Exception):
    """An answer that is no open move; the text says why, in one line."""

    def __init__(self, offense: Offense, reason: str) -> None:
        """Keep what it is to be called if it ends the game."""
        self.offense = offense
        super().__init__(reason)


def schema_of(page: ModelPage) -> dict[str, Any]:
    """Return the JSON schema of an answer: reasons first, so that a model thinks before it chooses."""
    return {
        "type": "object",
        "properties": {"reasons": {"type": "string"}, "move": {"type": "string", "enum": list(page.moves)}},
        "required": ["reasons", "move"],
        "additionalProperties": False,
    }


def read_answer(text: str, page: ModelPage, titles: Mapping[str, str]) -> Answer:
    """Read an answer; `titles` are ids of open moves by full title, in lower case.

    Raises:
        BadAnswer: it holds no object with a move, or a move that is not open.
    """
    found = _object_in(text)
    if found is None:
        raise BadAnswer(Offense.MALFORMED, "it is no JSON object")
    move, reasons = found.get("move"), found.get("reasons", "")
    if type(move) not in {str, int}:
        raise BadAnswer(Offense.MALFORMED, "its “move” is no text with the number of a move")
    wanted = str(move).strip().rstrip(".")
    chosen = page.moves.get(wanted) or (wanted if wanted in page.moves.values() else titles.get(wanted.lower()))
    if chosen is None:
        several = [number for number in page.moves if number.startswith(f"{wanted}.")]
        why = f"is several: {', '.join(several)}" if several else "is no open move"
        raise BadAnswer(Offense.ILLEGAL, f"“{legible(wanted[:_SHOWN], instead=' ')}” {why}")
    return Answer(chosen, kept(reasons) if isinstance(reasons, str) else "")


def kept(reasons: str) -> str:
    """Return what a journal keeps of a model's reasons."""
    line = " ".join(legible(reasons[: 4 * MOST_NOTE].replace("\t", " "), instead=" ").split())
    return line if len(line) <= MOST_NOTE else f"{line[: MOST_NOTE - 1]}…"


def _object_in(text: str) -> dict[str, Any] | None:
    """Return the first JSON object with a move in a text that may say more; None if there is none."""
    decoder, first, at = json.JSONDecoder(), None, text.find("{")
    for _ in range(20):  # places tried
        if at < 0:
            break
        try:
            found, _end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            if "move" in found:
                return found
            first = first or found
        at = text.find("{", at + 1)
    return first
