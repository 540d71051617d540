"""What is owed is held against the rounds there are."""

from __future__ import annotations

import pytest
from examples import BUNDLED
from summits import summit_of

from wargame.analysis.balance.carrying import Duty
from wargame.kernel import state as slots_of

RIVER = summit_of(next(path for path in BUNDLED if path.stem == "river-treaty"))
KARST, MERE = 0, 1
SEASONS = 3


@pytest.mark.parametrize(
    ("filling", "release", "clock", "turn", "moved", "short"),
    [
        (2, 1, 3, KARST, 0, False),
        (2, 1, 2, KARST, 0, False),  # two clauses, two rounds: a clause is carried out whole, by one move
        (2, 1, 2, KARST, 1, False),  # he moves second
        (2, 1, 2, MERE, 1, True),  # he has moved
        (2, 1, 1, KARST, 0, True),
        (2, 0, 1, KARST, 0, False),
        (0, 0, 1, MERE, 1, False),
    ],
)
def test_rounds_suffice_or_not(filling: int, release: int, clock: int, turn: int, moved: int, *, short: bool) -> None:
    duty = Duty(RIVER, KARST)
    state = RIVER.blank_state()
    state[[slots_of.PHASE, slots_of.CLOCK, slots_of.TURN, slots_of.MOVED]] = SEASONS, clock, turn, moved
    for issue, level in (("filling", filling), ("release", release)):
        state[RIVER.compiled.slots.of_name[f"offer.{issue}"]] = level
    assert duty.owed(state) == (filling, release)
    assert duty.is_short(state) is short


def test_a_phase_to_come_has_rounds_too() -> None:
    duty = Duty(RIVER, KARST)
    state = RIVER.blank_state()
    state[[slots_of.PHASE, slots_of.CLOCK, slots_of.NEXT_PHASE]] = SEASONS - 1, 1, SEASONS
    state[RIVER.compiled.slots.of_name["offer.filling"]] = 1
    assert not duty.is_short(state)
    state[slots_of.NEXT_PHASE] = 0
    assert duty.is_short(state)


def test_what_an_event_carries_out_is_nobodys_duty() -> None:
    summit = summit_of(next(path for path in BUNDLED if path.stem == "reykjavik-1986"))
    assert not Duty(summit, 0).clauses
