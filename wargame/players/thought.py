"""Anytime players: what one thinks of a position so far, for hints, progress, a stop key and reviews.

`Player.decide(view)` is all that a game needs. A player that also implements `Thinker` can be watched and stopped:

    for thought in player.think(view):  # one every few hundredths of a second
        show(thought)
        if stopped.is_set():
            break  # thought.move is its best so far
    game.play(Move(view.seat, thought.move))

Slices do not change what is found: exhausted, `think` ends with the move that `decide` would have returned, unless the
player is bounded by the clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from attrs import frozen

from wargame.game.move import Move

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.game.view import View


@frozen
class Expected:
    """A mean of simulated final scores (0 to 100), and its standard error."""

    mean: float
    error: float  # 0 where it was tried less than twice


@frozen(kw_only=True)
class Candidate:
    """One open move and its statistics."""

    move: str  # id
    visits: int  # simulations that began with it
    share: float  # of all simulations, 0 to 1
    own: Expected  # the score of the seat that thinks
    other: Expected
    line: tuple[Move, ...] = ()  # how it might go on, beginning with the move; empty unless it is among the most tried


@frozen(kw_only=True)
class Thought:
    """The results of a search so far; pure data, with nothing in it that the seat may not know."""

    seat: str
    simulations: int  # done so far
    budget: int  # simulations to do in all; 0 if the clock decides
    seconds: float  # that the clock allows; 0 if the budget decides
    done: bool  # nothing is left to be done
    move: str  # what it would play now: id
    candidates: tuple[Candidate, ...]  # every open move, the most visited first
    line: tuple[Move, ...]  # how it might go on, beginning with `move`
    beliefs: dict[str, float]  # the other side's mandates by id: how likely each is; they add up to 1
    reproducible: bool  # the same view and key give the same thought


@runtime_checkable
class Thinker(Protocol):
    """A player that thinks in slices, none longer than about a twentieth of a second."""

    def think(self, view: View) -> Iterator[Thought]:
        """Yield the results after each slice, the last one `done`; a caller that stops early may use any of them."""
