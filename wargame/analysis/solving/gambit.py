"""A whole game tree as Gambit reads it: an extensive game in the format EFG 2, every number an exact fraction.

Actions, outcomes and information sets go by the scenario's ids. A roll after which nobody decides any more is an end
with its expected scores, as in `explicit_tree`. Source of the format: the documentation of Gambit.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wargame.destination import Kind
from wargame.kernel.regret import CHANCE_NODE, END_NODE
from wargame.kernel.state import SEATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.analysis.solving.explicit_tree import ExplicitTree
    from wargame.game.summit import Summit

_MISREAD = re.compile(r'\\{2,}|\\(?="|\Z)')

EFG = Kind("an extensive game", lambda head, _: head.startswith(b"EFG 2 R "))


def efg_text(summit: Summit, tree: ExplicitTree) -> str:
    """Return the game as text."""
    return "\n".join(_lines(summit, tree)) + "\n"


def _lines(summit: Summit, tree: ExplicitTree) -> Iterator[str]:
    sides = " ".join(quoted(side) for side in summit.rules.side_ids)
    yield f"EFG 2 R {quoted(f'{summit.id}, SHA-256 {summit.sha256}')} {{ {sides} }}"
    yield quoted(
        f"Scores of 0 to 100; ends are worth what is expected of the rolls after the last decision. {summit.id}"
    )
    yield ""
    numbers = _numbers(tree)
    rolls = ends = 0
    waiting = [0]
    while waiting:  # each node before its children, and those in their order
        at = waiting.pop()
        actor, first, count, information_set = tree.nodes[at].tolist()
        below = range(first, first + count)
        if actor == END_NODE:
            ends += 1
            yield f't "" {ends} "" {{ {", ".join(str(score) for score in tree.exact_scores[at])} }}'
        elif actor == CHANCE_NODE:
            rolls += 1
            drawn = " ".join(f"{quoted(tree.labels[child])} {tree.exact_odds[child]}" for child in below)
            yield f'c "" {rolls} "" {{ {drawn} }} 0'
        else:
            moves = " ".join(quoted(tree.labels[child]) for child in below)
            name = quoted(f"{tree.keys[information_set]:016x}")
            yield f'p "" {actor + 1} {numbers[information_set]} {name} {{ {moves} }} 0'
        waiting += reversed(below)


def _numbers(tree: ExplicitTree) -> list[int]:
    """Return the number of each information set among those of its seat, from 1."""
    counts, found = [0] * SEATS, []
    for seat in tree.seats.tolist():
        counts[seat] += 1
        found.append(counts[seat])
    return found


def quoted(text: str) -> str:
    """Return a text as Gambit's formats have it, with a slash for a backslash that would be misread.

    To its reader a backslash before a quote makes that a part of the text, and of two in a row it makes three.
    """
    readable = _MISREAD.sub(lambda found: "/" * len(found[0]), text)
    return '"' + readable.replace('"', '\\"') + '"'
