"""Provenance: what a result depends on besides players and seed (program, rules, learned policy, player modules)."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, TypedDict

from wargame import __version__
from wargame.players.carried import MOST_MODULE, read_player

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


def module_digests(players: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of the file of each player module, by player.

    Raises:
        PlayerError: it cannot be read.
    """
    found = {}
    for player in players:
        name, _, path = player.partition(":")
        if name == "module":
            found[player] = sha256(read_player(path, MOST_MODULE)).hexdigest()
    return found
