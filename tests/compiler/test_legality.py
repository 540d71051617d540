"""Rows of move masks and checks close exactly the moves whose guards do not hold."""

from __future__ import annotations

import random
from itertools import product
from typing import TYPE_CHECKING

import pytest
from examples import BUNDLED, DRAFTED, SMALL, WIDE, compiled, rules_of, small_with
from generated import scenarios
from hypothesis import HealthCheck, given, settings
from reference import Game

from wargame.compiler.alternatives import without_alternatives
from wargame.compiler.legality import MOST_ENTRIES, MOST_TRACKS, Plan, Row, plan_of_moves
from wargame.compiler.slots import Slots
from wargame.kernel.movesets import WORD_MOVES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wargame.scenario.rules import MoveRule
    from wargame.scenario.ruleset import Rules

FILES = [SMALL, DRAFTED, WIDE, *BUNDLED]


def plans_of(rules: Rules) -> Iterator[tuple[list[tuple[int, MoveRule]], Plan]]:
    """Yield the moves and the plan of each seat in each phase, as many as fit into a word at a time."""
    rules = without_alternatives(rules)
    slots = Slots.of(rules)
    for phase in range(1, len(rules.phases) + 1):
        for side in rules.side_ids:
            moves = [(at, move) for at, move in enumerate(rules.moves) if move.side == side and phase in move.phases]
            for at in range(0, max(len(moves), 1), WORD_MOVES):
                part = moves[at : at + WORD_MOVES]
                yield part, plan_of_moves(part, slots)


def mask_of(row: Row, slots: Slots, game: Game) -> int:
    """Look a mask up the plain way."""
    place = 0
    for name in row.tracks:
        low, high = slots.limits[name]
        place = place * (high - low + 1) + game.read(name) - low
    return row.masks[place]


def open_by_plan(plan: Plan, slots: Slots, game: Game) -> list[int]:
    bits = -1
    for row in plan.rows:
        bits &= mask_of(row, slots, game)
    for condition, closed in plan.checks:
        if not game._true(condition):
            bits &= ~closed
    assert 0 <= bits < 1 << len(plan.moves), "bits beyond the last move are closed"
    return [move for bit, move in enumerate(plan.moves) if bits >> bit & 1]


def anywhere(game: Game, dice: random.Random) -> None:
    """Put each track, and each track of the engine, somewhere within its bounds."""
    slots = Slots.of(game.rules)
    for name in game.values:
        low, high = slots.limits[name]
        game.values[name] = dice.choice([low, high, dice.randint(low, high), dice.randint(low, high)])


def assert_plans_equal_guards(rules: Rules, states: int) -> None:
    plain = without_alternatives(rules)
    slots, dice = Slots.of(plain), random.Random(18)  # noqa: S311  repeatable states, not secrets
    game = Game(plain, 0, ("random", "random"))
    plans = list(plans_of(rules))
    for _ in range(states):
        anywhere(game, dice)
        for moves, plan in plans:
            expected = [at for at, _ in moves if game.holds(rules.moves[at].when)]
            assert open_by_plan(plan, slots, game) == expected


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_masks_open_exactly_the_moves_whose_guards_hold(path: Path) -> None:
    assert_plans_equal_guards(compiled(path).rules, 40)


@settings(max_examples=30, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=scenarios())
def test_masks_of_generated_guards_open_exactly_the_moves_whose_guards_hold(text: str) -> None:
    assert_plans_equal_guards(rules_of(text), 25)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rows_stay_small(path: Path) -> None:
    for _, plan in plans_of(compiled(path).rules):
        for row in plan.rows:
            assert len(row.tracks) <= MOST_TRACKS
            assert len(row.masks) <= MOST_ENTRIES


def test_every_entry_of_every_row_is_the_guards_truth_at_those_values() -> None:
    rules = compiled(SMALL).rules
    slots = Slots.of(rules)
    for moves, plan in plans_of(rules):
        of_bit = dict(zip(plan.moves, (1 << bit for bit in range(len(plan.moves))), strict=True))
        for row in plan.rows:
            spans = [range(slots.limits[name][0], slots.limits[name][1] + 1) for name in row.tracks]
            for mask, place in zip(row.masks, product(*spans), strict=True):
                values = dict(zip(row.tracks, place, strict=True))
                for at, move in moves:
                    reduced = list(slots.conditions(move.when))
                    own = [each for each in reduced if set(each.form.names()) <= values.keys()]
                    if mask & of_bit[at]:
                        assert all(each.holds(values) for each in own if each.form.names())


def test_a_move_without_a_guard_is_open_everywhere() -> None:
    rules = rules_of(small_with('when = "tension <= 8"\neffects = ["tension += 2"]', 'effects = ["tension += 2"]'))
    shout = next(at for at, move in enumerate(rules.moves) if move.id == "shout")
    slots, game, dice = Slots.of(rules), Game(rules, 0, ("random", "random")), random.Random(3)  # noqa: S311
    for _ in range(20):
        anywhere(game, dice)
        assert all(shout in open_by_plan(plan, slots, game) for moves, plan in plans_of(rules) if shout in dict(moves))


def test_a_seat_without_moves_in_a_phase_has_an_empty_plan() -> None:
    rules = rules_of(
        small_with(
            'id = "wait"\nfor = "sides"\nphases = ["talks", "work"]', 'id = "wait"\nfor = "sides"\nphases = ["talks"]'
        )
    )
    empty = [plan for moves, plan in plans_of(rules) if not moves]
    assert empty == [Plan((), (Row((), (0,)),), ())]


def test_a_guard_over_many_tracks_becomes_a_check() -> None:
    many = "tension + north.face + south.face + offer.stone + offer.wood >= 3"
    rules = rules_of(
        small_with('when = "tension <= 8"\neffects = ["tension += 2"]', f'when = "{many}"\neffects = ["tension += 2"]')
    )
    checks = [condition for _, plan in plans_of(rules) for condition, _ in plan.checks]
    assert any(len(condition.form.names()) == 5 for condition in checks)
    assert_plans_equal_guards(rules, 60)


@pytest.mark.parametrize(
    ("guard", "checks"),
    [
        ("tension <= 3 or signed", 0),
        ("tension <= 3 or signed and north.face >= 2", 0),
        ("north.unmet >= 1", 1),
        ("raw.wood >= 1 or signed", 0),
        ("not (tension >= 4 and not signed)", 0),
        ("tension <= 3 or signed and north.face + south.face + offer.stone >= 2", 1),
    ],
)
def test_alternatives_over_few_tracks_are_a_row_and_over_many_a_check(guard: str, checks: int) -> None:
    quiet = small_with('when = "bid.stone + bid.wood >= 1 and not signed"', 'when = "not signed"')
    rules = rules_of(quiet.replace('when = "tension <= 8"', f'when = "{guard}"'))
    north = [plan for moves, plan in plans_of(rules) if moves and moves[0][1].side == "north"]
    assert [len(plan.checks) for plan in north] == [checks] * len(north)
    assert_plans_equal_guards(rules, 60)


@pytest.mark.parametrize(
    "guard", ["1 > 2", "1 < 2", "2*tension == 5", "tension != 0", "tension != 9", "tension != 4", "not clock"]
)
def test_guards_that_hold_nowhere_or_nearly_nowhere_are_no_exception(guard: str) -> None:
    rules = rules_of(
        small_with('when = "tension <= 8"\neffects = ["tension += 2"]', f'when = "{guard}"\neffects = ["tension += 2"]')
    )
    assert_plans_equal_guards(rules, 30)
