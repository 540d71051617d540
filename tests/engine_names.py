"""A scenario written twice: in usual names, and with sides and issues called as the engine calls its own tracks.

It has what such names could be taken for: meters with and without their owner's name in front, a draw called as that
of a mandate, a red line.
"""

from __future__ import annotations

import re
from functools import cache

from examples import ROOT

_TRACK = """
[[tracks]]
id = "{id}"
{repeated}title = "{title}"
meaning = "."
min = 0
max = 9
start = 5
seen_by = "everyone"
bands = {{ 0 = "{word}" }}
"""
_FOR = 'for = "sides"\n'
TRACKS = (
    _TRACK.format(id="{own}.face", repeated=_FOR, title="Face of {own}", word="low")
    + _TRACK.format(id="nerve_{own}", repeated=_FOR, title="{own}: nerve", word="steady")
    + _TRACK.format(id="weather", repeated="", title="Overhill: a cloud above it", word="dry")
)
SETUP = """
[[setup]]
id = "lost_mandate"
title = "A letter is lost"
seen_by = "nobody"
outcomes = [{ id = "in_the_post", title = "In the post", weight = "1", effects = ["pond = 0"] }]

"""
RED_LINES = """
[[red_lines]]
side = "hill"
mandate = "pious"
issue = "bell"
at_most = 1
text = "Half a year would be half a voice."

"""
USUAL = ("bell", "fair", "hill", "vale")
NAMES = [
    ("offer", "claim", "done", "used"),
    ("done", "vague", "offer", "claim"),
    ("mandate", "raw", "north", "south"),
    ("bid", "used", "raw", "vague"),
    ("crossed", "masked", "table", "gap"),
]


def renamed(text: str, names: tuple[str, ...]) -> str:
    """Return a text with other words for the issues and the sides."""
    to = dict(zip(USUAL, names, strict=True))
    return re.sub(rf"(?<![a-z])({'|'.join(USUAL)})(?![a-z])", lambda found: to[found[1]], text)


@cache
def text_of() -> str:
    """Return the scenario in usual names: one more meter for either side, a draw and a red line."""
    text = (ROOT / "scenarios" / "two-villages.toml").read_text(encoding="utf-8")
    at = text.index("[[tracks]]")
    return f"{text[:at]}{TRACKS}{SETUP}{RED_LINES}{text[at:]}"
