"""Where the panels of a board stand: by how much room there is, and by how much each of them has to show.

One function from a size and the needs of panels to a region for each; what has no region stands behind a key. The board
comes first and whole, then what can be done and what it would do; spare rows go to situation and brief.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.geometry import Region

if TYPE_CHECKING:
    from collections.abc import Callable

    Need = Callable[[str, int], int]  # a panel and a width: the rows that it would fill
    Regions = dict[str, Region]

GAP, BARS, CHOICES, DETAIL, CLAUSE, SITUATION, BRIEF = (
    "gap", "bars", "choices", "detail", "clause", "situation", "brief",
)  # fmt: skip
TABS = (CHOICES, GAP, SITUATION)  # in one column, by what each has first
SLIM, WIDE = 70, 140  # columns: below the first one column, from the second on the board beside the moves
LEAST_CHOICES, LEAST_LOWER, LEAST_CLAUSE = 8, 6, 5  # rows
AIR = 4  # rows of the gap board that are not doubled where an empty line stands between clauses
MOST_CHOICES = 46  # columns of the moves where the detail stands beside them
MOST_READ = 104  # columns of a page that stands alone


def arranged(width: int, height: int, need: Need, *, telling: bool = False, tab: str = CHOICES) -> Regions:
    """Return the region of each panel; while something is told the moves make room for it."""
    if tab == DETAIL:  # it alone, no wider than is read with ease
        column = min(width, MOST_READ)
        return {DETAIL: Region((width - column) // 2, 0, column, height)}
    if width < SLIM:
        return _column(width, height, need, telling=telling, tab=tab)
    if width < WIDE:
        return _stacked(width, height, need, telling=telling)
    return _abreast(width, height, need, telling=telling)


def _column(width: int, height: int, need: Need, *, telling: bool, tab: str) -> Regions:
    """One column of which a tab shows a part."""
    if telling:
        return {DETAIL: Region(0, 0, width, height)}
    if tab == GAP:
        shares = _shares(height, [(GAP, need(GAP, width)), (BARS, need(BARS, width)), (CLAUSE, height)])
    elif tab == SITUATION:
        most = max(height // 2, height - need(BRIEF, width))
        shares = _shares(height, [(SITUATION, min(most, need(SITUATION, width))), (BRIEF, height)])
    else:
        shares = _shares(height, [(CHOICES, min(need(CHOICES, width), height * 6 // 11)), (DETAIL, height)])
    return _below(0, 0, width, shares)


def _stacked(width: int, height: int, need: Need, *, telling: bool) -> Regions:
    """The board above, moves and what they do below it, and what is spare for situation and brief."""
    gap, bars = need(GAP, width), need(BARS, width)
    if height - gap - bars < LEAST_CHOICES:
        bars = 0
    rest = max(1, height - gap - bars)
    half = width * 3 // 5
    lower = max(need(SITUATION, half), need(BRIEF, width - half - 1))
    middle = max(LEAST_CHOICES + 2, min(need(CHOICES, MOST_CHOICES), rest * 3 // 5))
    lower = min(lower, rest - middle)
    if lower < LEAST_LOWER:
        lower = 0
    middle = rest - lower
    regions = _below(0, 0, width, [(GAP, gap), (BARS, bars)])
    regions |= _choices(Region(0, gap + bars, width, middle), telling=telling)
    if lower:
        regions[SITUATION] = Region(0, height - lower, half, lower)
        regions[BRIEF] = Region(half + 1, height - lower, width - half - 1, lower)
    return regions


def _choices(room: Region, *, telling: bool) -> Regions:
    if telling:
        return {DETAIL: room}
    left = min(MOST_CHOICES, room.width * 9 // 20)
    return {
        CHOICES: Region(room.x, room.y, left, room.height),
        DETAIL: Region(room.x + left + 1, room.y, room.width - left - 1, room.height),
    }


def _abreast(width: int, height: int, need: Need, *, telling: bool) -> Regions:
    """The board, what it is worth and where things stand on the left; on the right the moves, and what they do."""
    left = width * 3 // 5
    right = width - left - 1
    half = left // 2
    lower = max(need(SITUATION, half), need(BRIEF, left - half - 1))
    gap, bars = need(GAP, left), need(BARS, left)
    if 2 * gap + bars + lower + LEAST_CLAUSE <= height:
        gap = 2 * gap - AIR
    regions = _below(0, 0, left, _shares(height, [(GAP, gap), (BARS, bars)]))
    top = sum(each.height for each in regions.values())
    lower = min(height - top, lower)
    regions[SITUATION] = Region(0, top, half, lower)
    regions[BRIEF] = Region(half + 1, top, left - half - 1, lower)
    spare = height - top - lower
    if spare >= LEAST_CLAUSE:
        regions[CLAUSE] = Region(0, top + lower, left, spare)
    choices = 0 if telling else min(need(CHOICES, right), height * 3 // 5)
    return regions | _below(left + 1, 0, right, [(CHOICES, choices), (DETAIL, height - choices)])


def _shares(height: int, wanted: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Give each panel what it wants, in their order, as long as there is any."""
    shares = []
    for panel, rows in wanted:
        share = min(rows, height)
        height -= share
        shares.append((panel, share))
    return shares


def _below(x: int, y: int, width: int, shares: list[tuple[str, int]]) -> Regions:
    regions = {}
    for panel, rows in shares:
        if rows > 0:
            regions[panel] = Region(x, y, width, rows)
            y += rows
    return regions
