"""Bargaining zones: for each pair of mandates what both could gain, what the theory picks of it, what would open it.

A zone is a `Room` with more measured of it. At the start of a game every pair of mandates has one, valued as `deals`
says. At a position there is one for each pair that a seat cannot tell apart, of the texts that can still be signed,
each valued as things stand: its mean over whatever else is hidden (as on the bargaining map, see `bargain`).

Opposition is NegMAS's measure: how far the nearest text that neither side would refuse lies from one that gave both the
most that any text gives them, each side's best being 1 (0: they want the same).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.analysis.bargaining.bargain import by_mandate, cases_of
from wargame.analysis.bargaining.deals import (
    Room,
    Text,
    opened,
    openers,
    projections_by_role,
    signable,
    start_of,
    value_texts,
)
from wargame.analysis.bargaining.solutions import Solutions, frontier, solutions
from wargame.arrays import Array
from wargame.game.standing import reads_of_score
from wargame.game.view import REFEREE
from wargame.kernel.outlook import VALUED
from wargame.kernel.state import STATE
from wargame.scenario.meanings import KEPT, NO_DEAL, SIGNED
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wargame.game.hidden import Known
    from wargame.game.summit import Summit


@frozen(eq=False, kw_only=True)
class Zone:
    """The bargaining zone of a pair of mandates, measured."""

    room: Room
    chance: float  # of this pair among all that are possible
    opened: Mapping[str, Array]  # by what opens it: the values (texts, 2) then

    @cached_property
    def frontier(self) -> tuple[int, ...]:
        """Return the texts that neither side refuses and no other one beats, the best for the first side first."""
        asked = self.room.values >= np.array(self.room.no_deal)
        return tuple(at for at in frontier(self.room.values) if asked[at].all())

    @cached_property
    def solutions(self) -> Solutions | None:
        """Return the texts that the theory picks, None where there is no room."""
        return solutions(self.room.values, np.array(self.room.no_deal))

    @cached_property
    def most_even(self) -> int | None:
        """Return the text of the frontier that gives both sides the most equal shares of their greatest gains.

        It is what NegMAS calls the Kalai-Smorodinsky point: on a frontier without gaps the same as the greatest smaller
        share, in a list of texts not always. None where there is no room.
        """
        if self.solutions is None:
            return None
        gains = self.room.values - np.array(self.room.no_deal)
        most = gains[(gains >= 0).all(axis=1)].max(axis=0)
        return min(self.frontier, key=lambda at: float(np.ptp(gains[at] / most)))

    @property
    def opposition(self) -> float | None:
        """Return NegMAS's measure of opposition, None where each text is refused by one of them."""
        return opposition(self.room.values, np.array(self.room.no_deal))

    def share_opened(self, words: str) -> float:
        """Return the share of all texts that both would prefer to no deal once this opens it."""
        if not self.room.texts:
            return 0.0
        return float((self.opened[words] > np.array(self.room.no_deal)).all(axis=1).mean())


def opposition(points: Array, no_deal: Array) -> float | None:
    """Return how far the nearest of the points (n, 2) that neither side refuses lies from the best of both, if any.

    Each side's values are taken in units of its best one.
    """
    asked = points[(points >= no_deal).all(axis=1)]
    if not len(asked):
        return None
    most = points.max(axis=0)
    shares = asked / np.where(most == 0, 1, most)
    return float(np.sqrt(((1 - shares) ** 2).sum(axis=1)).min())


def zones_of(summit: Summit) -> list[Zone] | None:
    """Return the zone of each pair of mandates at the start of a game; None without what-ifs to value texts by."""
    roles, rules = projections_by_role(summit), summit.rules
    if roles is None or not rules.issues:
        return None
    texts, found = tuple(sorted(signable(summit))), []
    weights = [np.array([each.weight for each in side.mandates], float) for side in rules.sides]
    for pair in product(*(range(len(side.mandates)) for side in rules.sides)):
        chance = float(np.prod([of[at] / of.sum() for of, at in zip(weights, pair, strict=True)]))
        found.append(_zone(summit, roles, [start_of(summit, pair)], texts, chance))
    return found


def zones_at(known: Known, texts: Iterable[Text]) -> list[Zone] | None:
    """Return the zone of each pair of mandates that a seat thinks possible at a position, of these texts.

    None without what-ifs to value texts by.
    """
    summit, rules = known.summit, known.summit.rules
    roles = projections_by_role(summit)
    if roles is None or not rules.issues:
        return None
    own = rules.side_ids[0] if known.seat == REFEREE else known.seat
    reads = set().union(*(reads_of_score(summit, side, at) for side in rules.side_ids for at in roles.values()))
    pairs = list(by_mandate(known, rules.other(own), None))
    whole, ordered = sum(chance for chance, _ in pairs), tuple(sorted(texts))
    return [_zone(summit, roles, cases_of(alike, reads), ordered, each / whole) for each, alike in pairs]


def _zone(
    summit: Summit, roles: Mapping[str, int], cases: Sequence[Array], texts: tuple[Text, ...], chance: float
) -> Zone:
    """Return the zone of a pair of mandates from the states that may be so, each as likely as the other."""
    rules = summit.rules
    drafts = np.array(texts, STATE).reshape(len(texts), len(rules.issues))
    slots = [summit.compiled.slots.of_name[name] for name in rules.track_ids(Role.MANDATE)]
    names = [side.mandates[int(cases[0][slot])].id for side, slot in zip(rules.sides, slots, strict=True)]
    outside = _mean(summit, cases, np.zeros((1, len(rules.issues)), STATE), roles[NO_DEAL])[0]
    room = Room(
        mandates=(names[0], names[1]),
        no_deal=(float(outside[0]), float(outside[1])),
        texts=texts,
        values=_mean(summit, cases, drafts, roles[KEPT]),
        unkept=_mean(summit, cases, drafts, roles[SIGNED]) if SIGNED in roles else None,
        openings=(),
    )
    found = {
        words: _mean(summit, [opened(summit, case, tracks) for case in cases], drafts, roles[KEPT])
        for words, tracks in openers(rules).items()
    }
    return Zone(room=room, chance=chance, opened=found)


def _mean(summit: Summit, cases: Sequence[Array], drafts: Array, projection: int) -> Array:
    """Return what texts are worth to both sides (texts, 2), the mean over the cases."""
    found: Array = np.mean(
        [value_texts(summit, case, drafts, projection)[:, VALUED.scores :] for case in cases], axis=0
    )
    return found
