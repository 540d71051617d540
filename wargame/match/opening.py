"""How a game comes to the table: begun, gone on with, or branched off a saved one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wargame.errors import JournalError
from wargame.game.game import Game
from wargame.game.preview import risks_at_round_end
from wargame.game.view import view_of
from wargame.journal.keeping import begin, branch_off, resume
from wargame.match.saving import Saving, policy_id
from wargame.players.roster import check_player, make_player, policy_of
from wargame.players.roster import warm_up as warm_up_players

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wargame.game.summit import Summit
    from wargame.journal.reading import Journal
    from wargame.players.learned import PolicyUse

__all__ = ["begun", "branched", "resumed", "seats_of_save", "seed_of_our_own", "warm_up"]

SEEDS_OF_OUR_OWN = 1_000_000  # short enough to be typed again

Shield = Callable[[], AbstractContextManager[None]]  # around what must not be cut in two


def seed_of_our_own() -> int:
    """Return a seed for a game whose players have named none."""
    return secrets.randbelow(SEEDS_OF_OUR_OWN)


def begun(
    game: Game,
    seats: Mapping[str, str],
    folder: Path,
    *,
    policy: PolicyUse | None = None,
    shield: Shield = nullcontext,
) -> Saving:
    """Save a game that has just been set up; where it cannot be saved it is played all the same, and tried again.

    Raises:
        PlayerError: the policy that its players would lean on cannot be read.
    """
    named = policy_id(policy or policy_of(game.summit, seats.values()))
    created = _now()
    return Saving(game, begin=lambda: begin(game, seats, folder=folder, created=created, policy=named), shield=shield)


def resumed(summit: Summit, journal: Journal, *, shield: Shield = nullcontext) -> Saving:
    """Go on with a saved game.

    Raises:
        JournalError: it is over or damaged, somebody else plays it, or its seats are not those of the scenario.
        PlayerError: this program does not know one of its players.
    """
    seats_of_save(summit, journal.header.seats)
    keeper = resume(summit, journal)
    return Saving(keeper.game, keeper, shield=shield, pinned=journal.header.policy)


def branched(  # noqa: PLR0913
    summit: Summit,
    journal: Journal,
    ply: int,
    seats: Mapping[str, str],
    folder: Path,
    *,
    policy: PolicyUse | None = None,
    shield: Shield = nullcontext,
) -> Saving:
    """Go on from any moment of a saved game, in a new file.

    Raises:
        JournalError: there is no such ply, the game is over there, or nothing can be written.
        PlayerError: this program does not know one of the players, or the policy they lean on cannot be read.
    """
    seats_of_save(summit, seats)
    named = policy_id(policy or policy_of(summit, seats.values()))
    keeper = branch_off(summit, journal, ply, seats, folder=folder, created=_now(), policy=named)
    return Saving(keeper.game, keeper, shield=shield)


def seats_of_save(summit: Summit, seats: Mapping[str, str]) -> dict[str, str]:
    """Return the players of a saved game, in the order of the scenario.

    Raises:
        PlayerError: this program does not know one of them.
        JournalError: they are not those of this scenario's sides.
    """
    if seats.keys() != set(summit.rules.side_ids):
        message = f"the sides of {summit.id} are {' and '.join(summit.rules.side_ids)}, not {' and '.join(seats)}"
        raise JournalError(message)
    return {side: check_player(seats[side], human=True) for side in summit.rules.side_ids}


def warm_up(summit: Summit, seats: Mapping[str, str]) -> None:
    """Have everything compiled that a turn needs, and what these players need."""
    warm_up_players(summit, seats)
    trial = Game(summit, 0)
    side = trial.turn
    for move in trial.legal_moves:
        trial.preview(move)
    risks_at_round_end(trial.known_to(side))
    trial.projections(side)
    trial.play(make_player(summit, "doctrine", 0).decide(view_of(trial, side)))


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
