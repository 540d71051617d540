"""Bounds of the tracks that a seat does not see, inferred from its log and the rules.

The log is followed record by record. Each move and event that may have been behind an entry is run on intervals
(`game.ranges`), and excluded if its guard cannot hold or it would have been shown otherwise. What is always shown when
it happens, and was not shown, did not happen: its guard failed. The bounds of all that remain are joined. Nothing but
the log and the public order of play is read, so that positions which a seat cannot tell apart have the same bounds.
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.compiler.program import Compiled
from wargame.game.ranges import Interval, Ranges, failing, holding, hull, open_to, run
from wargame.game.view import entries_of
from wargame.scenario.rules import MoveRule, Setup

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from wargame.game.record import Record
    from wargame.game.view import LogEntry, Moved
    from wargame.scenario.rules import Effects, Event, Outcome

    Rule = MoveRule | Event | Setup

CLOCKS = ("phase", "round", "clock", "ply", "ending_class")  # which everybody sees
ENDS = ("end_round", "end_phase", "end_game")
Label = tuple[str, str, str, str]  # of an entry of the log: kind, side, id as shown, outcome
UNSEEN: Label = ("event", "", "", "")


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


@lru_cache(maxsize=32)
def _reader(compiled: Compiled, seat: str) -> _Reader:
    seen = frozenset(track.id for track in compiled.rules.tracks if seat in track.seen_by)
    return _Reader(compiled, seat, seen, tuple(track.id for track in compiled.rules.tracks if track.id not in seen))


@frozen
class _Way:
    """A partial explanation of a record: the rules followed so far, and the bounds after them."""

    now: Ranges
    read: int  # entries of the log that it accounts for
    cut: bool = False  # the later events of this moment do not come up


@frozen(eq=False)
class _Reader:
    """Reads the log of one seat."""

    compiled: Compiled
    seat: str
    seen: frozenset[str]  # tracks
    hidden: tuple[str, ...]

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
        return hull(whole).of(self.hidden)

    def _opening(self, record: Record, before: Mapping[str, Interval] | None) -> Ranges:
        """Return the position before a record, within the bounds that the seat knows."""
        slots, tracks = self.compiled.slots, self.compiled.rules.tracks
        spans = {name: span for name, span in slots.limits.items() if name not in slots.derived}
        for name in (*CLOCKS, *self.seen):
            value = int(record.before[slots.of_name[name]])
            spans[name] = (value, value)
        spans |= dict.fromkeys(ENDS, (0, 0))
        start = {track.id: (track.start, track.start) for track in tracks if track.id in self.hidden}
        return Ranges(slots, spans | (start if before is None else dict(before)))

    # -- what can have been behind the log

    def _moved(self, record: Record, log: Sequence[LogEntry], way: _Way) -> Iterator[_Way]:
        """Yield the ways on through each move that may have been played and would have been shown like this one."""
        assert record.move is not None
        rules, side, shown = self.compiled.rules, record.move.side, log[0].id
        moves = [rules.move_by_id[side, shown]]
        if side != self.seat:
            moves += [move for move in rules.moves if move.side == side and move.shown_as == shown]
        for move in moves:
            able = holding(way.now, move.when)
            if able is not None and able["phase"][0] in move.phases:
                yield from self._happened(_Way(able.but(_clock(record, "ply")), way.read), move, log)

    def _moment(self, record: Record, moment: str, log: Sequence[LogEntry], ways: Sequence[_Way]) -> list[_Way]:
        """Return the ways on through the events of a moment."""
        clock = _clock(record, moment)
        ways = [_Way(way.now.but(clock), way.read) for way in ways]
        for event in _events(self.compiled, moment, clock["phase"][0]):
            after = [way for way in ways if way.cut]
            for way in ways:
                if not way.cut:
                    after += self._passed(way, event, log)
            ways = _joined(after)
        return list(ways)

    def _passed(self, way: _Way, event: Event | Setup, log: Sequence[LogEntry]) -> Iterator[_Way]:
        """Yield the ways on past an event whose turn it is: without its firing, and with it."""
        idle, fired = failing(way.now, event.when), holding(way.now, event.when)
        if idle is not None:
            yield _Way(idle, way.read)
        if fired is not None:
            yield from self._happened(_Way(fired, way.read), event, log)

    def _happened(self, way: _Way, rule: Rule, log: Sequence[LogEntry]) -> Iterator[_Way]:
        """Yield the ways on through a rule that agree with what was shown."""
        label, always = self._shows(rule)
        for done in self._did(way, rule.effects, log, label, always=always):
            for each in self._drawn(done, rule, log) if rule.outcomes else (done,):
                yield from _ended(each, cuts=not isinstance(rule, MoveRule))

    def _drawn(self, way: _Way, rule: Rule, log: Sequence[LogEntry]) -> Iterator[_Way]:
        """Yield the ways on through each outcome of a rule that agree with what was shown."""
        for outcome in rule.outcomes:
            drawn = open_to(way.now, outcome)
            if drawn is not None:
                label, always = self._shows(rule, outcome)
                yield from self._did(_Way(drawn, way.read), outcome.effects, log, label, always=always)

    def _shows(self, rule: Rule, outcome: Outcome | None = None) -> tuple[Label, bool]:
        """Return the log entry that a rule or its outcome makes, and whether also when it moves no track in sight."""
        drawn = outcome.title if outcome else ""
        if outcome and self.seat not in outcome.seen_by:
            return UNSEEN, False
        if isinstance(rule, MoveRule):
            if outcome and rule.shown_as and self.seat != rule.side:
                return UNSEEN, False
            shown = rule.shown_as if self.seat != rule.side and rule.shown_as else rule.id
            return ("move", rule.side, shown, drawn), True
        if self.seat not in rule.seen_by:
            return UNSEEN, False
        kind = "setup" if isinstance(rule, Setup) else "event"
        return (kind, "", rule.id, drawn), bool(outcome) or not rule.outcomes

    def _did(self, way: _Way, effects: Effects, log: Sequence[LogEntry], label: Label, *, always: bool) -> list[_Way]:
        """Return the ways on through effects that agree with what was shown."""
        entry = log[way.read] if way.read < len(log) else None
        told = entry is not None and (entry.kind, entry.side, entry.id, entry.outcome) == label
        if always and not told:
            return []
        found = []
        for after in run(way.now, effects):
            if not always and (same := self._agreeing(way.now, after, effects, ())) is not None:
                found.append(_Way(same, way.read))
            if told and entry is not None and (always or entry.changes):
                moved = self._agreeing(way.now, after, effects, entry.changes)
                if moved is not None:
                    found.append(_Way(moved, way.read + 1))
        return found

    def _agreeing(self, before: Ranges, after: Ranges, effects: Effects, changes: Sequence[Moved]) -> Ranges | None:
        """Return `after` narrowed to where just these of the tracks in sight changed; None if that cannot be."""
        moved = {each.track: each.after for each in changes}
        touched = {each.target for step in effects for each in step.do} & self.seen
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


def _ended(way: _Way, *, cuts: bool) -> Iterator[_Way]:
    """Yield the ways on after a rule: with the rest of its moment, without it, or both; none if the game is over."""
    ends = [way.now[name] for name in ENDS]
    if ends[-1][0]:
        return
    now = way.now.but(dict.fromkeys(ENDS, (0, 0)))
    least, most = (max(end[at] for end in ends[:-1]) for at in (0, 1))
    if cuts and most:
        yield _Way(now, way.read, cut=True)
    if not (cuts and least):
        yield _Way(now, way.read)


def _joined(ways: Sequence[_Way]) -> list[_Way]:
    """Join the ways that account for the same entries of the log."""
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
