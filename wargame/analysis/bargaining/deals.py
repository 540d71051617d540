"""The bargaining zone (ZOPA): every text that could be signed, and what it would be worth to either side.

A text is a level for each issue. It counts as signable if play has signed it: one of 80,000 games of random players and
of doctrines, under a fixed seed, ended with a deal on it, or a game that is analyzed did. (Most combinations of levels
are never signed: 9 texts against 4 in `two-villages`, 16,384 against some 2,700 in `trump-kim-2018`.)

A text is valued at the start of the game, by the scenario's own projections: signed and kept by both, against no deal.
What happens on the way (face, tension, claims) is not in it; it says how much room the mandates leave, not what will be
made of it.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, evolve, field, frozen

from wargame.arrays import Array
from wargame.kernel import trace
from wargame.kernel.jit import INTERPRETED
from wargame.kernel.outlook import VALUED, value_drafts
from wargame.kernel.playout import RESULT
from wargame.kernel.state import STATE
from wargame.runs.batch import Run
from wargame.scenario.meanings import AGREEMENT, KEPT, NO_DEAL, SIGNED, SIGNED_CLASSES
from wargame.scenario.rules import Role, all_effects

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wargame.game.summit import Summit
    from wargame.scenario.ruleset import Rules

Text = tuple[int, ...]  # a level for each issue, in the order of the rules
GAMES = 50 if INTERPRETED else 20_000  # of each two players, that say what can be signed
SEED = 7
PAIRS = tuple(product(("random", "doctrine"), repeat=2))
_STEPS = 4  # in which the games of two players are played, for whoever looks on


@frozen(eq=False, kw_only=True)
class Room:
    """The room for a bargain that a pair of mandates leaves."""

    mandates: tuple[str, str]
    no_deal: tuple[float, float]
    texts: tuple[Text, ...]  # all that can be signed
    values: Array  # (texts, 2): what each text would be worth
    openings: tuple[str, ...]  # what would open it where it is empty: "vague wording", or a track
    unkept: Array | None = None  # the values if it were signed and nobody kept it; None where no what-if says so

    @property
    def both(self) -> Array:
        """Say of each text whether both sides prefer it to no deal (texts)."""
        return np.asarray((self.values > np.array(self.no_deal)).all(axis=1))

    @property
    def share(self) -> float:
        """Return the share of all texts that both prefer to no deal."""
        return float(self.both.mean()) if len(self.texts) else 0.0

    @property
    def share_unkept(self) -> float | None:
        """Return the share of all texts that both prefer to no deal if signed and not kept, None if not known."""
        if self.unkept is None:
            return None
        both = (self.unkept > np.array(self.no_deal)).all(axis=1)
        return float(both.mean()) if len(self.texts) else 0.0

    @property
    def best(self) -> tuple[tuple[float, float], float] | None:
        """Return the most that each side, and both together, can gain over no deal; None if there is no room."""
        if not self.both.any():
            return None
        gains = self.values[self.both] - np.array(self.no_deal)
        own, other = gains.max(axis=0).tolist()
        return (own, other), float(gains.sum(axis=1).max())

    def gains_of(self, text: Text | None) -> tuple[float, float]:
        """Return each side's gain by a text over no deal; (0, 0) for None."""
        if text is None:
            return 0.0, 0.0
        own, other = (self.values[self.texts.index(text)] - np.array(self.no_deal)).tolist()
        return own, other

    def is_dominated(self, scores: tuple[int, int]) -> bool:
        """Say whether some text Pareto-dominates these scores."""
        least, more = self.values >= np.array(scores), self.values > np.array(scores)
        return bool((least.all(axis=1) & more.any(axis=1)).any())

    def product(self, scores: tuple[int, int]) -> float:
        """Return the Nash product (Nash, 1950): one side's gain over no deal, times the other's."""
        own, other = (max(0, score - least) for score, least in zip(scores, self.no_deal, strict=True))
        return float(own * other)


@lru_cache(maxsize=8)
def rooms(summit: Summit, signed_too: frozenset[Text] = frozenset()) -> dict[tuple[int, int], Room] | None:
    """Return the room for each pair of mandates (indices), None if the scenario has no projections to value it by.

    `signed_too` are the texts that the games under analysis have signed.
    """
    rules, projections = summit.rules, projections_by_role(summit)
    if projections is None or not rules.issues:
        return None
    kept, none = projections[KEPT], projections[NO_DEAL]
    texts = tuple(sorted(signable(summit) | signed_too))
    drafts = np.array(texts, STATE).reshape(len(texts), len(rules.issues))
    nothing = np.zeros((1, len(rules.issues)), STATE)
    found = {}
    for pair in product(*(range(len(side.mandates)) for side in rules.sides)):
        start = start_of(summit, pair)
        outside = value_texts(summit, start, nothing, none)[0, VALUED.scores :]
        values = value_texts(summit, start, drafts, kept)[:, VALUED.scores :]
        unkept = None
        if SIGNED in projections:
            unkept = value_texts(summit, start, drafts, projections[SIGNED])[:, VALUED.scores :]
        no_deal = (int(outside[0]), int(outside[1]))
        names = tuple(side.mandates[at].id for side, at in zip(rules.sides, pair, strict=True))
        room = Room(
            mandates=(names[0], names[1]), no_deal=no_deal, texts=texts, values=values, unkept=unkept, openings=()
        )
        if not room.both.any():
            room = evolve(room, openings=_openings(summit, start, drafts, room, kept))
        found[pair[0], pair[1]] = room
    return found


@lru_cache(maxsize=8)
def signable(summit: Summit) -> frozenset[Text]:
    """Return every text on which a game of the fixed sample ended with a deal."""
    *_, (found, _) = signed_so_far(summit)
    return found


def signed_so_far(summit: Summit) -> Iterator[tuple[frozenset[Text], float]]:
    """Yield the texts on which one of the games ended with a deal as they are played, and the share of games played.

    Whoever stops looking loses nothing: the next one goes on from there.
    """
    tried = _tried(summit.sha256)
    while tried.steps < len(PAIRS) * _STEPS:
        with tried.lock:
            tried.play_step(summit)
        yield frozenset(tried.texts), tried.steps / (len(PAIRS) * _STEPS)
    yield frozenset(tried.texts), 1.0


@define(eq=False)
class _Tried:
    """The games that have been played so far."""

    texts: set[Text] = field(factory=set)
    steps: int = 0
    lock: Lock = field(factory=Lock)

    def play_step(self, summit: Summit) -> None:
        """Play the next games, if any are left."""
        if self.steps >= len(PAIRS) * _STEPS:
            return
        pair, step = divmod(self.steps, _STEPS)
        run = Run(summit=summit, seats=dict(zip(summit.rules.side_ids, PAIRS[pair], strict=True)), seed=SEED)
        first, last = (GAMES * each // _STEPS for each in (step, step + 1))
        chunk = run.play(first, last - first, states=True)
        agreed = (is_agreed(summit, row[RESULT.ending]) for row in chunk.results)
        self.texts.update(text_of(summit, state) for state, yes in zip(chunk.states, agreed, strict=True) if yes)
        self.steps += 1


@lru_cache(maxsize=8)
def _tried(sha256: str) -> _Tried:
    del sha256  # one for each text of rules, however often it is loaded
    return _Tried()


def is_agreed(summit: Summit, ending: int) -> bool:
    """Say whether an ending, by its index, has a deal in it; one of a game that came to none (-1) has not."""
    return ending >= 0 and summit.rules.endings[ending].class_role in SIGNED_CLASSES


def text_of(summit: Summit, state: Array) -> Text:
    """Return the text of the draft in a state."""
    slots = summit.compiled.slots.of_name
    return tuple(int(state[slots[name]]) for name in summit.rules.track_ids(Role.OFFER))


def start_of(summit: Summit, mandates: tuple[int, ...]) -> Array:
    """Return the state before the first move, the mandates given, nothing else drawn, every clause in plain words."""
    state, slots = summit.blank_state(), summit.compiled.slots.of_name
    trace.run_start(summit.compiled.ints, summit.compiled.words, state)
    for side, mandate in zip(summit.rules.sides, mandates, strict=True):
        state[slots[summit.rules.track_id(Role.MANDATE, side.id)]] = mandate
    state[[slots[name] for name in summit.rules.track_ids(Role.VAGUE)]] = 0
    return state


def value_texts(summit: Summit, start: Array, drafts: Array, projection: int) -> Array:
    """Return what each text (texts, issues) is worth in a projection of a state (texts, VALUED.width)."""
    compiled = summit.compiled
    groups = [names for role in (Role.OFFER, Role.BID) if (names := summit.rules.track_ids(role))]
    slots = np.array([compiled.slots.of_name[name] for names in groups for name in names], np.int64)
    levels = np.hstack([drafts for _ in groups])
    results = np.zeros((len(drafts), VALUED.width), np.int64)
    value_drafts(compiled.ints, compiled.words, start, slots, np.ascontiguousarray(levels), projection, results)
    return results


def projections_by_role(summit: Summit) -> dict[str, int] | None:
    """Return the index of the projection for each role that texts are valued by; None without "kept" and "no deal".

    If no projection has the role, the first under which a text of middle levels ends so has it.
    """
    rules, start = summit.rules, start_of(summit, (0, 0))
    middle = np.array([[len(issue.levels) // 2 for issue in rules.issues]], STATE)
    found = {each.role: at for at, each in enumerate(rules.projections) if each.role}
    for at in range(len(rules.projections)):
        ending = rules.endings[int(value_texts(summit, start, middle, at)[0, VALUED.ending])]
        role = {AGREEMENT: KEPT, NO_DEAL: NO_DEAL}.get(ending.class_role)
        if role is not None:
            found.setdefault(role, at)
    return found if {KEPT, NO_DEAL} <= found.keys() else None


def openers(rules: Rules) -> dict[str, tuple[str, ...]]:
    """Return what may open an empty room, in words, each with the tracks that are then 1.

    Vague wording of all clauses, and each switch that a side can set by itself and a mandate's red lines read.
    """
    found = {"vague wording": rules.track_ids(Role.VAGUE)}
    mandates = {*rules.track_ids(Role.MANDATE)}
    red = [each for each in rules.derived if each.owner in rules.side_ids and mandates & {*each.form.names()}]
    read = {name for each in red for name in each.form.names()}
    drawn = {each.target for setup in rules.setup for step in all_effects(setup) for each in step.do}
    for track in rules.tracks:
        is_switch = (track.min, track.max, track.start) == (0, 1, 0)
        if is_switch and track.owner in rules.side_ids and track.id in read - drawn:
            found[track.title] = (track.id,)
    return {words: names for words, names in found.items() if names}


def opened(summit: Summit, state: Array, names: Sequence[str]) -> Array:
    """Return a copy of a state in which these tracks are 1."""
    copy = state.copy()
    copy[[summit.compiled.slots.of_name[name] for name in names]] = 1
    return copy


def _openings(summit: Summit, start: Array, drafts: Array, room: Room, signed: int) -> tuple[str, ...]:
    """Return in words what would open an empty room."""
    found = []
    for words, names in openers(summit.rules).items():
        values = value_texts(summit, opened(summit, start, names), drafts, signed)[:, VALUED.scores :]
        if bool((values > np.array(room.no_deal)).all(axis=1).any()):
            found.append(words)
    return tuple(found)
