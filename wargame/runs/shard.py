"""Shards: consecutive games of a run, as an engine's workers play them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from wargame.runs.batch import Run
from wargame.runs.tally import tally_of
from wargame.workers.engine import Load

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wargame.arrays import Array
    from wargame.runs.batch import Chunk
    from wargame.runs.tally import Tally

_MOST = 2**16  # games that the kernel plays, most at a time on another machine: a second or two
_MOST_STATES = 2**15  # the same where every state comes back: some megabytes
_FEW = 16  # games of other players


def most_afar(run: Run, *, states: bool = False) -> int:
    """Return how many games of a run a worker on another machine gets at a time, at most."""
    if not run.in_kernel:
        return _FEW
    return _MOST_STATES if states else _MOST


@frozen
class _Job:
    run: Run

    @property
    def load(self) -> Load:
        """Return what it spends its time in; searches are the kernel's, and modules have processes of their own."""
        return Load.KERNEL

    @property
    def players(self) -> Iterable[str]:
        """Return who plays."""
        return self.run.seats.values()


@frozen
class Counting(_Job):
    """Games that are counted."""

    def __call__(self, games: range) -> Tally:
        """Play games; returns their tally."""
        return tally_of(self.run.summit.rules, self.run.play(games.start, len(games)))


@frozen
class Recording(_Job):
    """Games whose results and final states are wanted."""

    def __call__(self, games: range) -> Chunk:
        """Play games; returns their rows of results and how each ended."""
        return self.run.play(games.start, len(games), states=True)


@frozen
class Resulting(_Job):
    """Games whose results are wanted."""

    def __call__(self, games: range) -> Array:
        """Play games; returns their rows of results."""
        return self.run.play(games.start, len(games)).results
