"""Summits to play in tests, each compiled once."""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING

from examples import BUNDLED, SMALL, compiled

from wargame.game import Game, Summit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["ALL", "differing", "positions", "summit_of"]

ALL = [SMALL, *BUNDLED]


@cache
def summit_of(path: Path) -> Summit:
    """Return a scenario file ready to be played."""
    return Summit(compiled(path), path.read_text(encoding="utf-8"))


def positions(path: Path, games: int, seed: int, *, likes: frozenset[str] = frozenset()) -> Iterator[Game]:
    """Yield games between random players before each of their decisions, and once they are over.

    They play what they like, by id or template, where it is open.
    """
    rnd = random.Random(seed)  # noqa: S311  a test has to be repeatable
    for number in range(games):
        game = Game(summit_of(path), seed + number)
        while not game.is_over:
            yield game
            rules, side = game.summit.rules, game.turn
            liked = [move for move in game.legal_moves if {move, rules.move_by_id[side, move].verb} & likes]
            game.play(rnd.choice(liked or game.legal_moves))
        yield game


def differing(game: Game, side: str, rnd: random.Random) -> Game | None:
    """Return the same game with other values of the tracks that a side does not see; None if it sees all."""
    from wargame.game.reach import reach  # noqa: PLC0415

    summit = game.summit
    hidden = [track for track in summit.rules.tracks if side not in track.seen_by]
    if not hidden:
        return None
    other = Game(summit, game.seed)
    other.state = game.state.copy()
    other.records = list(game.records)
    for track in hidden:
        other.state[summit.compiled.slots.of_name[track.id]] = rnd.choice(reach(summit.compiled, track, game.state))
    return other
