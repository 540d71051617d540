"""What a seat chooses: moves that escalate, provoke or hide, in character or not, and claims beyond the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.game.preview import leaves_of
from wargame.game.view import view_of
from wargame.players.player import chances_of
from wargame.players.roster import make_player
from wargame.scenario.measures import Measured, measured
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wargame.analysis.played import Played
    from wargame.game.game import Game
    from wargame.game.record import Record
    from wargame.game.summit import Summit
    from wargame.players.player import Player
    from wargame.scenario.measures import Mark
    from wargame.scenario.rules import MoveRule


class Choices:
    """Looks at the decisions of a seat, in games of one scenario."""

    def __init__(self, summit: Summit) -> None:
        """Look up what counts as what, and make the doctrine that choices are held against."""
        self._summit, self._rules = summit, summit.rules
        self._measured: Measured = measured(summit.rules)
        self._doctrine: Player = make_player(summit, "doctrine", 0)

    def figures(self, played: Played, side: str) -> Iterator[tuple[str, float]]:
        """Yield each measure of the moves that a side has chosen; none of a side that never had the turn."""
        game, plies = played.game, played.plies(side)
        if not plies:
            return
        records, count = [game.records[at] for at in plies], len(plies)
        if tension := self._measured.tension:
            slot = self._summit.compiled.slots.of_name[tension]
            yield "escalation", sum(self._raised(each, slot) for each in records) / count
        for name, mark in (("provocations", self._measured.provocations), ("secret work", self._measured.secret)):
            if mark:
                yield name, sum(shows(mark, each, kinds=("move",)) for each in records) / count
        yield from self._in_character(game, plies)
        if (over := self._overclaimed(records[-1], side)) is not None:
            yield "overclaiming", over

    def _chosen(self, record: Record) -> MoveRule:
        assert record.move is not None
        return self._rules.move_by_id[record.move.side, record.move.id]

    def _raised(self, record: Record, slot: int) -> float:
        """Return what a move was expected to add to a track by the end of its ply: its weight of escalation there."""
        leaves = leaves_of(self._summit.compiled, record.before, self._chosen(record))
        return float(sum(chance * (int(leaf[slot]) - int(record.before[slot])) for chance, leaf in leaves))

    def _in_character(self, game: Game, plies: Sequence[int]) -> Iterator[tuple[str, float]]:
        """Yield how likely the doctrine chooses what was chosen, and how much less than what it chooses itself."""
        chosen, own = 0.0, 0.0
        for at in plies:
            past = game.at(at)
            chances = chances_of(self._doctrine, view_of(past, past.turn)) or {}
            chosen += chances.get(self._chosen(game.records[at]).id, 0.0)
            own += sum(chance * chance for chance in chances.values())
        yield "in character", chosen / len(plies)
        yield "out of character", (own - chosen) / len(plies)

    def _overclaimed(self, last: Record, side: str) -> float | None:
        """Return by how much a side's claims exceed the draft after its last decision, by clause; None if none can."""
        values, track = self._summit.values(last.states[-1]), self._rules.track_id
        over = [
            max(0, values[track(Role.CLAIM, issue.id)] - values[track(Role.OFFER, issue.id)])
            for issue in self._rules.issues
            if self._rules.claimed_by(issue) == side
        ]
        return sum(over) / len(over) if over else None


def shows(mark: Mark, record: Record, kinds: tuple[str, ...] = ("move", "event")) -> bool:
    """Say whether something that counts happened in a record, in what is of these kinds."""
    return any(
        each.rule in mark.rules
        or (each.rule, each.outcome) in mark.outcomes
        or any(change.track in mark.tracks and change.after > change.before for change in each.changes)
        for each in record.happenings
        if each.kind in kinds
    )


def first_shown(mark: Mark, records: Sequence[Record]) -> int | None:
    """Return the index of the first record in which something that counts happened."""
    return next((at for at, record in enumerate(records) if shows(mark, record)), None)
