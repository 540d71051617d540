"""The rulebook of the 2018 summit: its tables are the scenario's, and its prose counts and names what is there."""

from __future__ import annotations

from collections import Counter

import pytest
import rules_page
from summits import summit_of

from wargame.game.game import Game

TEXT = rules_page.PAGE.read_text(encoding="utf-8")
FLAT = " ".join(TEXT.split())
RULES = summit_of(rules_page.SCENARIO).rules


def test_the_tables_are_as_the_scenario_has_them() -> None:
    assert rules_page.written(TEXT) == TEXT, "docs/rules.md is behind its scenario: `make docs`"


def test_every_table_is_in_the_book() -> None:
    assert {found[1] for found in rules_page.TABLE.findall(TEXT)} == {*rules_page.TABLES}


def test_every_title_is_in_the_book() -> None:
    titles = [move.title.split(": ")[0] for move in RULES.moves if not move.package]
    titles += [each.title for each in RULES.scenario.packages] + [each.title for each in RULES.endings]
    titles += [each.title for each in RULES.phases] + [each.title for each in RULES.issues]
    titles += [event.title for event in RULES.events if not event.actor]
    titles += [mandate.title for side in RULES.sides for mandate in side.mandates]
    titles += [term.label for term in RULES.scores]
    missing = [title for title in titles if title not in FLAT]
    assert not missing, f"docs/rules.md does not mention {missing}"


def test_the_counts_are_right() -> None:
    of = Counter(move.side for move in RULES.moves)
    events = sum(not event.actor for event in RULES.events)
    assert f"has {len(RULES.moves)} moves ({of['usa']} of Washington's, {of['dprk']} of Pyongyang's" in FLAT
    assert f"{events} events and {len(RULES.endings)} endings" in FLAT
    assert f"¶1 to ¶{len(RULES.scenario.source.paragraphs)}" in FLAT
    assert f"**{RULES.scenario.success} or more is success**" in FLAT


@pytest.mark.parametrize("phase", RULES.phases, ids=lambda phase: phase.id)
def test_a_phase_has_its_rounds(phase: object) -> None:
    [row] = [line for line in TEXT.splitlines() if line.startswith(f"| {phase.title} |")]  # type: ignore[attr-defined]
    assert row.split("|")[2].split()[-1] == str(phase.rounds)  # type: ignore[attr-defined]


def test_the_game_worked_through_is_over_and_can_be_found() -> None:
    game = Game(summit_of(rules_page.SCENARIO), rules_page.SEED)
    for move in rules_page.PLAYED:
        game.play(move)
    assert game.is_over
    assert f"--seed {rules_page.SEED} " in TEXT
