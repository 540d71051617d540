"""The numbers that an author meets: what is just within a bound is accepted, what is just beyond it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from examples import SMALL, small_with

from wargame.authoring.loading import rules_of
from wargame.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = SMALL.read_text(encoding="utf-8")
MOVE = '\n[[moves]]\nid = "m{}"\nside = "north"\nphases = ["work"]\ngroup = "g"\ntitle = "t"\n'
BLOWS = '{ id = "blows"'
OUTCOME = '{{ id = "o{}", title = "t", weight = "1" }},'


def several(form: str, count: int) -> str:
    """Return a form so many times, with its number."""
    return "".join(form.format(at) for at in range(count))


def with_levels(count: int) -> str:
    """Return the scenario with so many levels of wood."""
    names = ", ".join(f'"{at}"' for at in range(count))
    text = small_with('["No wood.", "All the wood."]\nlabels = ["none", "all"]', f"[{names}]\nlabels = [{names}]")
    return text.replace("trade = [0, 11]", "trade = 11").replace("claim = 1, vague = 1", "vague = 1")


def put(old: str, new: str) -> Callable[[int], str]:
    """Return what puts a number into a place of the scenario."""
    return lambda number: small_with(old, new.format(number))


BOUNDS: dict[str, tuple[Callable[[int], str], int, int]] = {
    "the least score of an ending": (put("north = 5, south = 4", "north = {}, south = 4"), 0, -1),
    "the most score of an ending": (put("north = 5, south = 4", "north = 5, south = {}"), 100, 101),
    "the least success": (put("success = 50", "success = {}"), 0, -1),
    "the most success": (put("success = 50", "success = {}"), 100, 101),
    "the least plies": (put("ply_limit = 20", "ply_limit = {}"), 1, 0),
    "the most plies": (put("ply_limit = 20", "ply_limit = {}"), 500, 501),
    "the least rounds": (put("rounds = 3", "rounds = {}"), 1, 0),
    "the most rounds": (put("rounds = 3", "rounds = {}"), 60, 61),
    "the least weight of a mandate": (put("weight = 2", "weight = {}"), 0, -1),
    "the most weight of a mandate": (put("weight = 2", "weight = {}"), 1000, 1001),
    "the fewest levels": (with_levels, 2, 1),
    "the most levels": (with_levels, 13, 14),
    "the first claim": (put("start = { claim = 1 }", "start = {{ claim = {} }}"), 2, 3),
    "characters of a text": (
        lambda most: small_with('"You own the stones."', '"""' + "x\n" * (most // 2) + '"""'),
        8000,
        8002,
    ),
    "moves of a side in a phase": (lambda most: TEXT + several(MOVE, most - 2), 128, 129),
    "outcomes": (lambda most: small_with(BLOWS, several(OUTCOME, most - 2) + BLOWS), 16, 17),
}


@pytest.mark.parametrize(("made", "within", "beyond"), BOUNDS.values(), ids=BOUNDS)
def test_a_bound_itself_is_within_it(made: Callable[[int], str], within: int, beyond: int) -> None:
    rules_of(made(within), "test.toml", strict=True)
    with pytest.raises(ScenarioError):
        rules_of(made(beyond), "test.toml", strict=True)
