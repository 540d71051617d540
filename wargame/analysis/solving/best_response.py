"""A best response to a fixed player, learned in the frame of the search.

Approximate exploitability (Timbers et al., 2022): the response searches its own moves only, and draws the player's from
a model of it. The model is the player's own rule where the kernel knows it (random, doctrine), else a policy fitted to
what the player was seen to do, first against itself and then against the response. Where a game is tiny, the response
is exact against the chances with which the player was seen to move (see `whole_tree`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from attrs import evolve, field, frozen

from wargame.analysis.learning.lessons import Lesson
from wargame.analysis.learning.training import learn
from wargame.analysis.solving.whole_tree import TooLargeError, Walk
from wargame.arrays import Array
from wargame.errors import RulesError, RunError
from wargame.game.game import Game
from wargame.game.summit import Summit
from wargame.game.view import view_of
from wargame.kernel.dice import game_seed, stream_key
from wargame.players.apart import PlayerApart
from wargame.players.learned import PolicyUse
from wargame.players.policy import FORMAT, Made, Policy, habits_of, known_names, laid_out
from wargame.players.roster import is_kernel, kernel_policy, make_player
from wargame.players.search import STRONGEST, Budget, SearchPlayer
from wargame.scenario.rules import Role
from wargame.workers.engine import Engine, Load, Stopped, each_game
from wargame.workers.here import opened

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from wargame.game.view import View
    from wargame.players.player import Player

RESPONSE = evolve(STRONGEST, modeled=1.0)
TREE, SEARCH = "tree", "search"  # how a response is found
LEARNED, PLAYED = 11, 12  # streams of the seed: of games that are learned from, and of those that count
_AFAR = 4  # games that a worker on another machine gets at a time, at most
_KEYS = 13  # of the response's own chance

Scores = tuple[float, float]
Found = TypeVar("Found")


@frozen(kw_only=True)
class Question:
    """Which player is to be exploited, in which games, and with how much effort."""

    summit: Summit
    player: str
    policy: PolicyUse  # that the player leans on
    prior: Policy | None = None  # that the response leans on for its own moves; None: its doctrine
    seats: tuple[str, ...]  # sides that the response is to play
    games: int  # that count
    simulations: int  # of the response, for each decision
    learning: int  # games that are learned from, in each round
    keys: int  # with which the player is asked for its move in each information set
    seed: int
    workers: int | Engine

    def game(self, stream: int, number: int) -> Game:
        """Return a game at its beginning."""
        run = stream_key(np.uint64(self.seed), stream)
        return Game(self.summit, int(game_seed(np.uint64(run), np.uint64(number))))


@frozen(eq=False)
class TreeResponse:
    """The exact best response to chances that were asked for: a move for each information set."""

    chosen: Mapping[str, Mapping[int, int]]  # by side, then by information set: the open move, by number
    foretold: Mapping[str, float]  # by side: its gain, if the player were as it was asked
    keys: int  # with which it was asked in each information set; 0: its chances are known

    def begun(self, game: Game, side: str) -> Callable[[], str]:
        """Return what looks up its moves in one game."""
        return lambda: game.legal_moves[self.chosen[side][game.observation(side)]]


@frozen(eq=False)
class SearchResponse:
    """A search for its own moves that draws the player's from a model."""

    question: Question
    model: Policy | None  # None: the kernel knows the player's rule
    games: int = 0  # that the model was fitted to
    tables: dict[str, Array] = field(init=False)  # by side

    @tables.default
    def _laid_out(self) -> dict[str, Array]:
        asked, summit = self.question, self.question.summit
        even = self.model is None and kernel_policy(asked.player) == "random"
        found = {}
        for side in summit.rules.side_ids:
            other = summit.rules.other(side)
            habits = [*habits_of(summit, side, asked.prior), *habits_of(summit, other, self.model, even=even)]
            made = Made(player=asked.player, games=self.games, decisions=0, seed=str(asked.seed))
            joined = Policy(format=FORMAT, scenario=summit.id, sha256=summit.sha256, made=made, habits=habits)
            found[side] = laid_out(joined, summit)
        return found

    def begun(self, game: Game, side: str) -> Callable[[], str]:
        """Return what searches for its moves in one game."""
        asked = self.question
        key = int(stream_key(np.uint64(game.player_key(side)), _KEYS))
        player = SearchPlayer(asked.summit, Budget(asked.simulations), key, RESPONSE, self.tables[side])
        return lambda: player.decide(view_of(game, side)).id


# -- learning


def best_response(
    question: Question, method: str, go_on: Callable[[int], bool]
) -> TreeResponse | SearchResponse | None:
    """Learn a response by the tree, by search, or by whichever is best where the method is ""; None if stopped.

    Raises:
        TooLargeError: the tree was asked for, and the game is not tiny.
        RunError: there was next to nothing to learn from.
    """
    if method != SEARCH:
        try:
            return _by_tree(question, go_on)
        except TooLargeError:
            if method == TREE:
                raise
    try:
        return _by_search(question, go_on)
    except Stopped:
        return None


def _by_tree(question: Question, go_on: Callable[[int], bool]) -> TreeResponse | None:
    walk, rules = Walk(question.summit), question.summit.rules
    policies = walk.policy_of(question.player, question.keys, question.policy, lambda _: go_on(0))
    if policies is None:
        return None
    values, chosen, foretold = walk.value(policies), {}, {}
    for side in question.seats:
        seat = rules.side_ids.index(side)
        worth, chosen[side] = walk.best_response(seat, policies)
        foretold[side] = worth - values[seat]
    return TreeResponse(chosen, foretold, 0 if walk.knows(question.player) else question.keys)


def _by_search(question: Question, go_on: Callable[[int], bool]) -> SearchResponse | None:
    """Fit a model of the player, unless its rule is known: to games against itself, then against the response too."""
    if is_kernel(question.player):
        return SearchResponse(question, None)
    lessons: list[Lesson] = []
    response, games = None, 0
    for sides in (("",), question.seats):  # the player against itself, then the response in each seat
        for side in sides:
            work = partial(_lessons, question, response, side)
            with closing(in_order(question, range(games, games + question.learning), work)) as played:
                for found in played:
                    lessons += found
                    games += 1
                    if not go_on(games):
                        return None
        response = SearchResponse(question, _model(question, lessons, games), games)
    return response


def _lessons(question: Question, response: SearchResponse | None, side: str, number: int) -> list[Lesson]:
    """Play a game and return what the player did in it; the response plays `side`, if there is one."""
    game, rules = question.game(LEARNED, number), question.summit.rules
    names = {each: known_names(question.summit, each) for each in rules.side_ids}
    found: list[Lesson] = []

    def note(view: View, move: str) -> None:
        values = game.values()
        known = np.array([values[name] for name in names[view.seat]], np.int16)
        shares = {each: float(each == move) for each in view.legal}
        mandate = values[rules.track_id(Role.MANDATE, view.seat)]
        found.append(Lesson(number, view.seat, rules.phases[values["phase"] - 1].id, mandate, known, shares))

    scores_of(question, game, {} if response is None else {side: response}, note)
    return found


def _model(question: Question, lessons: Sequence[Lesson], games: int) -> Policy:
    made = Made(player=question.player, games=games, decisions=len(lessons), seed=str(question.seed))
    try:
        return learn(question.summit, lessons, made)[0]
    except ValueError as error:
        message = f"{error} in {games:,} games; --learn more of them"
        raise RunError(message) from None


# -- playing


def scores_of(
    question: Question,
    game: Game,
    responses: Mapping[str, TreeResponse | SearchResponse],
    note: Callable[[View, str], None] = lambda *_: None,
) -> Scores | None:
    """Play a game to its end, sides without a response by the player; `note` is told each of its moves.

    Returns both scores, None if the rules bring it to no end.

    Raises:
        Forfeit: a player in a process of its own did not make a move.
    """
    moves = {side: response.begun(game, side) for side, response in responses.items()}
    with ExitStack() as stack:
        players = {side: _seated(question, game, side, stack) for side in question.summit.rules.side_ids}
        while not game.is_over:
            try:
                game.check_rules()
            except RulesError:
                return None
            side = game.turn
            if side in moves:
                game.play(moves[side]())
                continue
            view = view_of(game, side)
            move = players[side].decide(view).id
            note(view, move)
            game.play(move)
    own, other = game.scores.values()
    return float(own), float(other)


def _seated(question: Question, game: Game, side: str, stack: ExitStack) -> Player:
    player = make_player(question.summit, question.player, game.player_key(side), policy=question.policy)
    return stack.enter_context(closing(player)) if isinstance(player, PlayerApart) else player


@frozen
class _Numbered:
    """A job for an engine: something to be done with each of some numbers of games."""

    player: str
    work: Callable[[int], Any]

    @property
    def load(self) -> Load:
        """Return what it spends its time in: the searches of both players."""
        return Load.KERNEL

    @property
    def players(self) -> tuple[str, ...]:
        """Return who plays."""
        return (self.player,)

    def __call__(self, numbers: range) -> list[Any]:
        """Do it with each."""
        return [self.work(number) for number in numbers]


def in_order(question: Question, numbers: range, work: Callable[[int], Found]) -> Generator[Found, None, None]:
    """Yield what `work` makes of each number, in order, whoever works.

    Raises:
        Stopped: that was wanted while nothing came.
        RunError: a cluster fails.
    """
    with opened(question.workers) as engine:
        job = _Numbered(question.player, work)
        with closing(each_game(engine, job, numbers, afar=_AFAR)) as found:
            yield from found
