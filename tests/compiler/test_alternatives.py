"""Disjunctions become derived tracks of the compiler's own, and nobody else sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from examples import BUNDLED, SMALL, compiled, rules_of, small_with

from wargame.compiler.alternatives import without_alternatives
from wargame.compiler.lowering import lower
from wargame.game.game import Game
from wargame.game.summit import compile_text
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("path", [SMALL, *BUNDLED], ids=lambda path: path.stem)
def test_rules_without_alternatives_are_left_alone(path: Path) -> None:
    rules = compiled(path).rules
    plain = without_alternatives(rules)
    assert plain is rules or any(each.role is Role.EITHER for each in plain.derived)


def test_each_disjunction_is_one_derived_track_before_whatever_reads_it() -> None:
    claims = '{ for = "issues claimed by {own}", '
    text = small_with(claims, claims + 'if = "signed or tension >= 5", ')
    text = text.replace('when = "tension <= 8"', 'when = "signed or tension >= 5"')
    rules = rules_of(text)
    plain = without_alternatives(rules)
    names = [each.id for each in plain.derived]
    (made,) = (each for each in plain.derived if each.role is Role.EITHER)
    assert names.index(made.id) < min(names.index("north.unmet"), names.index("south.unmet"))
    shout = next(move for move in plain.moves if move.id == "shout")
    assert [condition.names() for condition in shout.when.conditions] == [(made.id,)]
    assert made.id not in Game(compile_text(text), 1).values()


def test_what_a_compiled_scenario_says_is_what_the_author_wrote() -> None:
    text = small_with('when = "tension <= 8"', 'when = "tension <= 8 or signed"')
    program = lower(rules_of(text), "")
    shout = next(move for move in program.rules.moves if move.id == "shout")
    assert shout in program.every_rule
    assert not any(name in program.slots.alternatives for each in program.every_rule for name in each.when.names())
