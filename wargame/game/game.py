"""One game in progress, in names.

`legal_moves` lists the moves without a reason against them, `why_not` gives that reason, `play` raises it. The rules
themselves run in the kernel; a game keeps the state, the seed, and a record of each move.
"""

from __future__ import annotations

from copy import copy
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import define, field

from wargame.arrays import Array
from wargame.bounds import MOST_SEED
from wargame.errors import IllegalMove, RulesError, SeatError
from wargame.game.communique import Clause, communique
from wargame.game.hidden import Known
from wargame.game.move import Move
from wargame.game.preview import Preview, preview_of
from wargame.game.reach import reach
from wargame.game.reasons import closed_because
from wargame.game.record import Record
from wargame.game.standing import OpenScore, Projected, open_score, projected
from wargame.game.summit import Summit
from wargame.game.texts import told
from wargame.game.view import REFEREE, View, view_of
from wargame.kernel import trace
from wargame.kernel.dice import CHANCE_STREAM, SEAT_STREAM, SETUP_STREAM, stream_key
from wargame.kernel.movesets import MOST_MOVES
from wargame.kernel.observe import observe
from wargame.kernel.state import DECIDE, ENDING, FAULT, NO_FAULT, NO_MOVE, PLY, STAGE, TOO_LONG, TURN

if TYPE_CHECKING:
    from wargame.scenario.rules import Ending

# By the faults of wargame.kernel.state.


class Fault(StrEnum):
    """Why the rules of a scenario cannot bring a game to an end, in the order of the kernel's numbers."""

    NONE = ""
    NO_MOVE = "nobody could move"
    NO_OUTCOME = "no outcome of a rule was possible"
    TOO_LONG = "it ran over the ply limit"


FAULTS = tuple(Fault)


@define(eq=False)
class Game:
    """A game from its seed; the same seed and the same moves give the same game, always.

    `chance` lists later seeds, each as (ply, seed): from that ply on, that seed draws all chance.
    """

    summit: Summit
    seed: int = field(repr=False)
    chance: tuple[tuple[int, int], ...] = field(default=(), repr=False)  # (decisions before it, seed), in order
    state: Array = field(init=False, repr=False)
    records: list[Record] = field(init=False, factory=list, repr=False)
    setup: Record = field(init=False, repr=False)
    _observed: list[tuple[int, int]] = field(init=False, factory=list, repr=False)
    _keys: dict[int, Any] = field(init=False, factory=dict, repr=False)  # of chance, by seed
    _legal: tuple[str, ...] | None = field(init=False, default=None, repr=False)
    _rows: Array = field(init=False, repr=False)
    _states: Array = field(init=False, repr=False)
    _moves: Array = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Run the set-up: draw all that the seed draws before the first move."""
        for seed in (self.seed, *(seed for _, seed in self.chance)):
            self._keys[seed] = _chance_key(seed)
        compiled = self.summit.compiled
        self.state = self.summit.blank_state()
        self._rows = np.zeros((compiled.most_happenings, trace.HAPPENINGS.width), np.uint64)
        self._states = np.zeros((compiled.most_happenings, compiled.slots.count), self.state.dtype)
        self._moves = np.zeros(MOST_MOVES, np.int64)
        key = np.uint64(stream_key(np.uint64(self.seed), SETUP_STREAM))
        before = self.summit.blank_state()
        trace.run_start(compiled.ints, compiled.words, before)
        count = trace.trace_start(compiled.ints, compiled.words, self.state, key, self._rows, self._states)
        self.setup = self._record(None, before, count)

    # -- where it stands

    @property
    def turn(self) -> str:
        """Return the side to move, "" once the game is over."""
        return "" if self.is_over else self.summit.rules.side_ids[int(self.state[TURN])]

    @property
    def is_over(self) -> bool:
        """Say whether the game has ended."""
        return bool(self.state[STAGE] != DECIDE)

    @property
    def fault(self) -> int:
        """Return the number of the `Fault` that stopped the game, 0 if none did."""
        if self.is_over:
            return int(self.state[FAULT])
        if not self.legal_moves:
            return NO_MOVE
        return TOO_LONG if self.state[PLY] >= self.summit.rules.scenario.ply_limit else NO_FAULT

    @property
    def ply(self) -> int:
        """Return how many decisions have been taken."""
        return len(self.records)

    @property
    def ending(self) -> Ending | None:
        """Return the ending, None while the game goes on."""
        index = int(self.state[ENDING])
        return self.summit.rules.endings[index - 1] if index else None

    @property
    def ending_text(self) -> str:
        """Return the ending's text, of several the one that this game's seed picks; "" while the game goes on."""
        return told(self.ending.text, self.seed, f"ending:{self.ending.id}", 0) if self.ending else ""

    @property
    def scores(self) -> dict[str, int]:
        """Return each side's score once the game is over.

        Raises:
            ValueError: the game goes on.
        """
        if self.ending is None:
            message = "the game is not over"
            raise ValueError(message)
        result = np.zeros(2, np.int64)
        trace.write_scores(self.summit.compiled.ints, self.summit.compiled.words, self.state, result)
        return dict(zip(self.summit.rules.side_ids, result.tolist(), strict=True))

    # -- moves

    @property
    def legal_moves(self) -> tuple[str, ...]:
        """Return the ids of the moves open to the side to move, in the order of the scenario."""
        if self._legal is None:
            compiled = self.summit.compiled
            count = trace.legal_moves(compiled.ints, compiled.words, self.state, self._moves)
            ids = self.summit.move_ids
            self._legal = tuple([ids[at] for at in self._moves[:count].tolist()])
        return self._legal

    def why_not(self, move: str | Move) -> str | None:
        """Return why a move cannot be played now, or None if it can.

        Raises:
            MalformedMove: there is no such move.
            SeatError: there is no such side.
        """
        intent = self._intent(move)
        rule = self.summit.rule_of(intent)
        if self.is_over:
            return "the game is over"
        if intent.side != self.turn:
            return f"it is {self.summit.rules.side(self.turn).name}'s turn"
        if intent.id in self.legal_moves:
            return None
        return "; ".join(closed_because(self.summit.rules, rule, self.values()))

    def play(self, move: str | Move) -> Record:
        """Play a move for the side to move, and run the game to the next decision or the end.

        Raises:
            IllegalMove: it is closed; the text says why.
            MalformedMove: there is no such move.
            RulesError: the rules cannot go on, before the move or after it.
        """
        intent = self._intent(move)
        self.check_rules()
        if intent.id not in self.legal_moves or intent.side != self.turn:
            message = f"{intent.id} cannot be played: {self.why_not(intent)}"
            raise IllegalMove(message)
        compiled = self.summit.compiled
        index = compiled.move_index[intent.side, intent.id]
        before = self.state.copy()
        key = self._keys[self.seed_now]
        count = trace.trace_move(compiled.ints, compiled.words, self.state, key, index, self._rows, self._states)
        self._legal = None
        record = self._record(intent, before, count)
        self.records.append(record)
        if self.state[FAULT]:
            self.check_rules()
        return record

    def check_rules(self) -> None:
        """Raise if the rules have come to a fault.

        Raises:
            RulesError: with the scenario, the place and the reason.
        """
        if fault := self.fault:
            message = f"the rules of {self.summit.id} fail after {self.ply} decisions: {FAULTS[fault]}"
            raise RulesError(message)

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
        self._legal = None
        return record

    def at(self, ply: int) -> Game:
        """Return an independent copy of the game as it stood after `ply` decisions.

        Raises:
            IllegalMove: fewer have been taken.
        """
        if not 0 <= ply <= self.ply:
            message = f"there is no decision {ply}; the last is {self.ply}"
            raise IllegalMove(message)
        past = copy(self)
        past.state = (self.records[ply].before if ply < self.ply else self.state).copy()
        past.records = self.records[:ply]
        past._observed = self._observed[: ply + 1]  # noqa: SLF001  its own
        past._legal = None  # noqa: SLF001
        return past

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
        return view_of(self, seat)

    def known_to(self, seat: str) -> Known:
        """Return the position as far as a seat knows it ("": the referee); once the game is over, all of it.

        Raises:
            SeatError: there is no such side.
        """
        if seat == REFEREE:
            return Known(self.summit, self.state)
        self.summit.seat(seat)
        return Known(self.summit, self.state, seat, {} if self.is_over else reach((self.setup, *self.records), seat))

    def preview(self, move: str | Move) -> Preview:
        """Return what a move of the side to move would do, as that side may know it.

        Raises:
            IllegalMove: it is closed; the text says why.
            MalformedMove: there is no such move.
        """
        intent = self._intent(move)
        if (reason := self.why_not(intent)) is not None:
            message = f"{intent.id} cannot be played: {reason}"
            raise IllegalMove(message)
        return preview_of(self.known_to(intent.side), self.summit.rule_of(intent))

    def projections(self, seat: str) -> tuple[Projected, ...]:
        """Return the scenario's projections (signed now, no text) as a seat may know them, with its score in each."""
        return projected(self.known_to(seat))

    def communique(self) -> tuple[Clause, ...]:
        """Return the draft as it stands, clause by clause."""
        return communique(self.summit.rules, self.values())

    def score_now(self, seat: str) -> OpenScore:
        """Return a seat's score as if the game ended now, broken down into its terms."""
        return open_score(self.known_to(seat), seat)

    def values(self) -> dict[str, int]:
        """Return every track, derived track and engine track by name: the referee's knowledge."""
        return self.summit.values(self.state)

    def observation(self, side: str) -> int:
        """Return the key of a side's information set: a 64-bit hash of all that it has seen."""
        return self._observed[-1][self.summit.seat(side)]

    def player_key(self, side: str) -> int:
        """Return the key that seeds the random numbers of a side's player; the game's seed cannot be read off it."""
        return int(stream_key(np.uint64(self.seed_now), SEAT_STREAM + self.summit.seat(side)))

    # -- inside

    def _intent(self, move: str | Move) -> Move:
        if isinstance(move, Move):
            return move
        if self.is_over:
            message = "the game is over: no side is to move"
            raise SeatError(message)
        return Move(self.turn, move)

    def _record(self, move: Move | None, before: Array, count: int) -> Record:
        rows, states = self._rows[:count].copy(), self._states[:count].copy()
        hashes = np.array(self._observed[-1] if self._observed else (0, 0), np.uint64)
        observe(self.summit.compiled.ints, self.summit.compiled.words, before, rows, states, hashes)
        self._observed.append((int(hashes[0]), int(hashes[1])))
        earlier = None if move is None else self.records[-1] if self.records else self.setup
        return Record(self.summit, move, before, rows, states, self.seed, earlier)


def _chance_key(seed: int) -> Any:  # noqa: ANN401  an np.uint64
    if not 0 <= seed <= MOST_SEED:
        message = f"a seed is a whole number from 0 to {MOST_SEED}, found {seed}"
        raise ValueError(message)
    return np.uint64(stream_key(np.uint64(seed), CHANCE_STREAM))
