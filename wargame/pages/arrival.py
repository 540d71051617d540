"""What whoever sits down at a saved game is told before it goes on: whose chance it has, and who does not play on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.journal.branches import branch_words
from wargame.players.roster import is_module

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wargame.scenario.rules import Rules
    from wargame.session.sitting import Sitting


def arrival_words(sitting: Sitting) -> list[str]:
    """Return a sentence for each thing to be told, none for a game that begins here."""
    keeper = sitting.saving.keeper
    if keeper is None:
        return []
    branch = branch_words(keeper.header)
    return [*([branch] if branch else []), *left_out_words(sitting.rules, keeper.header.seats, sitting.seats)]


def left_out_words(rules: Rules, saved: Mapping[str, str], seats: Mapping[str, str]) -> list[str]:
    """Return a sentence for each module that a saved game names and that does not play on."""
    return [
        f"{rules.side(side).name} was played by {player}, and {seats[side]} plays on: what a saved game names is never"
        " loaded as code; `wargame play` with --player-module FILE.py names it anew."
        for side, player in saved.items()
        if is_module(player) and not is_module(seats[side])
    ]
