"""Bounds of the tracks that a seat does not see, inferred from its log and the rules.

The log is followed record by record. Each move and event that may have been behind an entry is run on intervals
(`game.ranges`), and excluded if its guard cannot hold or it would have been shown otherwise. What is always shown when
it happens, and was not shown, did not happen: its guard failed. The bounds of all that remain are joined. Nothing but
the log and the public order of play is read, so that positions which a seat cannot tell apart have the same bounds.

A rule that reads, moves and shows nothing but what is in sight is not run: the log tells what came of it. That holds
while the log has one explanation only, since in a second one, a wrong one, the same rule may be what disproves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.arrays import Array
from wargame.compiler.program import Compiled
from wargame.game.ranges import Interval, Ranges, failing, holding, hull, open_to, run
from wargame.game.showing import Label, Sight, sight_of
from wargame.game.view import entries_of
from wargame.scenario.questions import reads_of_effects, reads_of_outcomes
from wargame.scenario.rules import Effects, Event, MoveRule, Outcome, Setup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wargame.game.record import Record
    from wargame.game.view import LogEntry, Moved

Rule = MoveRule | Event | Setup
CLOCKS = ("phase", "round", "clock", "ply", "ending_class")  # which everybody sees
ENDS = ("end_round", "end_phase", "end_game")
NOTHING_ENDS: dict[str, Interval] = dict.fromkeys(ENDS, (0, 0))


def reach(records: Sequence[Record], seat: str) -> Mapping[str, Interval]:
    """Return the bounds of every track that a seat does not see, after these records: the set-up and what followed.

    They are cached with each record, so only new records are followed.
    """
    done = next((at for at in range(len(records), 0, -1) if seat in records[at - 1].reached), 0)
    for at in range(done, len(records)):
        reader = _reader(records[at].summit.compiled, seat)
        before = records[at - 1].reached[seat] if at else None
        records[at].reached[seat] = MappingProxyType(reader.after(records[at], before))
    found: Mapping[str, Interval] = records[-1].reached[seat]
    return found


@frozen
class _Way:
    """A partial explanation of a record: the rules followed so far, and the bounds after them."""

    now: Ranges
    read: int  # entries of the log that it accounts for
    cut: bool = False  # the later events of this moment do not come up


@frozen(eq=False)
class _Shown:
    """Effects of a rule, or of one of its outcomes, and what the seat is shown of them."""

    effects: Effects
    label: Label  # of the entry that they make
    always: bool  # also when they move no track in sight
    touched: frozenset[str]  # tracks in sight that they may move

    def told(self, way: _Way, log: Sequence[LogEntry]) -> LogEntry | None:
        """Return the next entry of the log if these effects may have made it."""
        entry = log[way.read] if way.read < len(log) else None
        is_it = entry is not None and _label_of(entry) == self.label
        return entry if is_it else None

    def can_be(self, way: _Way, log: Sequence[LogEntry]) -> bool:
        """Say whether they may have come next."""
        return not self.always or self.told(way, log) is not None


@frozen(eq=False)
class _Followed:
    """A rule to be followed."""

    rule: Rule
    own: _Shown
    outcomes: tuple[tuple[Outcome, _Shown], ...]
    told_whole: bool  # it reads and moves only what the seat sees, and is shown whatever comes of it
    labels: frozenset[Label]  # of all entries that it can make


@lru_cache(maxsize=32)
def _reader(compiled: Compiled, seat: str) -> _Reader:
    slots, tracks, sight = compiled.slots, compiled.rules.tracks, sight_of(compiled, seat)

    known = (*CLOCKS, *(track.id for track in tracks if track.id in sight.tracks))
    limits = {name: span for name, span in slots.limits.items() if name not in slots.derived}
    rules = {rule.key: _followed(compiled, sight, index) for index, rule in enumerate(compiled.every_rule)}
    return _Reader(
        compiled=compiled,
        seat=seat,
        known=known,
        slots=np.array([slots.of_name[name] for name in known], np.intp),
        hidden=tuple(track.id for track in tracks if track.id not in sight.tracks),
        start=limits | {track.id: (track.start, track.start) for track in tracks} | NOTHING_ENDS,
        rules=rules,
    )


def _followed(compiled: Compiled, sight: Sight, index: int) -> _Followed:
    rule = compiled.every_rule[index]

    def shown(effects: Effects, outcome: int) -> _Shown:
        showing = sight.showings[index, outcome]
        return _Shown(effects, showing.label, showing.always, _targets(effects) & sight.tracks)

    own, first = shown(rule.effects, 0), compiled.first_outcome.get(index, 0) + 1
    outcomes = [shown(each.effects, drawn) for drawn, each in enumerate(rule.outcomes, first)]
    reads = {*rule.when.names(), *reads_of_effects(rule.effects), *reads_of_outcomes(rule.outcomes)}
    moves = _targets(rule.effects).union(*(_targets(each.effects) for each in rule.outcomes))
    return _Followed(
        rule,
        own,
        outcomes=tuple(zip(rule.outcomes, outcomes, strict=True)),
        told_whole=all(each.always for each in outcomes or [own])
        and moves <= sight.tracks
        and compiled.slots.behind(reads) <= {*CLOCKS, *sight.tracks},
        labels=frozenset(each.label for each in (own, *outcomes)),
    )


def _targets(effects: Effects) -> frozenset[str]:
    return frozenset(each.target for step in effects for each in step.do)


@frozen(eq=False, kw_only=True)
class _Reader:
    """Reads the log of one seat."""

    compiled: Compiled
    seat: str
    known: tuple[str, ...]  # tracks in sight, and the clocks
    slots: Array  # of these
    hidden: tuple[str, ...]  # tracks
    start: dict[str, Interval]  # bounds of everything before the set-up
    rules: Mapping[str, _Followed]  # by key

    def after(self, record: Record, before: Mapping[str, Interval] | None) -> dict[str, Interval]:
        """Return the bounds of hidden tracks after a record from those before it; None: before the set-up."""
        if not self.hidden:
            return {}
        log = entries_of(record, self.seat)
        ways = [_Way(self._opening(record, before), 0)]
        if record.move is not None:
            ways = list(self._moved(record, log, ways[0]))
        for moment in _moments(record):
            ways = self._moment(record, moment, log, ways)
        whole = [way.now for way in ways if way.read == len(log)]
        if not whole:  # nothing explains what was shown: no bounds are better than wrong ones
            return {name: self.compiled.slots.limits[name] for name in self.hidden}
        return dict(zip(self.hidden, hull(whole).of(self.hidden), strict=True))

    def _opening(self, record: Record, before: Mapping[str, Interval] | None) -> Ranges:
        """Return the position before a record, within the bounds that the seat knows."""
        values = record.before[self.slots].tolist()
        known = dict(zip(self.known, zip(values, values, strict=True), strict=True))
        return Ranges(self.compiled.slots, {**self.start, **known, **(before or {})})

    # -- what can have been behind the log

    def _moved(self, record: Record, log: Sequence[LogEntry], way: _Way) -> Iterator[_Way]:
        """Yield the ways on through each move that may have been played and would have been shown like this one."""
        assert record.move is not None
        rules, side, shown = self.compiled.rules, record.move.side, log[0].id
        moves = [rules.move_by_id[side, shown]]
        if side != self.seat:
            moves += [move for move in rules.moves if move.side == side and move.shown_as == shown]
        clock = _clock(record, "ply")
        if len(moves) == 1 and self.rules[moves[0].key].told_whole:
            yield _as_told(_Way(way.now.but(clock), way.read), self.rules[moves[0].key], log)
            return
        for move in moves:
            able = holding(way.now, move.when)
            if able is not None and able["phase"][0] in move.phases:
                yield from self._happened(_Way(able.but(clock), way.read), self.rules[move.key], log)

    def _moment(self, record: Record, moment: str, log: Sequence[LogEntry], ways: Sequence[_Way]) -> list[_Way]:
        """Return the ways on through the events of a moment."""
        clock = _clock(record, moment)
        ways = [_Way(way.now.but(clock), way.read) for way in ways]
        for event in _events(self.compiled, moment, clock["phase"][0]):
            followed = self.rules[event.key]
            if followed.told_whole and len(ways) == 1:  # where the log has one explanation, it tells all of this event
                ways = [_as_told(ways[0], followed, log)]
            else:
                ways = _joined([each for way in ways for each in self._passed(way, followed, log)])
        return list(ways)

    def _passed(self, way: _Way, event: _Followed, log: Sequence[LogEntry]) -> Iterator[_Way]:
        """Yield the ways on past an event, if its turn comes: without its firing, and with it."""
        if way.cut:
            yield way
            return
        idle = failing(way.now, event.rule.when)
        if idle is not None:
            yield way if idle is way.now else _Way(idle, way.read)
        if event.own.can_be(way, log) and (fired := holding(way.now, event.rule.when)) is not None:
            yield from self._happened(_Way(fired, way.read), event, log)

    def _happened(self, way: _Way, followed: _Followed, log: Sequence[LogEntry]) -> Iterator[_Way]:
        """Yield the ways on through a rule that agree with what was shown."""
        for done in self._did(way, followed.own, log):
            for each in self._drawn(done, followed, log) if followed.outcomes else (done,):
                yield from _ended(each, cuts=not isinstance(followed.rule, MoveRule))

    def _drawn(self, way: _Way, followed: _Followed, log: Sequence[LogEntry]) -> Iterator[_Way]:
        """Yield the ways on through each outcome of a rule that agree with what was shown."""
        for outcome, shown in followed.outcomes:
            if shown.can_be(way, log) and (drawn := open_to(way.now, outcome)) is not None:
                yield from self._did(_Way(drawn, way.read), shown, log)

    def _did(self, way: _Way, shown: _Shown, log: Sequence[LogEntry]) -> Iterator[_Way]:
        """Yield the ways on through effects that agree with what was shown."""
        entry = shown.told(way, log)
        for after in run(way.now, shown.effects) if entry is not None or not shown.always else ():
            if not shown.always and (same := _agreeing(way.now, after, shown.touched, ())) is not None:
                yield _Way(same, way.read)
            if entry is not None and (shown.always or entry.changes):
                moved = _agreeing(way.now, after, shown.touched, entry.changes)
                if moved is not None:
                    yield _Way(moved, way.read + 1)


def _as_told(way: _Way, followed: _Followed, log: Sequence[LogEntry]) -> _Way:
    """Return the way on past a rule of which the log tells everything: whether it fired, and what it moved."""
    read, spans = way.read, dict[str, Interval]()
    while not way.cut and read < len(log) and _label_of(log[read]) in followed.labels:
        spans |= {each.track: (each.after, each.after) for each in log[read].changes}
        read += 1
    return _Way(way.now.but(spans), read) if read > way.read else way


def _agreeing(before: Ranges, after: Ranges, touched: frozenset[str], changes: Sequence[Moved]) -> Ranges | None:
    """Return `after` narrowed to where just these of the tracks in sight changed; None if that cannot be."""
    moved = {each.track: each.after for each in changes}
    if not moved.keys() <= touched:
        return None
    exact: dict[str, Interval] = {}
    for name in touched:
        value = moved.get(name, before[name][0])
        low, high = after[name]
        if not low <= value <= high:
            return None
        exact[name] = (value, value)
    return after.but(exact)


def _label_of(entry: LogEntry) -> Label:
    return entry.kind, entry.side, entry.id, entry.outcome


def _ended(way: _Way, *, cuts: bool) -> Iterator[_Way]:
    """Yield the ways on after a rule: with the rest of its moment, without it, or both; none if the game is over."""
    ends = [way.now[name] for name in ENDS]
    if ends == [*NOTHING_ENDS.values()]:
        yield way
        return
    if ends[-1][0]:
        return
    now = way.now.but(NOTHING_ENDS)
    least, most = (max(end[at] for end in ends[:-1]) for at in (0, 1))
    if cuts and most:
        yield _Way(now, way.read, cut=True)
    if not (cuts and least):
        yield _Way(now, way.read)


def _joined(ways: Sequence[_Way]) -> list[_Way]:
    """Join the ways that account for the same entries of the log."""
    if len(ways) == 1:
        return [*ways]
    alike: dict[tuple[int, bool], list[Ranges]] = {}
    for way in ways:
        alike.setdefault((way.read, way.cut), []).append(way.now)
    return [_Way(hull(positions), read, cut) for (read, cut), positions in alike.items()]


# -- the order of play, which is public


def _moments(record: Record) -> list[str]:
    """Return the moments of a record that has not ended the game."""
    if record.move is None:
        return ["setup"]
    slots, after = record.summit.compiled.slots.of_name, record.states[-1]
    by = {name: int(after[slots[name]]) - int(record.before[slots[name]]) for name in ("phase", "round", "clock")}
    if not by["round"]:
        return ["ply"]
    return ["ply", "round", "phase"] if by["phase"] or by["clock"] != -1 else ["ply", "round"]


def _clock(record: Record, moment: str) -> dict[str, Interval]:
    """Return the values of the engine's clocks at a moment of a record."""
    slots, over = record.summit.compiled.slots.of_name, moment == "phase"
    by = {"phase": 0, "round": int(over), "clock": -int(over), "ply": int(moment != "setup")}
    return {name: (now, now) for name, step in by.items() for now in [int(record.before[slots[name]]) + step]}


@lru_cache(maxsize=256)
def _events(compiled: Compiled, moment: str, phase: int) -> tuple[Event | Setup, ...]:
    if moment == "setup":
        return compiled.rules.setup
    return tuple(each for each in compiled.rules.events if each.at == moment and phase in each.phases)
