"""A third party that acts by itself, and clauses that it, or both sides, concede."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from examples import THIRD, faults_of, rules_of
from summits import summit_of

from wargame.authoring.actors import _is_certain
from wargame.authoring.parsing import parse_guard, parse_linear
from wargame.game.game import Game
from wargame.game.preview import preview_of, risks_at_round_end, turns_of_actors
from wargame.game.summit import compile_text
from wargame.game.view import REFEREE, entries_of
from wargame.scenario.cards import card_of
from wargame.scenario.language import ALWAYS, Linear, Sum, Summand
from wargame.scenario.lookup import rules_named
from wargame.scenario.overview import overview

if TYPE_CHECKING:
    from wargame.scenario.rules import Event
    from wargame.scenario.ruleset import Rules

TEXT = THIRD.read_text(encoding="utf-8")


@cache
def third() -> Rules:
    return rules_of(TEXT)


def third_with(old: str, new: str) -> str:
    assert TEXT.count(old) == 1, f"{old!r} occurs {TEXT.count(old)} times"
    return TEXT.replace(old, new)


def turn(id_: str) -> Event:
    return next(event for event in third().events if event.id == id_)


# -- what becomes of an actor


def test_a_turn_is_an_event_whose_outcomes_are_the_moves_of_that_moment_and_phase() -> None:
    found = {each.id: [outcome.id for outcome in each.outcomes] for each in third().events if each.actor}
    assert found == {
        "priest_ply": ["give_bell", "scold"],
        "priest_round_1": ["bless", "whisper"],
        "priest_round_2": ["whisper"],
    }
    assert [turn(each).phases for each in found] == [(1,), (1,), (2,)]


def test_actors_act_before_the_events_of_a_moment() -> None:
    kinds = [bool(event.actor) for event in third().events]
    assert kinds == sorted(kinds, reverse=True)


def test_a_move_is_chosen_in_proportion_to_its_appeal_among_those_that_are_open() -> None:
    bless = turn("priest_round_1").outcomes[0]
    assert [each.linear for each in bless.weight.summands] == [Linear(0, ((1, "tension"),))]
    assert bless.when.names() == ("priest.patience",)


def test_own_in_its_tables_is_the_actor() -> None:
    tracks = {track.id: track for track in third().tracks}
    assert tracks["priest.patience"].title == "The priest: patience"
    assert tracks["priest.mood"].seen_by == ()


def test_an_actor_that_has_nothing_to_do_does_nothing() -> None:
    hushed = TEXT.replace('otherwise = "{own}.mood"', 'otherwise = "tension - 8"')
    idle = re.sub(r"\[doctrines.priest.appeal\]\n(.+\n)+", "", hushed)
    game = Game(compile_text(idle), 1)
    assert all(each.when != ALWAYS for each in game.summit.rules.events if each.actor)
    while not game.is_over:
        game.play("wait")
    assert not [each for record in game.records for each in record.happenings if each.id.startswith("priest")]


# -- what is shown of it


@pytest.mark.parametrize(
    ("appeal", "when", "certain"),
    [
        ([("2", "")], "", True),
        ([("0", "")], "", False),
        ([("2", "tension >= 1")], "", False),
        ([("2 + tension", "")], "", False),
        ([("2", ""), ("1", "tension >= 1")], "", False),
        ([("2", "")], "tension >= 1", False),
    ],
)
def test_a_move_is_certain_to_be_open_if_nothing_is_asked_of_it(
    appeal: list[tuple[str, str]], when: str, certain: bool
) -> None:
    form = Sum(tuple(Summand(parse_linear(amount, {}), parse_guard(guard, {})) for amount, guard in appeal))
    move = evolve(third().actors[0].moves[0], appeal=form, when=parse_guard(when, {}))
    assert _is_certain(move) is certain


def played(seed: int) -> Game:
    game = Game(summit_of(THIRD), seed)
    while not game.is_over:
        game.play("wait")
    return game


def test_what_it_does_is_told_in_its_name_to_those_who_see_it() -> None:
    told: dict[str, set[str]] = {"north": set(), "south": set(), REFEREE: set()}
    for seed in range(40):
        game = played(seed)
        for seat, found in told.items():
            entries = [entry for record in game.records for entry in entries_of(record, seat)]
            found |= {entry.outcome for entry in entries if entry.title == "The priest"}
    assert told["north"] == told[REFEREE] == {"Blesses the stones", "Whispers to North", "Gives: Bell", "Scolds"}
    assert told["south"] == told["north"] - {"Whispers to North"}


def test_what_it_may_do_next_is_told_with_its_odds() -> None:
    game = Game(summit_of(THIRD), 1)
    known = game.known_to(game.turn)
    (risk, *_) = risks_at_round_end(known)
    assert risk.title == "The priest"
    assert {title for title, _, _ in risk.outcomes} == {"Blesses the stones", "Whispers to North"}
    (after,) = turns_of_actors(known, "ply")
    assert {title for title, _, _ in after.outcomes} == {"Scolds"}  # it gives nothing as long as it is loud
    assert turns_of_actors(known, "final") == ()


def test_a_preview_says_what_it_may_do_after_a_move() -> None:
    game = Game(summit_of(THIRD), 1)
    branches = preview_of(game.known_to(game.turn), game.summit.rules.move_by_id[game.turn, "wait"]).branches
    assert {path for branch in branches for path in branch.titles} <= {"The priest: Gives: Bell", "The priest: Scolds"}


def test_its_card_and_the_overview_say_who_it_is() -> None:
    for name in ("priest", "priest:bless", "bless"):
        card = card_of(third(), rules_named(third(), name)[-1 if name == "priest" else 0])
        assert card.title == "The priest"
        assert card.flavor == "Wants a bridge to bless, and to be asked."
    (section,) = [each for each in overview(third()) if each.heading == "The priest, which acts by itself"]
    assert "Its character: The pious. Mild, until it is not." in section.lines
    assert any("not shown to South" in line for line in section.lines)


# -- clauses that an actor or both concede


def moves_on(issue: str) -> set[tuple[str, str]]:
    return {(move.side, move.verb) for move in third().moves if move.issue == issue}


def test_either_side_offers_and_asks_what_both_concede_at_one_level() -> None:
    assert moves_on("peace") == {(side, verb) for side in ("north", "south") for verb in ("offer", "claim")}
    assert sum(track.id == "offer.peace" for track in third().tracks) == 1


def test_what_an_actor_concedes_is_claimed_by_whom_the_file_names_and_offered_by_nobody() -> None:
    assert moves_on("bell") == {("south", "claim")}
    unclaimed, shared = (rules_of(third_with('claimed_by = "south"', words)) for words in ("", 'claimed_by = "both"'))
    assert not [move for move in unclaimed.moves if move.issue == "bell"]
    assert {move.side for move in shared.moves if move.issue == "bell"} == {"north", "south"}


def test_the_draft_says_who_concedes_and_who_claims() -> None:
    clauses = {each.issue: (each.conceded_by, each.claimed_by) for each in Game(summit_of(THIRD), 1).communique()}
    assert clauses["stone"] == ("north", "south")
    assert clauses["bell"] == ("priest", "south")
    assert clauses["peace"] == ("both", "both")


PRIEST = "actors[0] (priest)"
FAULTS = [
    ('conceded_by = "priest"', 'conceded_by = "priests"', "issues[2] (bell).conceded_by: no side or actor 'priests'"),
    ('claimed_by = "south"', 'claimed_by = "east"', "issues[2] (bell).claimed_by: expected a side, 'both' or 'nobody'"),
    ('conceded_by = "priest"', 'conceded_by = "south"', "south concedes it alone and cannot claim it"),
    ('id = "priest"\n', 'id = "north"\n', "actors[0] (north).id: the name 'north' is used for two things"),
    ('id = "priest"\n', 'id = "both"\n', "actors[0] (both).id: the name 'both' is used for two things"),
    (
        'title = "Scolds"\nat = "ply"',
        'title = "Scolds"\nat = "dawn"',
        "moves[3] (scold).at: expected one of ply, round",
    ),
    ('id = "scold"', 'id = "bless"', f"{PRIEST}.moves: the id 'bless' is used 2 times"),
    ('whisper = "2 - ', 'wisper = "2 - ', "doctrines.priest.appeal.wisper: priest has no move or template 'wisper'"),
    ('bless = "tension"', 'bless = "0 - tension"', "moves[0] (bless): its appeal is never above 0"),
    ('title = "Scolds"', 'title = "Scolds {other}"', "no placeholder {other} here; usable: {own}"),
    ('id = "priest"\nname', 'id = "prior"\nname', "conceded_by: no side or actor 'priest'"),
    ('when = "{own}.patience >= 1"', 'when = "{own}.patience >= 9"', "moves[0] (bless).when: it can never hold"),
    ('title = "{own}: mood"', 'for = "sides"\ntitle = "{own}: mood"', "a track of an actor is its own alone"),
]


@pytest.mark.parametrize(("old", "new", "fault"), FAULTS)
def test_what_cannot_be_meant_is_a_fault(old: str, new: str, fault: str) -> None:
    found = faults_of(third_with(old, new))
    assert any(fault in line for line in found), found
