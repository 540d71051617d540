"""Texts that are changed clause by clause: the moves that `[drafting]` writes out, and what is said of a wrong one."""

from __future__ import annotations

import pytest
from examples import SMALL, drafted, faults_of, rules_of

from wargame.scenario.cards import card_of
from wargame.scenario.rules import Role

CHANGES = ("ask", "give", "trim", "drop")


def drafted_with(old: str, new: str) -> str:
    text = drafted()
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
    return text.replace(old, new)


def moves_of(text: str) -> dict[str, list[str]]:
    rules = rules_of(text)
    own = [move for move in rules.moves if move.verb in {*CHANGES, "hand-over"}]
    return {side: [move.id for move in own if move.side == side] for side in rules.side_ids}


def test_a_side_asks_for_what_it_claims_and_gives_what_it_concedes() -> None:
    assert moves_of(drafted()) == {
        "north": ["ask-wood", "give-stone", "trim-stone", "drop-wood", "hand-over"],
        "south": ["ask-stone", "give-wood", "trim-wood", "drop-stone", "hand-over"],
    }


def test_ways_to_change_a_text_may_be_left_out() -> None:
    text = drafted_with('[drafting.drop]\ntitle = "Ask less: {issue}"\n', "")
    assert moves_of(text)["north"] == ["ask-wood", "give-stone", "trim-stone", "hand-over"]


def test_what_both_concede_and_claim_is_one_move_a_step() -> None:
    text = drafted_with('conceded_by = "north"', 'conceded_by = "both"').replace("{own}.unmet", "{own}.short")
    assert moves_of(text)["north"] == ["ask-stone", "ask-wood", "trim-stone", "drop-wood", "hand-over"]


def test_a_scenario_without_drafting_has_nothing_of_it() -> None:
    rules = rules_of(SMALL.read_text(encoding="utf-8"))
    assert not rules.track_ids(Role.EDITS)
    assert not rules.track_ids(Role.TEXT)
    assert not rules.on_table


def test_a_side_that_changes_the_text_does_nothing_else_where_it_may_be_changed() -> None:
    rules = rules_of(drafted())
    for move in rules.moves:
        now = dict.fromkeys((*rules.track_by_id, "phase", "round", "clock", "ply"), 0) | {"round": 2, "tension": 4}
        now |= {"north.edits": 1, "south.edits": 1, "claim.stone": 2, "claim.wood": 1}
        assert not move.when.holds({**now, "phase": 1}) or move.verb in {*CHANGES, "hand-over"}
        if 2 in move.phases:
            assert move.when.holds({**now, "phase": 2})


def test_a_package_needs_no_part_in_it() -> None:
    text = drafted()
    start, end = text.index("[tabling]"), text.index("[drafting]")
    rest = text.index("[[events]]")
    packages = text[text.index("[[packages]]") : rest]
    alone = (text[:start] + text[end:]).replace(packages, "")
    rules = rules_of(alone)
    assert rules.track_ids(Role.BID) == ("bid.stone", "bid.wood")
    assert rules.track_ids(Role.TEXT) == ("text.stone", "text.wood")


def test_a_text_that_always_lies_there_is_read_by_its_bids_alone() -> None:
    rules = rules_of(drafted_with('when = "{other}.tabled or round >= 2"', 'when = "{other}.tabled"'))
    assert "bid.wood" in rules.move_by_id["north", "ask-wood"].when.names()
    assert "text.wood" not in rules.move_by_id["north", "ask-wood"].when.names()
    assert "text.wood" in rules_of(drafted()).move_by_id["north", "ask-wood"].when.names()


def test_what_is_being_written_is_the_text_already() -> None:
    rules = rules_of(drafted())
    editing = {*rules.track_ids(Role.EDITS)}
    for text in (each for each in rules.derived if each.role is Role.TEXT):
        assert editing <= {*text.form.names()}


def test_the_card_of_a_change_says_what_it_needs_and_does() -> None:
    rules = rules_of(drafted())
    card = card_of(rules, rules.move_by_id["north", "ask-wood"])
    needs, does = (section.lines for section in card.sections[:2])
    assert card.flavor == "North writes a higher number."
    assert needs == (
        "North has changed the text once at most",
        "Wood in the text at most 0 (none)",
        "North is changing the text, or “South: text on the table” stands, or Round at least 2",
    )
    assert does[2:] == (
        "Wood on paper +1",
        "North's face +1",
        "North's changes to the text +1",
        "the same side moves once more",
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('on_table = "{own}.tabled"\n', "", "drafting: no `on_table`; say when a text lies on the table"),
        (
            'on_table = "{own}.tabled"',
            'on_table = "north.plan"',
            "drafting.on_table: it reads 'north.plan', which is no",
        ),
        ('on_table = "{own}.tabled"', 'on_table = "gap.wood"', "drafting.on_table: it reads 'gap.wood'"),
        ('on_table = "{own}.tabled"', 'on_table = "{own}.tabeld"', "did you mean '{own}.tabled'?"),
        ("most = 2", "most = 0", "drafting.most: 0 is out of bounds; expected 1 to 20"),
        ("most = 2", "most = 21", "drafting.most: 21 is out of bounds; expected 1 to 20"),
        ('[drafting]\nphases = ["talks"]', '[drafting]\nphases = ["talk"]', "drafting.phases: no phase 'talk'; did"),
        ('[drafting]\nphases = ["talks"]', "[drafting]\nphases = []", "drafting.phases: empty"),
        ('[drafting.ask]\ntitle = "Ask more: {issue}"', "[drafting.ask]", "drafting.ask.title: missing"),
        (
            '[drafting.hand_over]\ntitle = "Hand the text over"',
            "[drafting.hand_over]",
            "drafting.hand_over.title: miss",
        ),
        ("[drafting.trim]", "[drafting.trims]", "drafting.trims: unknown key 'trims'; did you mean 'trim'?"),
        (
            'when = "{other}.tabled or round >= 2"',
            f'when = "{" or ".join(f"tension == {at}" for at in range(16))}"',
            "drafting.when: too many alternatives; write fewer `or`",
        ),
        ('id = "shout"\n', 'id = "hand-over"\n', "one of 2 moves with the id 'hand-over'"),
        ('"{other}.tabled = 0"]\nchanged', '"{other}.table = 0"]\nchanged', "drafting.effects[1], column 1"),
    ],
)
def test_what_is_wrong_with_it_is_told(old: str, new: str, said: str) -> None:
    found = faults_of(drafted_with(old, new))
    assert any(said in each for each in found), found


def test_nothing_that_can_be_changed_is_a_fault() -> None:
    text = drafted()
    start, end = text.index("[drafting.ask]"), text.index("[drafting.hand_over]")
    assert "drafting: nothing can be changed; write one of ask, give, trim, drop" in "\n".join(
        faults_of(text[:start] + text[end:])
    )


def test_when_a_text_lies_on_the_table_is_said_once() -> None:
    found = faults_of(
        drafted_with('[tabling]\nphases = ["talks"]', '[tabling]\non_table = "signed"\nphases = ["talks"]')
    )
    assert any("drafting.on_table: [tabling] says it too; say it once" in each for each in found)
