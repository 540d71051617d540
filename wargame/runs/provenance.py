"""Provenance: what a result depends on besides players and seed (program, rules, learned policy, files of players)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from wargame import __version__
from wargame.players.carried import carried

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wargame.game.summit import Summit
    from wargame.players.learned import PolicyUse


class Provenance(TypedDict):
    """The provenance of a report."""

    version: str
    scenario: str
    scenario_sha256: str
    policy: dict[str, str]  # see `PolicyUse.account`


def provenance(summit: Summit, policy: PolicyUse) -> Provenance:
    """Return the provenance of a report."""
    return {
        "version": __version__,
        "scenario": summit.name,
        "scenario_sha256": summit.sha256,
        "policy": policy.account,
    }


def file_digests(players: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of the file of each player that comes from one (a module, a strategy, a book), by player.

    Raises:
        PlayerError: it cannot be read.
    """
    return {player: file.digest for player in players for file in carried([player])}
