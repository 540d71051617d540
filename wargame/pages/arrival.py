"""Notices at the start of play: of a variant, of the chance that a branch has, of a module that does not go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.journal.branches import branch_words
from wargame.players.modules import is_module

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wargame.scenario.model import Scenario
    from wargame.scenario.ruleset import Rules
    from wargame.session.sitting import Sitting


def arrival_words(sitting: Sitting) -> list[str]:
    """Return a sentence for each notice; none for an ordinary new game."""
    changes = variant_words(sitting.rules.scenario)
    told, keeper = [changes] if changes else [], sitting.saving.keeper
    if keeper is None:
        return told
    branch = branch_words(keeper.header)
    return [*told, *([branch] if branch else []), *left_out_words(sitting.rules, keeper.header.seats, sitting.seats)]


def variant_words(scenario: Scenario) -> str:
    """Return a sentence on what was changed in a scenario, "" if nothing was."""
    return f"A variant: {scenario.name}." if scenario.changes else ""


def left_out_words(rules: Rules, saved: Mapping[str, str], seats: Mapping[str, str]) -> list[str]:
    """Return a sentence for each player module that a saved game names and that does not go on with it."""
    return [
        f"{rules.side(side).name} was played by {player}, and {seats[side]} plays on: what a saved game names is never"
        " loaded as code; `wargame play` with --player-module FILE.py names it anew."
        for side, player in saved.items()
        if is_module(player) and not is_module(seats[side])
    ]
