"""A second engine, written from `docs/scenarios.md`: plain, slow, and easy to check by reading.

It plays `Rules` over a dict of names and whole numbers and shares no code with the compiler or the kernel. Whatever
the two engines disagree about is a fault of one of them.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from wargame.scenario.language import Either

if TYPE_CHECKING:
    from collections.abc import Callable

    from wargame.scenario.language import Clause, Guard, Linear, Sum
    from wargame.scenario.rules import Derived, Effects, Event, MoveRule, Setup
    from wargame.scenario.ruleset import Rules

    Watch = Callable[["Game", list[int], int], None]  # game, legal moves, the one chosen

SOUND, NO_MOVE, NO_OUTCOME, TOO_LONG = range(4)  # what may be wrong with the rules of a game


# -- dice ------------------------------------------------------------------------------------------------------------


_SIZE = 2**64
_STEP = 0x9E3779B97F4A7C15
_CHOICE = 0x5851F42D4C957F2D  # stands for the rule when a player chooses


def _mix(word: int) -> int:
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 % _SIZE
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB % _SIZE
    return word ^ (word >> 31)


def _keyed(key: int, number: int) -> int:
    return _mix((key + (number + 1) * _STEP) % _SIZE)


def _roll(key: int, ply: int, rule_key: int) -> int:
    return _mix((_mix(key ^ rule_key) + ply * _STEP) % _SIZE)


def _share(bits: int, total: int) -> int:
    return bits * total >> 64


def _rule_key(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big")


def setup_key(seed: int) -> int:
    """Return the key of the draws before the first move."""
    return _keyed(_mix(seed), 1)


def chance_key(seed: int) -> int:
    """Return the key of all later chance."""
    return _keyed(_mix(seed), 2)


def seat_key(seed: int, seat: int) -> int:
    """Return the key of a seat's player."""
    return _keyed(_mix(seed), 4 + seat)


def game_seed(run_seed: int, index: int) -> int:
    """Return the seed of one game of a run."""
    return _keyed(_keyed(_mix(run_seed), 3), index)


# -- the game --------------------------------------------------------------------------------------------------------


class _GameEnds(Exception):
    """A rule has ended the game at once."""


class _Broken(Exception):
    """The rules cannot go on."""

    def __init__(self, fault: int) -> None:
        super().__init__(fault)
        self.fault = fault


class Game:
    """One game, from its set-up to its ending. `values` holds tracks, the engine's tracks and the controls."""

    def __init__(self, rules: Rules, seed: int, policies: tuple[str, str]) -> None:
        """Prepare a game; `policies` are `random` or `doctrine`, by seat."""
        self.rules = rules
        self.seed = seed
        self.policies = policies
        self.key = setup_key(seed)
        self.chance_nodes = 0
        self.log: list[tuple[str, str]] = []  # (rule, "" for its own effects or the outcome drawn)
        self.fault = SOUND
        self.ending = -1  # index into the endings
        self.scores = (0, 0)
        self.derived = {each.id: each for each in rules.derived}
        self.phase_numbers = {phase.id: at for at, phase in enumerate(rules.phases, start=1)}
        self.limits = {each.id: (each.min, each.max) for each in rules.tracks}
        self.limits |= {"first": (0, 1), "again": (0, 1), "end_round": (0, 1), "end_phase": (0, 1), "end_game": (0, 1)}
        self.limits["next_phase"] = (0, len(rules.phases))
        self.values = {each.id: each.start for each in rules.tracks}
        self.values |= {"first": 0, "again": 0, "end_round": 0, "end_phase": 0, "end_game": 0}
        self.values |= {"round": 1, "ply": 0, "ending_class": 0}
        self._enter(1)

    def play(self, watch: Watch | None = None) -> None:
        """Play to the end; `watch` is called at each decision, before the chosen move is made."""
        try:
            self._play(watch)
        except _GameEnds:
            pass
        except _Broken as broken:
            self.fault = broken.fault
            return
        self.ending = next(at for at, ending in enumerate(self.rules.endings) if self.holds(ending.when))
        self.values["ending_class"] = self.rules.endings[self.ending].class_
        first, second = (self._score(side) for side in self.rules.side_ids)
        self.scores = (first, second)

    # -- reading

    def read(self, name: str) -> int:
        """Return the value of a track, or of a derived track as of now."""
        return self._computed(self.derived[name]) if name in self.derived else self.values[name]

    def _computed(self, derived: Derived) -> int:
        return min(max(self.total(derived.form), derived.min), derived.max)

    def linear(self, form: Linear) -> int:
        """Return the value of a linear form."""
        value = form.constant
        for coefficient, name in form.terms:
            value += coefficient * self.read(name)
        return value

    def _true(self, condition: Clause) -> bool:
        if isinstance(condition, Either):
            return any(self.holds(each) for each in condition.alternatives)
        value = self.linear(condition.form)
        if condition.op == ">=":
            return value >= 0
        return value == 0 if condition.op == "==" else value != 0

    def holds(self, guard: Guard) -> bool:
        """Say whether all conditions are true."""
        return all(self._true(condition) for condition in guard.conditions)

    def total(self, form: Sum) -> int:
        """Return the value of a form."""
        return sum(self.linear(each.linear) for each in form.summands if self.holds(each.guard))

    def legal(self, seat: int) -> list[int]:
        """Return the moves open to a seat, by their place in the rules."""
        side, phase = self.rules.side_ids[seat], self.values["phase"]
        return [
            at
            for at, move in enumerate(self.rules.moves)
            if move.side == side and phase in move.phases and self.holds(move.when)
        ]

    # -- the course of play

    def _play(self, watch: Watch | None) -> None:
        for draw in self.rules.setup:
            self._happen(draw)
        self.key = chance_key(self.seed)
        while True:
            self._play_phase(watch)
            if self.values["next_phase"] == 0:
                break
            self._enter(self.values["next_phase"])
        self._moment("final")

    def _enter(self, number: int) -> None:
        phase = self.rules.phases[number - 1]
        self.values["phase"] = number
        self.values["clock"] = phase.rounds
        self.values["next_phase"] = self.phase_numbers[phase.next] if phase.next else 0

    def _play_phase(self, watch: Watch | None) -> None:
        phase_ended = False
        while self.values["clock"] > 0 and not phase_ended:
            phase_ended = self._play_round(watch)
            self.values["clock"] -= 1
            self.values["round"] += 1
        self._moment("phase")

    def _play_round(self, watch: Watch | None) -> bool:
        """Return whether a rule has ended the phase."""
        ended: set[str] = set()
        taken = 0
        while taken < 2 and not ended:
            seat = (self.values["first"] + self.values["round"] - 1 + taken) % 2
            ended |= self._play_move(seat, watch)
            ended |= self._moment("ply")
            taken += 1 - self.values["again"]
            self.values["again"] = 0
        ended |= self._moment("round")
        return "phase" in ended

    def _play_move(self, seat: int, watch: Watch | None) -> set[str]:
        legal = self.legal(seat)
        if not legal:
            raise _Broken(NO_MOVE)
        if self.values["ply"] >= self.rules.scenario.ply_limit:
            raise _Broken(TOO_LONG)
        chosen = self._choice(seat, legal)
        if watch is not None:
            watch(self, legal, chosen)
        self.values["ply"] += 1
        self._happen(self.rules.moves[chosen])
        return self._asked()

    def _moment(self, moment: str) -> set[str]:
        """Let the events of a moment happen, up to one that ends a round or a phase."""
        for event in self.rules.events:
            if event.at == moment and self.values["phase"] in event.phases and self.holds(event.when):
                self._happen(event)
                if asked := self._asked():
                    return asked
        return set()

    def _asked(self) -> set[str]:
        """Take note of the controls: what a rule has asked to end."""
        if self.values["end_game"]:
            raise _GameEnds
        asked = {what for what in ("round", "phase") if self.values[f"end_{what}"]}
        self.values["end_round"] = self.values["end_phase"] = 0
        return asked

    # -- what a rule does

    def _happen(self, rule: MoveRule | Event | Setup) -> None:
        self._run(rule.effects)
        self.log.append((rule.key, ""))
        if not rule.outcomes:
            return
        weights = [max(0, self.total(each.weight)) if self.holds(each.when) else 0 for each in rule.outcomes]
        if not any(weights):
            raise _Broken(NO_OUTCOME)
        self.chance_nodes += sum(weight > 0 for weight in weights) > 1
        bits = _roll(self.key, self.values["ply"], _rule_key(rule.key))
        outcome = rule.outcomes[_drawn(weights, bits)]
        self._run(outcome.effects)
        self.log.append((rule.key, outcome.id))

    def _run(self, effects: Effects) -> None:
        for step in effects:
            if not self.holds(step.guard):
                continue
            for each in step.do:
                now, amount = self.values[each.target], self.linear(each.form)
                if each.op == "+=":
                    amount = now + amount
                elif each.op == "-=":
                    amount = now - amount
                elif each.op == ">>=":
                    amount = max(now, amount)
                elif each.op == "<<=":
                    amount = min(now, amount)
                low, high = self.limits[each.target]
                self.values[each.target] = min(max(amount, low), high)

    # -- players and what it comes to

    def _choice(self, seat: int, legal: list[int]) -> int:
        bits = _roll(seat_key(self.seed, seat), self.values["ply"], _CHOICE)
        weights = [1] * len(legal)
        if self.policies[seat] == "doctrine":
            appeal = self.rules.doctrines[self.rules.side_ids[seat]].appeal
            appeals = [max(0, self.total(appeal[self.rules.moves[at].id])) for at in legal]
            weights = appeals if any(appeals) else weights
        return legal[_drawn(weights, bits)]

    def _score(self, side: str) -> int:
        fixed = self.rules.endings[self.ending].scores
        if fixed:
            return fixed[side]
        terms = [term for term in self.rules.scores if term.side == side]
        return min(max(sum(self.total(term.form) for term in terms if self.holds(term.when)), 0), 100)


def _drawn(weights: list[int], bits: int) -> int:
    """Return which of the weights 64 random bits fall into."""
    left = _share(bits, sum(weights))
    for at, weight in enumerate(weights):
        if left < weight:
            return at
        left -= weight
    raise AssertionError
