"""Every decision judged twice, and the two kept apart: by what its seat could know, and by the truth.

The first judge searches from the beliefs that the seat could have (see `players.appraiser`); marks come from it alone,
since nobody can be blamed for a card that he could not see. The second plays on from the true position (see `truth`).
"""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.analysis.review.marks import mark_of
from wargame.analysis.review.truth import Pair, pair
from wargame.game.view import view_of
from wargame.kernel.state import PHASE, ROUND
from wargame.players.appraiser import Appraiser

if TYPE_CHECKING:
    from wargame.analysis.review.truth import Truth
    from wargame.arrays import Array
    from wargame.game.game import Game
    from wargame.players.appraiser import Appraised

BEST = 3  # moves that are searched beside the one that was played
_SHARE = 8  # of the simulations: games of each open move, by which the best is picked where everything is seen
_TRUTH_NUMBER = 1 << 32  # of the judge's keys: above all those of the ledger


@frozen
class Step:
    """A move of a line."""

    side: str
    move: str


@frozen(kw_only=True)
class Option:
    """A move that was looked at, by what its seat could know."""

    move: str
    worth: Pair  # expected scores
    error: float  # standard error of the mover's
    line: tuple[Step, ...]  # how it might go on, beginning with it


@frozen(kw_only=True)
class Seen:
    """A decision with everything seen: the move that was played, and the one that was best then."""

    played: Pair
    best: str
    worth: Pair  # of the best
    ending: str  # that the best led to most often: id, "" if no game came to one
    share: float  # of the games played on from it that ended so


@frozen(kw_only=True)
class Judged:
    """A decision."""

    ply: int  # from 1
    side: str
    phase: str
    round: int
    move: str
    open: int  # how many moves were open
    options: tuple[Option, ...]  # the best first; the one played among them; empty where there was no choice
    lost: float  # points of the mover's own, by what he could know
    mark: str
    seen: Seen | None  # None where there was no choice

    @property
    def played(self) -> Option:
        """Return the move that was played, as it was looked at; there has to have been a choice."""
        return next(each for each in self.options if each.move == self.move)

    @property
    def best(self) -> Option:
        """Return the best move; there has to have been a choice."""
        return self.options[0]


class DecisionJudge:
    """Judges the decisions of a game, one after the other."""

    def __init__(self, game: Game, truth: Truth, simulations: int) -> None:
        """Begin at the first; `simulations` are spent on each move that is looked at."""
        self._game, self._truth, self._simulations = game, truth, simulations
        summit = game.summit
        self._appraisers = {side: Appraiser(summit, side, truth.key, truth.policy) for side in summit.rules.side_ids}

    def judge(self, ply: int) -> Judged:
        """Judge decision `ply`, from 1; they have to come in order."""
        then, record = self._game.at(ply - 1), self._game.records[ply - 1]
        assert record.move is not None
        side, move = record.move.side, record.move.id
        seat, opened = self._game.summit.seat(side), then.legal_moves
        options: tuple[Option, ...] = ()
        lost, mark, seen = 0.0, "", None
        if len(opened) > 1:
            found = self._appraisers[side].appraise(view_of(then, side), (move,), self._simulations, BEST)
            options = tuple(option_of(each, seat) for each in found)
            lost, mark = _judged(options, move, seat)
            seen = self._seen(then, move)
        phase = self._game.summit.rules.phases[int(then.state[PHASE]) - 1].id
        return Judged(
            ply=ply,
            side=side,
            phase=phase,
            round=int(then.state[ROUND]),
            move=move,
            open=len(opened),
            options=options,
            lost=lost,
            mark=mark,
            seen=seen,
        )

    def _seen(self, then: Game, played: str) -> Seen:
        """Return what was best with everything seen.

        The best is picked by a few games of every move, and then played out anew beside the one that was played: a
        figure by which something was picked is flattered.
        """
        truth, seat, number = self._truth, then.summit.seat(then.turn), _TRUTH_NUMBER + 2 * then.ply
        index = {each: then.summit.compiled.move_index[then.turn, each] for each in then.legal_moves}
        after: dict[str, Array] = {each: truth.after(then.state, at) for each, at in index.items()}
        tried = truth.worth([*after.values()], max(self._simulations // _SHARE, 1), number).means[:, seat]
        best = [*after][int(tried.argmax())]
        both = truth.worth([after[played], after[best]], self._simulations, number + 1)
        if both.means[0, seat] >= both.means[1, seat]:
            best = played
        at = int(best != played)
        endings = both.endings[at]
        most, games = int(endings.argmax()), int(endings.sum())
        return Seen(
            played=pair(both.means[0]),
            best=best,
            worth=pair(both.means[at]),
            ending=then.summit.rules.endings[most].id if games else "",
            share=float(endings[most] / games) if games else 0.0,
        )


def option_of(each: Appraised, seat: int) -> Option:
    """Return an appraised move of a seat."""
    own, other = round(each.own.mean, 2), round(each.other.mean, 2)
    return Option(
        move=each.move,
        worth=(other, own) if seat else (own, other),
        error=round(each.own.error, 2),
        line=tuple(Step(one.side, one.id) for one in each.line),
    )


def _judged(options: tuple[Option, ...], move: str, seat: int) -> tuple[float, str]:
    """Return the points that a move has lost, and its mark."""
    best = options[0]
    played = next(each for each in options if each.move == move)
    beside = next((each for each in options if each.move != move), played)
    lost = round(max(0.0, best.worth[seat] - played.worth[seat]), 2)
    ahead = max(0.0, played.worth[seat] - beside.worth[seat])
    return lost, mark_of(lost, ahead, hypot(played.error, beside.error))
