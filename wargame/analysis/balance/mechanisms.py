"""Measures of mechanisms, whether each matters: outcomes of rules, endings, wording, secret work, debts, breaches."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve

from wargame.analysis.balance.aims import Aim, Row
from wargame.analysis.balance.carrying import carrying_rows
from wargame.analysis.balance.pools import MIXED, STRONG, if_strong
from wargame.analysis.occurrences import NOBODY
from wargame.estimates import exact, share_of_any
from wargame.kernel import state as slots_of
from wargame.kernel import trace
from wargame.kernel.movesets import MOST_MOVES
from wargame.scenario.rules import Event, MoveRule, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wargame.analysis.balance.pools import Pool, PoolGame, Signature
    from wargame.analysis.occurrences import Occurrence
    from wargame.arrays import Array
    from wargame.game.summit import Summit

RARE = {STRONG: 0.01, MIXED: 0.02}  # share of games below which an outcome is rare
_MOST_ENDINGS = 15  # that strong play ought to see, or half of those there are


def mechanism_rows(pool: Pool) -> Iterator[Row]:
    """Yield the measures of mechanisms over a pool."""
    if not pool.games:
        return
    least = min(_MOST_ENDINGS, (len(pool.summit.rules.endings) + 1) // 2)
    count = float(sum(number > 0 for number in pool.endings.values()))
    yield Row(
        measure="mechanisms",
        pool=pool.name,
        what="endings that occur",
        figure=exact(count),
        unit="",
        aim=if_strong(pool, Aim(low=least, words=f"≥ {least}", by_value=True)),
        note=f"of {len(pool.summit.rules.endings)}",
    )
    if pool.measured.accepts:  # else nobody knows which text was signed
        yield from _wording(pool)
        yield from _secrets(pool)
        yield from carrying_rows(pool)
    yield from _inspections(pool)
    yield from _breaches(pool)


def rare_outcomes(pools: Sequence[Pool]) -> Iterator[Row]:
    """Yield the outcomes of moves and events that hardly ever come up, in each pool and in all."""
    seen = {pool.name: _shares(pool) for pool in pools if pool.games}
    for name, shares in seen.items():
        never = [what for what, found in shares.items() if not found]
        words = "outcomes of moves and events that never come up"
        yield _listed(name, words, never, None)
    judged = {name: limit for name, limit in RARE.items() if name in seen}
    if not judged:
        return
    rare = [
        what for what in next(iter(seen.values())) if all(seen[name][what] < limit for name, limit in judged.items())
    ]
    limits = " and ".join(f"{100 * limit:.0f} % of {name}" for name, limit in judged.items())
    yield _listed("", f"outcomes below {limits} games", rare, Aim(high=0, words="none", by_value=True))


def _listed(pool: str, what: str, found: Sequence[str], aim: Aim | None) -> Row:
    figure = exact(float(len(found)))
    return Row(measure="mechanisms", pool=pool, what=what, figure=figure, unit="", aim=aim, note=", ".join(found))


def _shares(pool: Pool) -> dict[str, float]:
    """Return the share of games in which each outcome of a move or an event came up."""
    compiled, games = pool.summit.compiled, np.zeros(len(pool.summit.compiled.outcomes))
    for game in pool.games:
        drawn = game.course[:, 2]
        games[np.unique(drawn[drawn >= 0])] += 1
    found = {}
    for at, (rule, outcome) in enumerate(compiled.outcomes):
        by = compiled.every_rule[rule]
        if isinstance(by, MoveRule | Event):
            side = f"{by.side}:" if isinstance(by, MoveRule) else ""
            found[f"{side}{by.id}/{outcome.id}"] = float(games[at]) / len(pool.games)
    return found


# -- vague wording


def _wording(pool: Pool) -> Iterator[Row]:
    """Yield how many signed texts have a vague clause with a level or claim above 0, and how many of these collide."""
    if not _can_be_vague(pool.summit):
        return
    signed = pool.signings
    vague = [(at, each) for at, each in signed if _is_vague(pool.summit, pool.games[at], each)]
    met = pool.occurrences(pool.measured.collisions)
    collided = sum(any(one.ply >= each.ply for one in met[at]) for at, each in vague)
    aim = Aim(low=0.40, words="≥ 40 %")
    yield _of(pool, "signed texts with vague wording", len(vague), len(signed), aim)
    if pool.measured.collisions:
        yield _of(pool, "of these, collided", collided, len(vague), Aim(low=0.10, high=0.40, words="10–40 %"))


def _can_be_vague(summit: Summit) -> bool:
    rules, wording = summit.rules, set(summit.rules.track_ids(Role.VAGUE))
    starts = any(track.start for track in rules.tracks if track.id in wording)
    return starts or any(each.target in wording for move in rules.moves for step in move.effects for each in step.do)


def _is_vague(summit: Summit, game: PoolGame, signature: Signature) -> bool:
    slots, rules = summit.compiled.slots.of_name, summit.rules
    before, after = game.again.states[signature.ply], game.again.states[signature.ply + 1]
    return any(
        before[slots[rules.track_id(Role.VAGUE, issue.id)]]
        and after[slots[rules.track_id(Role.OFFER, issue.id)]] + before[slots[rules.track_id(Role.CLAIM, issue.id)]]
        for issue in rules.issues
    )


# -- secret work


def _secrets(pool: Pool) -> Iterator[Row]:
    """Yield how often there is secret work where a text forbids it, and how often it is exposed."""
    marks = pool.measured
    if not marks.secret:
        return
    bound = [(at, each) for at, each in pool.signings if _forbids(pool, pool.games[at], each)]
    worked, exposed = pool.occurrences(marks.secret), pool.occurrences(marks.exposures)
    begun = {at: _first(worked[at], each.ply) for at, each in bound}
    done = {at: ply for at, ply in begun.items() if ply is not None}
    found = sum(_first(exposed[at], ply) is not None for at, ply in done.items())
    aim = Aim(low=0.20, high=0.60, words="20–60 %")
    yield _of(pool, "deals that forbid secret work in which it is done", len(done), len(bound), aim)
    if marks.exposures:
        yield _of(pool, "of these, found or leaked", found, len(done), Aim(low=0.20, words="≥ 20 %"))


def _inspections(pool: Pool) -> Iterator[Row]:
    marks = pool.measured
    if marks.inspections and marks.exposures:
        met = zip(pool.occurrences(marks.inspections), pool.occurrences(marks.exposures), strict=True)
        hits = [_finds(one, exposed) for looked, exposed in met for one in looked]
        yield _of(pool, "inspections that find something", sum(hits), len(hits), Aim(low=0.10, words="≥ 10 %"))


def _finds(inspection: Occurrence, exposed: Sequence[Occurrence]) -> bool:
    """Say whether an inspection itself exposed something, and no event of the same ply did."""
    there = [each for each in exposed if each.ply == inspection.ply]
    return any(each.seat != NOBODY or each.what.startswith(f"{inspection.what}/") for each in there)


def _forbids(pool: Pool, game: PoolGame, signature: Signature) -> bool:
    track = pool.measured.forbids
    if not track:
        return True
    least = pool.summit.rules.track_by_id[track].min
    return int(game.again.states[signature.ply + 1, pool.summit.compiled.slots.of_name[track]]) > least


def _first(found: Sequence[Occurrence], ply: int) -> int | None:
    """Return the ply of the first occurrence at `ply` or later, None if there is none."""
    return next((each.ply for each in found if each.ply >= ply), None)


# -- breaches


def _breaches(pool: Pool) -> Iterator[Row]:
    """Yield how many breaches leave the other side a decision by which it could answer them."""
    marks = pool.measured
    if not marks.breaches:
        return
    answers = frozenset(at for at, each in enumerate(pool.summit.rules.moves) if each.key in marks.answers.rules)
    found = [
        (game, each) for game, met in zip(pool.games, pool.occurrences(marks.breaches), strict=True) for each in met
    ]
    silent = [each.what for game, each in found if not _is_answerable(pool.summit, game, each, answers)]
    aim = Aim(low=1, words="100 %", by_value=True)
    row = _of(pool, "breaches that could be answered", len(found) - len(silent), len(found), aim)
    unanswered = (f"{what} {count} times not" for what, count in Counter(silent).most_common())
    yield evolve(row, note="; ".join((row.note, *unanswered)))


def _is_answerable(summit: Summit, game: PoolGame, breach: Occurrence, answers: frozenset[int]) -> bool:
    """Say whether the other side had a choice later on, with one of `answers` in it if there are any."""
    states, moves = game.again.states, np.zeros(MOST_MOVES, np.int64)
    for ply in range(breach.ply + 1, game.plies):
        seat = int(states[ply, slots_of.TURN])
        if breach.seat == seat or game.again.opened[ply] < 2:  # noqa: PLR2004  no choice
            continue
        if not answers or answers & {*_legal(summit, states[ply], moves)}:
            return True
    return False


def _legal(summit: Summit, state: Array, moves: Array) -> list[int]:
    count = trace.legal_moves(summit.compiled.ints, summit.compiled.words, state, moves)
    found: list[int] = moves[:count].tolist()
    return found


def _of(pool: Pool, what: str, count: int, whole: int, aim: Aim) -> Row:
    """Return the row of a share; without a figure if `whole` is 0."""
    return Row(
        measure="mechanisms",
        pool=pool.name,
        what=what,
        figure=share_of_any(count, whole),
        aim=if_strong(pool, aim),
        note=f"{count} of {whole}",
    )
