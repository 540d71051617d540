"""Measures of the course of games: luck, live moves, decisions, drama, tension, phases."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np

from wargame.analysis.balance.aims import Aim, Row
from wargame.analysis.balance.phases import Decision, phase_rows
from wargame.analysis.balance.pools import if_strong
from wargame.analysis.calibration.outlooks import normalized_entropy
from wargame.analysis.replays import frozen_value, replay
from wargame.estimates import Estimate, exact, mean_of, resampled, share, share_of_any
from wargame.kernel import state as slots_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wargame.analysis.balance.pools import Pool, PoolGame
    from wargame.analysis.calibration.outlooks import Judge, Outlook
    from wargame.arrays import Array

CLOSE, FAR = 1.0, 4.0  # δ and Δ, points of expected score
RARE, FEW = 0.005, 200  # a move below this share of its occasions is unused, if there were so many
RESAMPLES = 500
FEWEST = 8  # games, for a regression
_MOMENTS = ((0.25, 0.8), (0.5, 0.6), (0.75, 0.35))  # of the game, and the entropy that is aimed at
_APART = 10_000  # numbers of the judge's chance kept for one game


# -- moves


def move_rows(pool: Pool) -> Iterator[Row]:
    """Yield how many moves are live, over all phases and in each."""
    usage, moves = pool.usage, pool.summit.rules.moves
    opened, played = Counter[int](), Counter[int]()
    for (_, move), count in usage.open.items():
        opened[move] += count
    for (_, move), count in usage.played.items():
        played[move] += count
    known = [move for move, count in opened.items() if count >= FEW]
    unused = [f"{moves[move].side}:{moves[move].id}" for move in known if played[move] < RARE * opened[move]]
    seldom = len(moves) - len(known)
    yield Row(
        measure="live moves",
        pool=pool.name,
        what="moves played in < 0.5 % of their legal occasions",
        figure=exact(float(len(unused))),
        unit="",
        aim=if_strong(pool, Aim(high=0, words="none", by_value=True)),
        note="; ".join(
            filter(None, [", ".join(sorted(unused)), f"{seldom} open in fewer than {FEW} decisions, not judged"])
        ),
    )
    most, count = played.most_common(1)[0] if played else (0, 0)
    yield Row(
        measure="live moves",
        pool=pool.name,
        what="the commonest move, of all moves played",
        figure=share(count, sum(played.values())),
        aim=if_strong(pool, Aim(high=0.30, words="≤ 30 %")),
        note=f"{moves[most].side}:{moves[most].id}",
    )
    yield from _by_phase(pool)


def _by_phase(pool: Pool) -> Iterator[Row]:
    for number, phase in enumerate(pool.summit.rules.phases, 1):
        opened = sum(count for (at, _), count in pool.usage.open.items() if at == number)
        played = np.array([count for (at, _), count in pool.usage.played.items() if at == number], np.float64)
        if not played.sum():
            continue
        chances = played / played.sum()
        alive = float(np.exp(-(chances * np.log(chances)).sum()))
        yield Row(
            measure="live moves",
            pool=pool.name,
            what=f"effective number of moves in {phase.title}",
            figure=exact(alive),
            unit="",
            note=f"{opened / played.sum():.1f} legal at a decision; e to the entropy of what is played",
        )


# -- what a judge says


def course_rows(pool: Pool, judge: Judge, games: int, decisions: int, threads: int) -> Iterator[Row]:
    """Yield the measures by a judge, who evaluates the first `games` of the pool and `decisions` of their positions."""
    seen = pool.games[:games]
    yield from _luck(pool, judge, seen, threads)
    judged = _judged(judge, seen, decisions, threads)
    yield from _decisions(pool, judged)
    looks = _each(threads, lambda at: _outlooks(judge, seen[at], at), len(seen))
    yield _drama(pool, seen, looks)
    yield from _tension(pool, looks)
    yield from phase_rows(pool, seen, looks, judged)


def _each(threads: int, work: Callable[[int], Any], count: int) -> list[Any]:
    """Return the results of `work` on 0, 1, …, in this order, on several threads (the kernel releases the GIL)."""
    with ThreadPoolExecutor(threads, "judging") as pool:
        return list(pool.map(work, range(count)))


def _luck(pool: Pool, judge: Judge, seen: Sequence[PoolGame], threads: int) -> Iterator[Row]:
    """Yield the share of the variance of scores that the rolls explain.

    Luck is measured twice, by the frozen value function and by the judge, and the scores are regressed on both. Either
    measure has mean zero whatever the players do; luck that neither sees is missed, so the share is a lower bound.
    """
    if len(seen) < FEWEST:
        return
    summit, value = pool.summit, frozen_value(pool.summit)
    seeds = [game.result.fixture.seed for game in seen]
    judged = _each(threads, lambda at: judge.luck(seeds[at], seen[at].moves, at * _APART), len(seen))
    frozen = _each(threads, lambda at: replay(summit, seen[at].result, value).luck, len(seen))
    luck = np.concatenate([np.array(judged), np.array(frozen)], axis=1)  # (games, 4 = set-up and later, twice; seats)
    scores = np.array([game.scores for game in seen], np.float64)
    note = f"at least; {len(seen)} games"
    figure = _explained(luck, scores)
    aim = if_strong(pool, Aim(low=0.10, high=0.40, words="10–40 %"))
    yield Row(
        measure="luck", pool=pool.name, what="variance of scores due to chance", figure=figure, aim=aim, note=note
    )
    drawn = _explained(luck[:, [0, 2]], scores)
    yield Row(measure="luck", pool=pool.name, what="variance due to what is drawn first", figure=drawn, note=note)


def _explained(luck: Array, scores: Array) -> Estimate:
    """Return the share of both seats' variance that a regression on luck (games, kinds, seats) explains, adjusted."""

    def share_of(drawn: Array) -> float:
        left, whole = 0.0, 0.0
        for seat in range(2):
            seen = np.column_stack([np.ones(len(drawn)), luck[drawn, :, seat]])
            points = scores[drawn, seat]
            found = np.linalg.lstsq(seen, points, rcond=None)[0]
            left += float(((points - seen @ found) ** 2).sum()) / max(len(drawn) - seen.shape[1], 1)
            whole += float(((points - points.mean()) ** 2).sum()) / (len(drawn) - 1)
        return max(0.0, 1 - left / max(whole, 1e-9))

    found = [share_of(drawn) for drawn in resampled(len(scores), RESAMPLES)]
    low, high = np.quantile(found, [0.025, 0.975]).tolist()
    return Estimate(share_of(np.arange(len(scores))), low, high)


def _judged(judge: Judge, seen: Sequence[PoolGame], count: int, threads: int) -> list[Decision]:
    """Return `count` decisions with a choice, drawn from these games, as the judge sees them."""
    places = [(game, ply) for game in seen for ply in range(game.plies) if game.again.opened[ply] > 1]
    chance = np.random.Generator(np.random.PCG64(len(places)))
    if len(places) > count:
        places = [places[at] for at in sorted(chance.choice(len(places), size=count, replace=False).tolist())]
    close = _each(threads, lambda at: _is_close(judge, *places[at], at), len(places))
    return [Decision(game, ply, is_close) for (game, ply), is_close in zip(places, close, strict=True)]


def _decisions(pool: Pool, judged: Sequence[Decision]) -> Iterator[Row]:
    choices = [int(number) for game in pool.games for number in game.again.opened]
    yield Row(
        measure="decisions",
        pool=pool.name,
        what="decisions with more than one legal move",
        figure=share(sum(number > 1 for number in choices), len(choices)),
        aim=if_strong(pool, Aim(low=0.95, words="≥ 95 %")),
    )
    yield Row(
        measure="decisions",
        pool=pool.name,
        what="close decisions that matter: best − second < 1, best − worst > 4",
        figure=share_of_any(sum(each.is_close for each in judged), len(judged)),
        aim=if_strong(pool, Aim(low=0.50, words="≥ 50 %")),
        note=f"of {len(judged)} with a choice",
    )


def _is_close(judge: Judge, game: PoolGame, ply: int, number: int) -> bool:
    """Say whether a decision has two moves of nearly the same value, and one of a much lower."""
    state = game.again.states[ply]
    values = np.sort(judge.moves(state, number)[:, int(state[slots_of.TURN])])
    return bool(values[-1] - values[-2] < CLOSE and values[-1] - values[0] > FAR)


def _outlooks(judge: Judge, game: PoolGame, at: int) -> list[Outlook]:
    return [judge.outlook(game.again.states[ply], at * _APART + ply) for ply in range(game.plies)]


def _drama(pool: Pool, seen: Sequence[PoolGame], looks: Sequence[list[Outlook]]) -> Row:
    """Return the share of decisive games whose winner was once expected to score less than the loser, by a point."""
    success, behind, decisive = pool.summit.rules.scenario.success, 0, 0
    for game, outlooks in zip(seen, looks, strict=True):
        won = [score >= success for score in game.scores]
        if won[0] != won[1]:
            winner = int(won[1])
            decisive += 1
            behind += any(each.expected[winner] < each.expected[1 - winner] - CLOSE for each in outlooks)
    return Row(
        measure="drama",
        pool=pool.name,
        what="decisive games whose winner was behind at some decision",
        figure=share_of_any(behind, decisive),
        aim=if_strong(pool, Aim(low=0.30, high=0.70, words="30–70 %")),
        note=f"{decisive} decisive games",
    )


def _tension(pool: Pool, looks: Sequence[list[Outlook]]) -> Iterator[Row]:
    for moment, least in _MOMENTS:
        entropies = [
            normalized_entropy(outlooks[min(int(moment * len(outlooks)), len(outlooks) - 1)].endings)
            for outlooks in looks
            if outlooks
        ]
        yield Row(
            measure="tension of outcome",
            pool=pool.name,
            what=f"entropy of the predicted ending at {100 * moment:.0f} % of the game",
            figure=mean_of(entropies) if entropies else None,
            unit="",
            aim=if_strong(pool, Aim(low=least, words=f"≥ {least:g}")),
            note=f"1 = all {len(pool.summit.rules.endings)} endings equally likely",
        )
