"""The belief state of a seat, from the log of its view: particles for the search (see `kernel.beliefs`).

The same log and the same key give the same particles, so a game that is resumed, branched or taken back does not
change a move. The particles of the log so far are kept, and filtered by the new plies only.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.arrays import Array
from wargame.kernel import beliefs
from wargame.kernel import state as slots_of
from wargame.kernel.dice import stream_key
from wargame.kernel.policy import UNLEARNED
from wargame.players.player import state_seen
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.game.summit import Summit
    from wargame.game.view import LogEntry, View
    from wargame.scenario.rules import Event, MoveRule, Setup


@frozen(eq=False)
class _Ply:
    """What a seat saw of one ply, in the kernel's terms; see `kernel.beliefs.follow`."""

    shown: int  # move, -1 for the set-up
    fired: Array
    allowed: Array
    sight: Array
    expected: Array

    def same(self, other: _Ply) -> bool:
        """Say whether another ply was seen alike."""
        return self.shown == other.shown and self._content == other._content

    @cached_property
    def _content(self) -> bytes:
        """Return all arrays as bytes, which are compared much quicker; those of one game are as long as each other."""
        return b"".join(each.tobytes() for each in (self.fired, self.allowed, self.sight, self.expected))


@frozen(eq=False)
class Believed:
    """The belief state at a decision: equally likely particles, and what they tell."""

    states: Array  # (particles, slots, int16), each as likely as the others
    mandates: dict[str, float]  # of the other side, by id
    effective: float  # how many particles counted before they were drawn by weight


class Beliefs:
    """The belief state of one seat through a game, by a particle filter."""

    def __init__(  # noqa: PLR0913  what a belief depends on
        self,
        summit: Summit,
        side: str,
        key: int,
        *,
        particles: int,
        informed: bool = True,
        policy: Array = UNLEARNED,
    ) -> None:
        """Begin before the set-up.

        Args:
            summit: the game's.
            side: whose beliefs.
            key: of the random numbers (64 bits).
            particles: how many.
            informed: whether particles are weighed by how the other side plays and the odds of chance.
            policy: (int32) by which it is taken to play, see `kernel.policy`; by default its doctrine.
        """
        self._summit = summit
        self._seat = summit.seat(side)
        self._other = summit.rules.other(side)
        self._key = np.uint64(stream_key(np.uint64(key), 1))
        self._particles = particles
        self._informed = informed
        self._policy = policy
        tracks = [track for track in summit.rules.tracks if side in track.seen_by]
        self._tracks = [track.id for track in tracks]
        self._start = [track.start for track in tracks]
        self._slots = np.array([summit.compiled.slots.of_name[name] for name in self._tracks], np.int64)
        self._followed: list[_Ply] = []
        self._log: tuple[LogEntry, ...] = ()  # which they were followed by
        self._states, self._weights = self._blank()

    def of(self, view: View) -> Believed:
        """Return the belief state at a decision of the seat's own."""
        goes_on = view.log[: len(self._log)] == self._log
        sure = len(self._followed[:-1]) if goes_on else 0  # of the last ply, what was to follow it is told anew
        plies = [*self._followed[:sure], *self._plies(view, sure)]
        known = len(self._followed)
        pairs = zip(self._followed[sure:], plies[sure:], strict=False)
        if known > len(plies) or not all(old.same(new) for old, new in pairs):
            self._followed, known = [], 0
            self._states, self._weights = self._blank()
        for number in range(known, len(plies)):
            self._follow(number, plies[number], view)
            self._followed.append(plies[number])
        self._log = view.log
        states, weights = self._states.copy(), self._weights.copy()
        mandates = self._mandates(states, weights)
        effective = float(beliefs.resample(states, weights, self._key, True))  # noqa: FBT003  the kernel's
        return Believed(states, mandates, effective)

    # -- inside

    def _blank(self) -> tuple[Array, Array]:
        states = np.zeros((self._particles, self._summit.compiled.slots.count), slots_of.STATE)
        return states, np.ones(self._particles)

    def _follow(self, number: int, ply: _Ply, view: View) -> None:
        compiled = self._summit.compiled
        beliefs.follow(
            compiled.ints,
            compiled.words,
            self._policy,
            self._states,
            self._weights,
            self._key,
            self._seat,
            number,
            ply.shown,
            ply.fired,
            ply.allowed,
            self._slots,
            ply.sight,
            ply.expected,
            self._informed,
        )
        key = np.uint64(stream_key(self._key, 100 + number))
        if beliefs.resample(self._states, self._weights, key, False) == 0.0:  # noqa: FBT003  the kernel's
            self._give_up(ply, view)

    def _give_up(self, ply: _Ply, view: View) -> None:
        """Reset all particles, none of which fits: tracks in sight as seen, hidden tracks at their start."""
        self._weights[:] = 1.0
        self._states[:] = state_seen(self._summit, view)
        expected = beliefs.Expected(*ply.expected.tolist())
        self._states[:, self._slots] = ply.sight
        self._states[:, slots_of.PHASE] = expected.phase
        self._states[:, slots_of.ROUND] = expected.round
        self._states[:, slots_of.TURN] = expected.turn
        self._states[:, slots_of.FIRST] = (expected.turn + expected.round + 1) % 2

    def _mandates(self, states: Array, weights: Array) -> dict[str, float]:
        mandate = self._summit.rules.track_id(Role.MANDATE, self._other)
        slot = self._summit.compiled.slots.of_name[mandate]
        ids = [mandate.id for mandate in self._summit.rules.side(self._other).mandates]
        counts = np.bincount(states[:, slot], weights, minlength=len(ids))
        return dict(zip(ids, (counts / counts.sum()).tolist(), strict=True))

    def _plies(self, view: View, first: int = 0) -> Iterator[_Ply]:
        """Yield what the log tells, ply by ply, from the ply `first` on; those before it were followed."""
        by_ply: list[list[LogEntry]] = [[] for _ in range(view.ply + 1)]
        for entry in view.log[bisect_left(view.log, first, key=attrgetter("ply")) :]:
            by_ply[entry.ply].append(entry)
        sight = self._followed[first - 1].sight.tolist() if first else self._start
        now = dict(zip(self._tracks, sight, strict=True))
        for number in range(first, view.ply + 1):
            entries = by_ply[number]
            for entry in entries:
                now.update((change.track, change.after) for change in entry.changes)
            yield self._ply(view, entries, by_ply[number + 1] if number < view.ply else [], now)

    def _ply(self, view: View, entries: list[LogEntry], following: list[LogEntry], now: dict[str, int]) -> _Ply:
        compiled, seat = self._summit.compiled, self._summit.seat
        rules = len(compiled.every_rule)
        fired, allowed = np.zeros(rules, np.uint8), np.zeros(rules, np.uint64)
        shown = -1
        for entry in entries:
            if not entry.id:
                continue
            index = self._index(entry)
            rule = compiled.every_rule[index]
            if entry.kind == "move":
                shown = index
            if entry.outcome:
                allowed[index] = self._outcomes(rule, entry.outcome)
            elif entry.kind != "move" and not rule.outcomes:
                fired[index] = 1
        if following:
            expected = beliefs.Expected(following[0].phase, following[0].round, seat(following[0].side))
        else:
            expected = beliefs.Expected(view.tracks["phase"], view.tracks["round"], seat(view.turn))
        sight = np.array([now[name] for name in self._tracks], slots_of.STATE)
        return _Ply(shown, fired, allowed, sight, np.array(expected, np.int64))

    def _index(self, entry: LogEntry) -> int:
        compiled = self._summit.compiled
        if entry.kind == "move":
            return compiled.move_index[entry.side, entry.id]
        return compiled.rule_index[f"{entry.kind}:{entry.id}"]

    def _outcomes(self, rule: MoveRule | Event | Setup, title: str) -> int:
        """Return the outcomes of a rule that have this title, as a bit set."""
        return sum(1 << at for at, each in enumerate(rule.outcomes) if each.title == title)
