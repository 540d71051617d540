"""A stable topological order: that of the file, but each thing after all that it reads."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class CircleError(ValueError):
    """There is no such order: each of `names` reads the next, and the last is the first again."""

    def __init__(self, names: tuple[str, ...]) -> None:
        """Keep the circle."""
        super().__init__(" -> ".join(names))
        self.names = names


def in_order(reads: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the keys, each after those of them that it reads, and otherwise as they come.

    Raises:
        CircleError: some read each other in a circle.
    """
    number = {name: at for at, name in enumerate(reads)}
    sorter = TopologicalSorter({name: [each for each in read if each in number] for name, read in reads.items()})
    try:
        sorter.prepare()
    except CycleError as error:
        raise CircleError(tuple(reversed(error.args[1]))) from None
    names, ready, order = list(reads), list[int](), list[str]()
    while sorter.is_active():
        for name in sorter.get_ready():
            heappush(ready, number[name])
        order.append(names[heappop(ready)])
        sorter.done(order[-1])
    return order
