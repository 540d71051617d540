"""One game in progress, in names.

`legal_moves` lists the moves without a reason against them, `why_not` gives that reason, `play` raises it. The rules
themselves run in the kernel; a game keeps the state, the seed, and a record of each move.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import define, evolve, field

from wargame.bounds import MOST_SEED
from wargame.errors import IllegalMove
from wargame.game.communique import Clause, communique
from wargame.game.hidden import Known
from wargame.game.mandates import seed_with
from wargame.game.preview import Preview, preview_of
from wargame.game.reach import reach
from wargame.game.record import Record
from wargame.game.situation import Situation
from wargame.game.standing import OpenScore, Projected, open_score, projected
from wargame.game.texts import told
from wargame.game.tree import Node, node_at
from wargame.game.view import REFEREE, View, view_of
from wargame.kernel import trace
from wargame.kernel.dice import CHANCE_STREAM, SEAT_STREAM, SETUP_STREAM, stream_key
from wargame.kernel.observe import observe
from wargame.kernel.state import FAULT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wargame.arrays import Array
    from wargame.game.move import Move
    from wargame.game.summit import Summit


@define(eq=False)
class Game(Situation):
    """A game from its seed, a `Situation`; the same seed and the same moves give the same game, always.

    `chance` lists later seeds, each as (ply, seed): from that ply on, that seed draws all chance. Where `mandates` were
    chosen (by side, its id) and `seed` does not draw them, the first seed derived from it that does takes its place.
    """

    seed: int = field(repr=False)
    chance: tuple[tuple[int, int], ...] = field(default=(), repr=False)  # (decisions before it, seed), in order
    records: list[Record] = field(init=False, factory=list, repr=False)
    setup: Record = field(init=False, repr=False)
    _observed: list[tuple[int, int]] = field(init=False, factory=list, repr=False)
    _views: dict[str, View] = field(init=False, factory=dict, repr=False)  # of this position, as far as asked for
    _keys: dict[int, Any] = field(init=False, factory=dict, repr=False)  # of chance, by seed

    def __attrs_post_init__(self) -> None:
        """Run the set-up: draw all that the seed draws before the first move."""
        for seed in (self.seed, *(seed for _, seed in self.chance)):
            self._keys[seed] = _chance_key(seed)
        if self.mandates:
            self.seed = seed_with(self.summit, self.seed, self.mandates)
            self._keys[self.seed] = _chance_key(self.seed)
        compiled = self.summit.compiled
        self.state, before = self.summit.blank_state(), self.summit.blank_state()
        key = np.uint64(stream_key(np.uint64(self.seed), SETUP_STREAM))
        rows, states = compiled.blank_happenings()
        trace.run_start(compiled.ints, compiled.words, before)
        count = trace.trace_start(compiled.ints, compiled.words, self.state, key, rows, states)
        self.setup = self._record(None, before, rows[:count].copy(), states[:count].copy())

    @property
    def ending_text(self) -> str:
        """Return the ending's text, of several the one that this game's seed picks; "" while the game goes on."""
        return told(self.ending.text, self.seed, f"ending:{self.ending.id}", 0) if self.ending else ""

    # -- moves

    def play(self, move: str | int | Move) -> Record:
        """Play a move (its id or number) for the side to move, and run the game to the next decision or the end.

        Raises:
            IllegalMove: it is closed; the text says why.
            MalformedMove: there is no such move.
            RulesError: the rules cannot go on, before the move or after it.
            SeatError: the game is over.
        """
        intent = self._playable(move)
        compiled = self.summit.compiled
        index = compiled.move_index[intent.side, intent.id]
        before = self.state.copy()
        key = self._keys[self.seed_now]
        rows, states = compiled.blank_happenings()
        count = trace.trace_move(compiled.ints, compiled.words, self.state, key, index, rows, states)
        self._moved()
        record = self._record(intent, before, rows[:count].copy(), states[:count].copy())
        self.records.append(record)
        if self.state[FAULT]:
            self.check_rules()
        return record

    def undo(self) -> Record:
        """Take the last move back, and return its record.

        Raises:
            IllegalMove: nothing was played yet.
        """
        if not self.records:
            message = "there is no move to take back"
            raise IllegalMove(message)
        record = self.records.pop()
        self._observed.pop()
        self.state = record.before.copy()
        self._moved()
        return record

    def at(self, ply: int) -> Game:
        """Return an independent copy of the game as it stood after `ply` decisions.

        Raises:
            IllegalMove: fewer have been taken.
        """
        if not 0 <= ply <= self.ply:
            message = f"there is no decision {ply}; the last is {self.ply}"
            raise IllegalMove(message)
        past = object.__new__(Game)
        past.summit, past.seed, past.chance, past.mandates = self.summit, self.seed, self.chance, self.mandates
        past.state = (self.records[ply].before if ply < self.ply else self.state).copy()
        past.setup, past.records = self.setup, self.records[:ply]
        past._observed = self._observed[: ply + 1]
        past._keys = dict(self._keys)
        past._moved()
        return past

    def copy(self) -> Game:
        """Return an independent copy."""
        return self.at(self.ply)

    def __copy__(self) -> Game:
        """Return an independent copy."""
        return self.copy()

    def __deepcopy__(self, _: object) -> Game:
        """Return an independent copy; rules and records never change, and are shared."""
        return self.copy()

    def __reduce__(self) -> tuple[object, ...]:
        """Return what `pickle` keeps: the seeds and the moves, which are played again, and which scenario it is."""
        moves = tuple(self.summit.action(record.move) for record in self.records if record.move is not None)
        return _played, (self.summit, self.seed, self.chance, {**self.mandates}, moves)

    def node(self) -> Node:
        """Return the node of the game tree where the game stands, from where chance is explicit."""
        return node_at(self.summit, self.state, np.array(self._observed[-1], np.uint64))

    # -- chance

    @property
    def seed_now(self) -> int:
        """Return the seed that draws the chance of the next move."""
        for ply, seed in reversed(self.chance):
            if ply <= self.ply:
                return seed
        return self.seed

    def reseed(self, seed: int) -> None:
        """Draw all chance from the next move on from another seed; the set-up and what was played stay as they are.

        Raises:
            ValueError: it is no seed (0 to 2^64 − 1).
        """
        self._keys[seed] = _chance_key(seed)
        self.chance = (*(each for each in self.chance if each[0] < self.ply), (self.ply, seed))

    # -- values

    def view(self, seat: str) -> View:
        """Return what a seat may know, as pure data; "" is the referee.

        Raises:
            SeatError: there is no such side.
        """
        if seat not in self._views:
            self._views[seat] = view_of(self, seat)
        kept = self._views[seat]
        return evolve(kept, tracks={**kept.tracks}, scores={**kept.scores})

    def known_to(self, seat: str) -> Known:
        """Return the position as far as a seat knows it ("": the referee); once the game is over, all of it.

        Raises:
            SeatError: there is no such side.
        """
        if seat == REFEREE:
            return Known(self.summit, self.state)
        self.summit.seat(seat)
        return Known(self.summit, self.state, seat, {} if self.is_over else reach((self.setup, *self.records), seat))

    def preview(self, move: str | int | Move) -> Preview:
        """Return what a move (its id or number) of the side to move would do, as that side may know it.

        Raises:
            IllegalMove: it is closed; the text says why.
            MalformedMove: there is no such move.
        """
        intent = self._intent(move)
        rule = self.summit.rule_of(intent)
        if not self._is_open(intent):
            message = f"{intent.id} cannot be played: {self.why_not(intent)}"
            raise IllegalMove(message)
        return preview_of(self.known_to(intent.side), rule)

    def projections(self, seat: str) -> tuple[Projected, ...]:
        """Return the scenario's projections (signed now, no text) as a seat may know them, with its score in each."""
        return projected(self.known_to(seat))

    def communique(self) -> tuple[Clause, ...]:
        """Return the draft as it stands, clause by clause."""
        return communique(self.summit.rules, self.values())

    def score_now(self, seat: str) -> OpenScore:
        """Return a seat's score as if the game ended now, broken down into its terms."""
        return open_score(self.known_to(seat), seat)

    def observation(self, side: str) -> int:
        """Return the key of a side's information set: a 64-bit hash of all that it has seen."""
        return self._observed[-1][self.summit.seat(side)]

    def player_key(self, side: str) -> int:
        """Return the key that seeds the random numbers of a side's player; the game's seed cannot be read off it."""
        return int(stream_key(np.uint64(self.seed_now), SEAT_STREAM + self.summit.seat(side)))

    # -- inside

    def _moved(self) -> None:
        """Forget what was known of the position before it changed."""
        Situation._moved(self)  # noqa: SLF001  its base
        self._views = {}

    def _record(self, move: Move | None, before: Array, rows: Array, states: Array) -> Record:
        hashes = np.array(self._observed[-1] if self._observed else (0, 0), np.uint64)
        observe(self.summit.compiled.ints, self.summit.compiled.words, before, rows, states, hashes)
        self._observed.append((int(hashes[0]), int(hashes[1])))
        earlier = None if move is None else self.records[-1] if self.records else self.setup
        return Record(self.summit, move, before, rows, states, self.seed, earlier)


def _played(
    summit: Summit, seed: int, chance: tuple[tuple[int, int], ...], mandates: Mapping[str, str], moves: Iterable[int]
) -> Game:
    """Return a game from its seed in which these moves were played."""
    game = Game(summit, seed, chance, mandates=mandates)
    for move in moves:
        game.play(move)
    return game


def _chance_key(seed: int) -> Any:  # noqa: ANN401  an np.uint64
    if not 0 <= seed <= MOST_SEED:
        message = f"a seed is a whole number from 0 to {MOST_SEED}, found {seed}"
        raise ValueError(message)
    return np.uint64(stream_key(np.uint64(seed), CHANCE_STREAM))
