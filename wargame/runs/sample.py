"""Dynamic checks of a scenario by a sample of games: endings and moves that never come up, games that stop."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field

from wargame.errors import RulesError
from wargame.game.game import Game
from wargame.game.situation import FAULTS
from wargame.kernel.choose import POLICIES
from wargame.kernel.dice import game_seed
from wargame.kernel.state import NO_FAULT, PHASE
from wargame.kernel.trace import choose_move
from wargame.scenario.faults import Faults
from wargame.scenario.places import indexed
from wargame.scenario.rules import who_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.game.summit import Summit
    from wargame.scenario.ruleset import Rules

HARDLY = 0.01  # of the games of a sample: a phase that fewer enter is hardly ever played


@define
class Sample:
    """What came up in games of a player against itself."""

    player: str
    games: int
    seed: int
    endings: set[str] = field(factory=set)
    legal: set[tuple[str, str]] = field(factory=set)  # (side, move)
    played: set[tuple[str, str]] = field(factory=set)
    entered: Counter[int] = field(factory=Counter)  # games by phase, from 1
    failed: dict[tuple[int, int], list[int]] = field(factory=dict)  # (fault, phase): the games that stopped so


def sampled(summit: Summit, player: str, games: int, seed: int) -> Sample:
    """Play games and return what came up in them."""
    sample = Sample(player, games, seed)
    for index in range(games):
        _note(sample, index, Game(summit, int(game_seed(np.uint64(seed), np.uint64(index)))))
    return sample


def failures(rules: Rules, samples: Sequence[Sample]) -> Faults:
    """Return each fault that stopped games of the samples, with one such game."""
    found = Faults()
    sides = " ".join(f"--seat {side}={{0}}" for side in rules.side_ids)
    for sample in samples:
        for (fault, phase), games in sorted(sample.failed.items()):
            path = indexed("phases", phase - 1, rules.phases[phase - 1])
            count = f"{len(games):,} of {sample.games:,} games of {sample.player} players"
            look = f"--seed {sample.seed} --game {games[0]} {sides.format(sample.player)} --verbose"
            found.add(path, f"{count} fail in it: {FAULTS[fault]}; see one by `wargame run` with {look}")
    return found


def doubts(rules: Rules, samples: Sequence[Sample]) -> Faults:
    """Return a warning for each thing that hardly or never came up in the samples."""
    found = Faults()
    reached = set().union(*(each.endings for each in samples))
    legal = set().union(*(each.legal for each in samples))
    entered = sum((each.entered for each in samples), Counter[int]())
    games = sum(each.games for each in samples)
    for number, phase in enumerate(rules.phases, start=1):
        if entered[number] < HARDLY * games:
            path = indexed("phases", number - 1, phase)
            found.add(path, f"hardly ever entered: in {entered[number]:,} of {games:,} sampled games")
    for move in rules.moves:
        found.tried(move.place, who_of(move))
        if (move.side, move.id) not in legal:
            found.add(move.place, f"never legal in {games:,} sampled games", who=who_of(move))
    for ending in rules.endings:
        if ending.id not in reached:
            found.add(ending.place, f"never reached in {games:,} sampled games")
    return found


def _note(sample: Sample, index: int, game: Game) -> None:
    compiled, rules = game.summit.compiled, game.summit.rules
    policy = POLICIES[sample.player]
    keys = {side: np.uint64(game.player_key(side)) for side in rules.side_ids}
    entered = set()
    while not game.is_over and game.fault == NO_FAULT:
        entered.add(int(game.state[PHASE]))
        side, legal = game.turn, game.legal_moves
        sample.legal.update((side, move) for move in legal)
        move = rules.moves[int(choose_move(compiled.ints, compiled.words, game.state, policy, keys[side]))]
        sample.played.add((side, move.id))
        with suppress(RulesError):  # told by `fault`
            game.play(move.id)
    sample.entered.update(entered)
    if game.fault != NO_FAULT:
        sample.failed.setdefault((game.fault, max(1, int(game.state[PHASE]))), []).append(index)
    elif game.ending is not None:
        sample.endings.add(game.ending.id)
