"""Opening a game at the table: a new one, a saved one resumed, or a branch of a saved one.

Players are made before a file is created, so that a player that cannot be made leaves no file behind. And a file only
names players: code is loaded only if whoever opens the file names it anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, TypedDict

from attrs import frozen

from wargame.errors import JournalError
from wargame.game.game import Game
from wargame.game.preview import risks_at_round_end
from wargame.game.view import view_of
from wargame.journal import keeping
from wargame.journal.entries import PolicyId
from wargame.journal.store import saves_folder
from wargame.players.learned import PolicyUse
from wargame.players.modules import is_module
from wargame.players.offered import HUMAN
from wargame.players.roster import check_player, make_player, module_file, policy_of
from wargame.players.roster import warm_up as warm_up_players
from wargame.players.seating import seated
from wargame.session.saving import Saving
from wargame.session.sitting import Sitting, players_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from wargame.game.summit import Summit
    from wargame.journal.reading import Journal

USUAL_SEATS = (HUMAN, "doctrine")  # by seat, where nobody says who plays
SEED_BITS = 64  # too many to be tried against what a seat was shown

Shield = Callable[[], AbstractContextManager[None]]  # around what must not be cut in two


def seed_of_our_own() -> int:
    """Return a random seed, for a game that is given none."""
    return secrets.randbits(SEED_BITS)


@frozen(kw_only=True)
class Terms:
    """The terms of play, for a new game as for a saved one."""

    policy: PolicyUse | None = None  # that search players use; None: the one that is found
    move_limit: float | None = None  # seconds that a player other than a person may think about a move
    shield: Shield = nullcontext


def begin(
    summit: Summit,
    seats: Mapping[str, str] | None,
    saves: Path | None,
    *,
    seed: int | None = None,
    terms: Terms = Terms(),
) -> Sitting:
    """Begin a new game. If it cannot be saved it is played all the same, and saving is tried again with each move.

    Args:
        summit: the rules.
        seats: the player of each side; None: a person as the first side, the doctrine as the other.
        saves: the folder of its file; None: the usual one.
        seed: of the game; None: a random one.
        terms: of play.

    Raises:
        PlayerError: one of the players, or the policy that they use, cannot be loaded; no file is created then.
    """
    seats = seats or seated(summit, (), USUAL_SEATS, human=True)
    leaning = terms.policy or policy_of(summit, seats.values())
    warm_up(summit, seats)
    game = Game(summit, seed_of_our_own() if seed is None else seed)
    players = players_for(game, seats, leaning, terms.move_limit)
    new_file = partial(keeping.begin, game, seats, **_about(saves, leaning))
    saving = Saving(game, begin=new_file, shield=terms.shield)
    return Sitting(saving, seats, leaning, players)


def resume(
    summit: Summit,
    journal: Journal,
    seats: Mapping[str, str] | None = None,
    *,
    terms: Terms = Terms(),
) -> Sitting:
    """Go on with a saved game; `seats` are those of `seats_of_save`, by default as the file names them.

    Raises:
        JournalError: it is over or damaged, or somebody else plays it.
        PlayerError: one of the players, or the policy that they use, cannot be loaded.
    """
    seats = seats or seats_of_save(summit, journal.header.seats)
    leaning = terms.policy or policy_of(summit, seats.values())  # before the file is locked
    warm_up(summit, seats)
    keeper = keeping.resume(summit, journal)
    saving = Saving(keeper.game, keeper, shield=terms.shield, pinned=journal.header.policy)
    try:
        return Sitting(saving, seats, leaning, players_for(keeper.game, seats, leaning, terms.move_limit))
    except BaseException:
        saving.close()
        raise


def branch(  # noqa: PLR0913
    summit: Summit,
    journal: Journal,
    ply: int,
    seats: Mapping[str, str],
    saves: Path | None,
    *,
    fresh: bool = False,
    seed: int | None = None,
    terms: Terms = Terms(),
) -> Sitting:
    """Go on from a ply of a saved game, in a new file.

    Args:
        summit: the rules it was played by.
        journal: the saved game.
        ply: how many of its decisions stand.
        seats: the player of each side.
        saves: the folder of the new file; None: the usual one.
        fresh: whether another seed draws chance from there on.
        seed: that seed; None: a random one.
        terms: of play.

    Raises:
        JournalError: there is no such ply, the game is over there, or nothing can be written.
        PlayerError: one of the players, or the policy that they use, cannot be loaded; no file is created then.
    """
    leaning = terms.policy or policy_of(summit, seats.values())
    chance = (seed_of_our_own() if seed is None else seed) if fresh else None
    moment = keeping.moment_of(summit, journal, ply, chance)
    warm_up(summit, seats)
    players = players_for(moment, seats, leaning, terms.move_limit)
    keeper = keeping.branch_off(summit, journal, ply, seats, fresh=chance, **_about(saves, leaning))
    return Sitting(Saving(keeper.game, keeper, shield=terms.shield), seats, leaning, players)


def seats_of_save(
    summit: Summit, seats: Mapping[str, str], *, anew: Iterable[str] = (), stand_in: str = HUMAN
) -> dict[str, str]:
    """Return who goes on with a saved game, by side: the players that its file names, but for player modules.

    A module goes on only if one of the same name is among `anew`, the modules that whoever opens the file has named
    himself, and it is that one which is loaded; else `stand_in` goes on in its place.

    Raises:
        PlayerError: this program does not know one of them.
        JournalError: they are not those of this scenario's sides.
    """
    if seats.keys() != set(summit.rules.side_ids):
        message = f"the sides of {summit.id} are {' and '.join(summit.rules.side_ids)}, not {' and '.join(seats)}"
        raise JournalError(message)
    named = {module_file(player): player for player in anew}

    def lets_play(player: str) -> str:
        return named.get(module_file(player), stand_in) if is_module(player) else check_player(player, human=True)

    return {side: lets_play(seats[side]) for side in summit.rules.side_ids}


def warm_up(summit: Summit, seats: Mapping[str, str]) -> None:
    """Compile every kernel function that a turn at the table and these players need."""
    warm_up_players(summit, seats)
    trial = Game(summit, 0)
    side = trial.turn
    for move in trial.legal_moves:
        trial.preview(move)
    risks_at_round_end(trial.known_to(side))
    trial.projections(side)
    trial.play(make_player(summit, "doctrine", 0).decide(view_of(trial, side)))


class _About(TypedDict):
    """The folder of a new file, and what its header says besides game and players."""

    folder: Path
    created: str
    policy: PolicyId | None


def _about(saves: Path | None, leaning: PolicyUse) -> _About:
    return {"folder": saves_folder(saves), "created": _now(), "policy": PolicyId.of(leaning.identity)}


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
