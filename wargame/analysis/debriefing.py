"""The debriefing of a class: its finished games by the rules they were played by, beside games of the AI.

Of each game: how it ended, whether there was an agreement to be found and who found it, what was promised and broken,
how its scores lie among those of the AI in the same seats, and what makes it worth talking about.
"""

from __future__ import annotations

from statistics import mean
from typing import TYPE_CHECKING, Any

from attrs import frozen
from cattrs import unstructure

from wargame.analysis.review.bargaining import Bargaining, Window, bargaining_of
from wargame.analysis.review.course import course_of
from wargame.analysis.review.promises import Promises, promises_of
from wargame.game.summit import Summit
from wargame.runs.tally import Tally
from wargame.scenario.meanings import SIGNED_CLASSES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wargame.game.game import Game

RARE_ENDING, FAR_OUT = 0.02, 0.05  # shares of the AI's games from which on an ending, or a score, is remarkable

REMARKABLE = frozenset({"collisions", "breaches", "exposures"})  # kinds of deeds


@frozen(kw_only=True)
class ClassGame:
    """One finished game of a class."""

    file: str
    seats: dict[str, str]  # player by side
    mandates: dict[str, str]  # id by side
    ending: str  # id
    agreed: bool  # it ended with a text in force, kept or broken
    scores: dict[str, int]
    plies: int
    promises: Promises
    room: bool | None  # whether some text was better for both than none; None: the rules say nothing to value it by
    captured: float | None  # share of the best joint gain over no deal that the signed text gave, None without room
    windows: tuple[Window, ...]  # texts on the table that both would have preferred to what came
    below: dict[str, float]  # by side: the share of the AI's games that came to less
    above: dict[str, float]
    ending_share: float  # of the AI's games, that ended so

    @property
    def remarkable(self) -> int:
        """Return how many things about it are worth discussing."""
        kinds = {each.kind for each in self.promises.deeds} & REMARKABLE
        far = sum(min(self.below[side], self.above[side]) < FAR_OUT for side in self.scores)
        return len(kinds) + far + bool(self.windows) + (self.ending_share < RARE_ENDING)


@frozen(kw_only=True)
class Reference:
    """Games of the AI in the same seats."""

    player: str
    seed: int
    tally: Tally

    def below(self, seat: int, score: int) -> float:
        """Return the share of games in which a seat came to less."""
        return float(self.tally.scores[seat, :score].sum() / max(1, self.tally.ended))

    def above(self, seat: int, score: int) -> float:
        """Return the share of games in which a seat came to more."""
        return float(self.tally.scores[seat, score + 1 :].sum() / max(1, self.tally.ended))


@frozen(kw_only=True)
class Group:
    """The games of a class that were played by the same rules."""

    summit: Summit
    reference: Reference
    games: tuple[ClassGame, ...]

    def scores(self, side: str) -> list[int]:
        """Return a side's scores."""
        return [game.scores[side] for game in self.games]

    @property
    def discussed(self) -> tuple[ClassGame, ...]:
        """Return the games worth discussing, the most remarkable first."""
        return tuple(sorted((each for each in self.games if each.remarkable), key=lambda game: -game.remarkable))

    def account(self) -> dict[str, Any]:
        """Return it as plain data."""
        rules, tally = self.summit.rules, self.reference.tally
        return {
            "scenario": self.summit.id,
            "title": rules.scenario.title,
            "scenario_sha256": self.summit.sha256,
            "success_line": rules.scenario.success,
            "mean_scores": {side: mean(self.scores(side)) for side in rules.side_ids},
            "games": [unstructure(game) for game in self.games],
            "discussed": [game.file for game in self.discussed],
            "reference": {
                "player": self.reference.player,
                "seed": str(self.reference.seed),
                "games": tally.games,
                "faults": tally.faults,
                "endings": {each.id: int(n) for each, n in zip(rules.endings, tally.endings, strict=True)},
                "scores": {side: tally.scores[seat].tolist() for seat, side in enumerate(rules.side_ids)},
            },
        }


def group_of(summit: Summit, games: Sequence[tuple[str, Mapping[str, str], Game]], reference: Reference) -> Group:
    """Return finished games of the same rules, each given by its file, its players and itself, beside the AI's."""
    found = tuple(class_game(file, seats, game, reference) for file, seats, game in games)
    return Group(summit=summit, reference=reference, games=found)


def class_game(file: str, seats: Mapping[str, str], game: Game, reference: Reference) -> ClassGame:
    """Return what a class may be told of one finished game."""
    rules, ending, values = game.summit.rules, game.ending, game.values()
    assert ending is not None, "the game is over"
    course = course_of(game)
    bargaining = bargaining_of(game, course)
    index = rules.endings.index(ending)
    room, captured = _room(bargaining)
    return ClassGame(
        file=file,
        seats=dict(seats),
        mandates={side: rules.mandate(side, values).id for side in rules.side_ids},
        ending=ending.id,
        agreed=ending.class_role in SIGNED_CLASSES,
        scores=game.scores,
        plies=game.ply,
        promises=promises_of(game, course),
        room=room,
        captured=captured,
        windows=bargaining.windows if bargaining else (),
        below={side: reference.below(seat, game.scores[side]) for seat, side in enumerate(rules.side_ids)},
        above={side: reference.above(seat, game.scores[side]) for seat, side in enumerate(rules.side_ids)},
        ending_share=float(reference.tally.endings[index] / max(1, reference.tally.ended)),
    )


def _room(bargaining: Bargaining | None) -> tuple[bool | None, float | None]:
    """Return whether some text was better for both than none, and how much of the best joint gain was signed."""
    if bargaining is None:
        return None, None
    none = bargaining.no_deal
    gains = [(own - none[0], other - none[1]) for own, other in (each.worth for each in bargaining.points)]
    best = max((own + other for own, other in gains if own > 0 and other > 0), default=0.0)
    if not best:
        return False, None
    signed = sum(bargaining.signed.worth) - sum(none) if bargaining.signed else 0.0
    return True, min(1.0, signed / best)
