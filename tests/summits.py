"""Summits to play in tests, each compiled once."""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve
from examples import BUNDLED, DRAFTED, SMALL, THIRD, compiled

from wargame.game.game import Game
from wargame.game.record import Record
from wargame.game.summit import Summit
from wargame.kernel.observe import observe
from wargame.scenario.rules import MoveRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

ALL = [SMALL, THIRD, DRAFTED, *BUNDLED]


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
    """Return a game that looks the same to a side: other hidden values, now and before; None if it sees all."""
    summit = game.summit
    reach = game.known_to(side).reach
    if not reach:
        return None
    other = Game(summit, game.seed)
    other.state = game.state.copy()
    for name, (low, high) in reach.items():
        other.state[summit.compiled.slots.of_name[name]] = rnd.randint(low, high)
    other.setup = unlike(game.setup, side, rnd)
    for record in game.records:
        other.records.append(
            evolve(unlike(record, side, rnd), earlier=other.records[-1] if other.records else other.setup)
        )
    other._observed = [*_observed(summit, (other.setup, *other.records))]
    return other


def _observed(summit: Summit, records: Iterable[Record]) -> Iterator[tuple[int, int]]:
    """Yield the information keys of both seats after each record."""
    seen = np.zeros(2, np.uint64)
    for record in records:
        observe(summit.compiled.ints, summit.compiled.words, record.before, record.rows, record.states, seen)
        yield int(seen[0]), int(seen[1])


def unlike(record: Record, side: str, rnd: random.Random) -> Record:
    """Return a record with other hidden values, hidden outcomes and secret moves."""
    summit, rows, before, states = record.summit, record.rows.copy(), record.before.copy(), record.states.copy()
    for track in summit.rules.tracks:
        if side not in track.seen_by:
            slot = summit.compiled.slots.of_name[track.id]
            before[slot] = rnd.randint(track.min, track.max)
            states[:, slot] = [rnd.randint(track.min, track.max) for _ in states]
    for row in rows:
        rule, drawn = summit.compiled.every_rule[int(row[0])], int(row[1])
        if drawn:
            first = summit.compiled.first_outcome[int(row[0])]
            told = isinstance(rule, MoveRule) or side in rule.seen_by
            unseen = [at for at, each in enumerate(rule.outcomes, first + 1) if not told or side not in each.seen_by]
            row[1] = rnd.choice(unseen) if drawn in unseen else drawn
        elif isinstance(rule, MoveRule) and rule.side != side and not rule.outcomes:
            row[0] = rnd.choice([summit.compiled.move_index[rule.side, each] for each in alike(record, rule)])
    return Record(summit, record.move, before, rows, states, record.seed)


def alike(record: Record, rule: MoveRule) -> list[str]:
    """Return the moves that look like this one to the other side, and roll as little."""
    looks = rule.shown_as or rule.id
    own = [move for move in record.summit.rules.moves if move.side == rule.side and not move.outcomes]
    return [move.id for move in own if (move.shown_as or move.id) == looks]
