"""A review: one saved game from its first roll to its last, judged on a stated budget.

The same game, budget and policy give the same review, to the last digit; the random numbers of the judges hang on the
game's seed and on nothing that was drawn with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen
from cattrs import unstructure

from wargame.analysis.review.bargaining import Bargaining, bargaining_of
from wargame.analysis.review.course import course_of
from wargame.analysis.review.decisions import DecisionJudge, Judged
from wargame.analysis.review.ledger import Ledger, Ply, ledger_of, plies_of
from wargame.analysis.review.marks import Accuracy, accuracy_of
from wargame.analysis.review.promises import Promises, promises_of
from wargame.analysis.review.truth import Truth
from wargame.analysis.review.turning import Turning, mistakes_of, turning_points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.game.game import Game
    from wargame.players.learned import PolicyUse

FORMAT = 1
_POSITION_GAMES = 4  # times the budget: games played on from each position


@frozen(kw_only=True)
class SideReview:
    """A side, over the whole game."""

    side: str
    mandate: str  # id
    accuracy: Accuracy | None  # None: it never had a choice
    phases: dict[str, Accuracy]  # by id of the phase, those in which it had a choice
    marks: dict[str, int]  # how many decisions have each mark


@frozen(kw_only=True)
class Review:
    """The review of a game."""

    budget: int  # simulations of each move that is looked at
    policy: str  # digest of the learned policy that guides both judges, "" for the doctrine
    plies: int
    ending: str  # id, "" while the game goes on
    scores: dict[str, int]  # by side; empty while it goes on
    sides: tuple[SideReview, ...]
    decisions: tuple[Judged, ...]
    ledger: Ledger
    bargaining: Bargaining | None  # None: the scenario says nothing to value a text by
    promises: Promises
    turning: tuple[Turning, ...]
    mistakes: tuple[int, ...]  # decisions (from 1), the worst first: what can be tried again

    def account(self) -> dict[str, Any]:
        """Return it as plain data."""
        found: dict[str, Any] = {"format": FORMAT, **unstructure(self)}
        return found


def reviewing(game: Game, policy: PolicyUse, budget: int) -> Iterator[float | Review]:
    """Review a game as far as it has come; yields the share of the work done, again and again, and at last the review.

    Args:
        game: replayed from its journal.
        policy: that guides the judges.
        budget: simulations of each move that is looked at, at least 1; the other judge's games go with it.
    """
    truth, whole = Truth.of(game, policy.table), 2 * game.ply + 2
    plies = list[Ply]()
    for found in plies_of(game, truth, _POSITION_GAMES * budget, budget):
        plies.append(found)
        yield len(plies) / whole
    judge, decisions = DecisionJudge(game, truth, budget), list[Judged]()
    for ply in range(1, game.ply + 1):
        decisions.append(judge.judge(ply))
        yield (len(plies) + ply) / whole
    ledger, course = ledger_of(game, plies), course_of(game)
    bargaining = bargaining_of(game, course)
    windows = bargaining.windows if bargaining else ()
    yield Review(
        budget=budget,
        policy=policy.digest,
        plies=game.ply,
        ending=game.ending.id if game.ending else "",
        scores=game.scores if game.ending else {},
        sides=tuple(_side(game, side, decisions) for side in game.summit.rules.side_ids),
        decisions=tuple(decisions),
        ledger=ledger,
        bargaining=bargaining,
        promises=promises_of(game, course),
        turning=turning_points(decisions, ledger.rolls, windows),
        mistakes=mistakes_of(decisions),
    )


def _side(game: Game, side: str, decisions: list[Judged]) -> SideReview:
    rules = game.summit.rules
    own = [each for each in decisions if each.side == side and each.options]
    marks = [each.mark for each in own if each.mark]
    phases = {
        phase.id: found
        for phase in rules.phases
        if (found := accuracy_of([each.lost for each in own if each.phase == phase.id]))
    }
    return SideReview(
        side=side,
        mandate=rules.mandate(side, game.values()).id,
        accuracy=accuracy_of([each.lost for each in own]),
        phases=phases,
        marks={mark: marks.count(mark) for mark in dict.fromkeys(marks)},
    )
