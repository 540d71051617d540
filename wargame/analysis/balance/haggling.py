"""Measures of haggling: what precedes a signature, who accepts, in which round, and whether haggling pays."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wargame.analysis.balance.aims import Aim, Row
from wargame.analysis.balance.pools import if_strong
from wargame.analysis.bargaining.deals import projections_by_role
from wargame.analysis.standings.payoffs import games_of, meetings_of
from wargame.estimates import mean_of, median_of, number_reaching, share, share_of_any
from wargame.players.exploits import COUNTER_ONCE, FIRST_PAPER, Haggling
from wargame.scenario.meanings import KEPT, NO_DEAL
from wargame.scenario.measures import Mark, measured

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wargame.analysis.balance.pools import Pool, Signature
    from wargame.game.summit import Summit
    from wargame.tournament.result import GameResult

_DIGITS = 9  # of a gain: where the habit changes nothing, rounding must not look like one
OFTEN = 0.10  # of the signatures, for a round in which deals are made
HABITS = {
    FIRST_PAPER: "accepts the first paper it likes better than no deal",
    COUNTER_ONCE: "always counters once before it accepts",
}


def haggling_rows(pool: Pool) -> Iterator[Row]:
    """Yield the measures of how texts came to be signed; none if no move or track signs one."""
    signed = pool.signings
    if not pool.measured.accepts:
        return
    yield from _before(pool, signed)
    accepted = sum(each.seat == 0 for _, each in signed)
    yield Row(
        measure="deals",
        pool=pool.name,
        what=f"accepted by {pool.summit.rules.side_ids[0]}, of all signed",
        figure=share_of_any(accepted, len(signed)),
        aim=if_strong(pool, Aim(low=0.30, high=0.70, words="30–70 %")),
        note=f"{len(signed)} signed",
    )
    if signed:
        yield from _rounds(pool, [each for _, each in signed])


def _before(pool: Pool, signed: Sequence[tuple[int, Signature]]) -> Iterator[Row]:
    """Yield the number of packages and edits before a signature, and how often a package is signed as it was tabled."""
    tabling = Mark(rules=frozenset(each.key for each in pool.summit.rules.moves if each.package))
    tabled, edited = pool.occurrences(tabling), pool.occurrences(pool.measured.edits)
    counts, untouched = [], 0
    for at, signature in signed:
        papers = [each.ply for each in tabled[at] if each.ply < signature.ply]
        edits = [each.ply for each in edited[at] if each.ply < signature.ply]
        counts.append(len(papers) + len(edits))
        untouched += not edits or max(edits) < max(papers, default=0)
    yield Row(
        measure="deals",
        pool=pool.name,
        what="proposals, counters and edits before a signature, median",
        figure=median_of(counts, low=0) if counts else None,
        unit="",
        aim=if_strong(pool, Aim(low=3, words="≥ 3")),
        note=f"{len(counts)} signed",
    )
    yield Row(
        measure="deals",
        pool=pool.name,
        what="accepted untouched, as last tabled",
        figure=share_of_any(untouched, len(counts)),
        aim=if_strong(pool, Aim(high=0.30, words="≤ 30 %")),
        note=f"{len(counts)} signed",
    )


def _rounds(pool: Pool, signed: Sequence[Signature]) -> Iterator[Row]:
    """Yield the rounds in which texts are signed, in the phase in which most are."""
    phase, count = Counter(each.phase for each in signed).most_common(1)[0]
    by_round = Counter(each.round for each in signed if each.phase == phase)
    lasts, title = pool.summit.rules.phases[phase - 1].rounds, pool.summit.rules.phases[phase - 1].title
    found = []
    for number in range(1, max(lasts, *by_round) + 1):
        figure = share(by_round[number], count)
        found.append(figure)
        yield Row(measure="deals", pool=pool.name, what=f"signatures in round {number} of {title}", figure=figure)
    yield Row(
        measure="deals",
        pool=pool.name,
        what=f"rounds of {title} with {100 * OFTEN:.0f} % or more of the signatures",
        figure=number_reaching(found, OFTEN),
        unit="",
        aim=if_strong(pool, Aim(low=3, words="≥ 3")),
        note=f"{count} signed there",
    )


# -- whether it pays


def haggling_of(summit: Summit) -> Haggling | None:
    """Return what exploiters have to know of a scenario; None if it has no packages or projections to value them."""
    found, projections = measured(summit.rules), projections_by_role(summit)
    moves = {each.key: (each.side, each.id) for each in summit.rules.moves}
    accepts = frozenset(moves[key] for key in found.accepts.rules & moves.keys())
    edits = frozenset(moves[key] for key in found.edits.rules & moves.keys())
    if projections is None or not accepts or not edits:
        return None
    return Haggling(accepts=accepts, edits=edits, kept=projections[KEPT], no_deal=projections[NO_DEAL])


def habit_row(summit: Summit, habit: str, strong: str, results: Sequence[GameResult]) -> Row:
    """Return the gain of a strong player with a habit against one without."""
    (meeting,) = meetings_of(games_of(summit, results))
    return Row(
        measure="deals",
        pool="",
        what=f"gain on {strong} of one that {HABITS[habit]}, points a game, luck out",
        figure=mean_of([round(each.corrected, _DIGITS) for each in meeting.gains]),
        unit="points",
        aim=Aim(high=0, words="< 0", open_high=True),
        note=f"{len(meeting.pairs)} pairs",
    )
