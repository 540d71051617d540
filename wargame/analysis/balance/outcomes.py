"""Measures of outcomes: completion, balance, endings, deals, war, shared fate, surplus."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wargame.analysis.balance.aims import Aim, Row
from wargame.analysis.balance.pools import CHARACTER, STRONG, if_strong
from wargame.analysis.bargaining.deals import rooms
from wargame.estimates import Estimate, deviation_of, exact, mean_of, share
from wargame.scenario.meanings import BROKEN, CATASTROPHE, SIGNED_CLASSES, WAR, role_of_class

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wargame.analysis.balance.pools import Pool
    from wargame.analysis.bargaining.deals import Room, Text
    from wargame.game.summit import Summit

RARE = 0.005
NEAR = 10  # points


def outcome_rows(pool: Pool) -> Iterator[Row]:
    """Yield the measures of outcomes over one pool."""
    yield _completion(pool)
    yield _balance(pool)
    yield _commonest(pool)
    yield from _deals(pool)
    yield from _fate(pool)
    yield from _spread(pool)
    yield from _surplus(pool)


def _completion(pool: Pool) -> Row:
    forfeits = sum(result.forfeit is not None for result in pool.results)
    started = len(pool.results) - forfeits
    note = f"{forfeits} forfeited, left out" if forfeits else ""
    aim = Aim(low=1, words="100 %", by_value=True)
    figure = share(len(pool.games), started)
    return Row(
        measure="completion", pool=pool.name, what="games that end by the rules", figure=figure, aim=aim, note=note
    )


def _balance(pool: Pool) -> Row:
    ahead = pool.successes[:, 0].astype(np.float64) - pool.successes[:, 1]
    found = mean_of(ahead)
    sides, rates = pool.summit.rules.side_ids, pool.successes.mean(axis=0) if len(pool.games) else (0.0, 0.0)
    note = ", ".join(f"{side} {100 * rate:.0f} %" for side, rate in zip(sides, rates, strict=True))
    across = found.low < 0 < found.high
    low = 0.0 if across else min(abs(found.low), abs(found.high))
    figure = Estimate(abs(found.value), low, max(abs(found.low), abs(found.high)))
    return Row(
        measure="balance",
        pool=pool.name,
        what="difference of the success rates",
        figure=figure,
        aim=if_strong(pool, Aim(high=0.10, words="≤ 10 points")),
        note=note,
    )


def _commonest(pool: Pool) -> Row:
    ending, count = pool.endings.most_common(1)[0] if pool.endings else ("", 0)
    return Row(
        measure="ending mix",
        pool=pool.name,
        what="the commonest ending",
        figure=share(count, len(pool.games)),
        aim=if_strong(pool, Aim(high=0.45, words="≤ 45 %")),
        note=ending,
    )


def _deals(pool: Pool) -> Iterator[Row]:
    if not set(SIGNED_CLASSES) <= pool.summit.rules.class_roles:
        return
    signed, broken = pool.in_class(*SIGNED_CLASSES), pool.in_class(BROKEN)
    yield Row(
        measure="deals",
        pool=pool.name,
        what="signed",
        figure=share(signed, len(pool.games)),
        aim=if_strong(pool, Aim(low=0.35, high=0.70, words="35–70 %")),
    )
    yield Row(
        measure="deals",
        pool=pool.name,
        what="of these, broken later",
        figure=share(broken, signed),
        aim=if_strong(pool, Aim(low=0.15, high=0.60, words="15–60 %")),
    )


def _fate(pool: Pool) -> Iterator[Row]:
    successes = pool.successes.sum(axis=1)
    for number, words in ((2, "both sides succeed"), (1, "one side succeeds"), (0, "neither side succeeds")):
        yield Row(
            measure="shared fate",
            pool=pool.name,
            what=words,
            figure=share(int((successes == number).sum()), len(pool.games)),
            aim=if_strong(pool, Aim(low=0.10, words="≥ 10 %")),
        )


def _spread(pool: Pool) -> Iterator[Row]:
    """Yield the spread of scores."""
    if not pool.games:
        return
    yield Row(
        measure="spread of scores",
        pool=pool.name,
        what="standard deviation, both sides together",
        figure=deviation_of(pool.scores),
        unit="",
        aim=if_strong(pool, Aim(low=12, words="≥ 12")),
    )
    middle = np.abs(pool.scores - pool.summit.rules.scenario.success) <= NEAR
    yield Row(
        measure="spread of scores",
        pool=pool.name,
        what=f"scores within {NEAR} points of the success line",
        figure=mean_of(middle.mean(axis=1), low=0, high=1),
        aim=if_strong(pool, Aim(high=0.60, words="≤ 60 %")),
    )


def _surplus(pool: Pool) -> Iterator[Row]:
    room = rooms(pool.summit, pool.signed)
    if room is None:
        return
    captured = [each for game in pool.games if (each := _captured(room[game.mandates], pool.text(game))) is not None]
    names = (*(f"captured by {side}" for side in pool.summit.rules.side_ids), "captured by both together")
    for at, words in enumerate(names):
        figure = mean_of([each[at] for each in captured]) if captured else None
        yield Row(
            measure="surplus",
            pool=pool.name,
            what=words,
            figure=figure,
            note="by the text signed, of the best that both prefer",
        )


def _captured(room: Room, text: Text | None) -> tuple[float, float, float] | None:
    """Return the shares of the best gain over no deal that a text gives each side, and both; None without room.

    What a text gives one side beyond the best that both prefer, at the other's cost, is no surplus and not counted.
    """
    if room.best is None:
        return None
    (own, other), joint = room.best
    first, second = room.gains_of(text)
    return min(first / own, 1.0), min(second / other, 1.0), min((first + second) / joint, 1.0)


# -- of all pools, and of the rules alone


def wars_of(summit: Summit) -> tuple[frozenset[str], str]:
    """Return the endings that count as a war, and a phrase for them: those with that role, else every catastrophe."""
    rules = summit.rules
    wars = [each.id for each in rules.endings if each.role == WAR]
    if wars:
        return frozenset(wars), f"ending {', '.join(wars)}"
    names = [each for each in rules.scenario.ending_classes if role_of_class(rules.scenario, each) == CATASTROPHE]
    ends = frozenset(each.id for each in rules.endings if each.class_role == CATASTROPHE)
    return ends, f"endings of the class {', '.join(names) or CATASTROPHE}"


def rows_across_pools(pools: Sequence[Pool]) -> Iterator[Row]:
    """Yield the measures that compare pools."""
    yield _never(pools)
    wars, words = wars_of(pools[0].summit)
    shares = {pool.name: share(sum(pool.endings[each] for each in wars), len(pool.games)) for pool in pools}
    for pool in pools:
        aim = None
        if pool.name == CHARACTER:
            aim = Aim(low=0.03, high=0.12, words="3–12 %")
        if pool.name == STRONG and CHARACTER in shares:
            most = shares[CHARACTER].value
            aim = Aim(low=0, high=most, words="lower than in character, not 0", by_value=True, open_low=True)
        yield Row(
            measure="war",
            pool=pool.name,
            what="games that end in war",
            figure=shares[pool.name],
            aim=aim,
            note=words,
        )


def _never(pools: Sequence[Pool]) -> Row:
    """Return the number of endings that are rare in every pool."""
    rare = [
        ending.id
        for ending in pools[0].summit.rules.endings
        if all(pool.endings[ending.id] < RARE * len(pool.games) for pool in pools)
    ]
    return Row(
        measure="ending mix",
        pool="",
        what="endings below 0.5 % in every pool",
        figure=exact(float(len(rare))),
        unit="",
        aim=Aim(high=0, words="none", by_value=True),
        note=", ".join(rare),
    )


def room_rows(summit: Summit, pools: Sequence[Pool]) -> Iterator[Row]:
    """Yield the measures of the room for a bargain that the mandates leave, in texts that can be signed."""
    room = rooms(summit, frozenset().union(*(pool.signed for pool in pools)))
    if room is None:
        return
    for each in room.values():
        note = f"{len(each.texts)} texts can be signed"
        if not each.share:
            note = f"opened by {', '.join(each.openings)}" if each.openings else "opened by nothing tried"
        what = " and ".join(each.mandates)
        yield Row(measure="room for a bargain", pool="", what=what, figure=exact(each.share), note=note)
    shares = [each.share for each in room.values()]
    within = sum(0.05 <= each <= 0.40 for each in shares) / len(shares)  # noqa: PLR2004  the aim itself
    empty = float(sum(each == 0 for each in shares))
    yield Row(
        measure="room for a bargain",
        pool="",
        what="pairs of mandates with 5–40 % of all texts",
        figure=exact(within),
        aim=Aim(low=0.5, words="most", by_value=True, open_low=True),
    )
    yield Row(
        measure="room for a bargain",
        pool="",
        what="pairs with no text in plain words",
        figure=exact(empty),
        unit="",
        aim=Aim(low=2, words="≥ 2", by_value=True),
    )
    unkept = [each.share_unkept for each in room.values() if each.share_unkept is not None]
    if unkept:
        yield Row(
            measure="room for a bargain",
            pool="",
            what="texts that both prefer even if nobody keeps them",
            figure=exact(sum(unkept) / len(unkept)),
            note="mean over pairs of mandates",
        )
