"""The kernel plays by the rules: game by game and state by state as the plain reference interpreter does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from examples import BUNDLED, DRAFTED, ROOT, SMALL, WIDE, compiled, rules_of
from generated import scenarios
from hypothesis import HealthCheck, given, settings
from reference import NO_MOVE, NO_OUTCOME, TOO_LONG, Game, game_seed, seat_key
from reference import chance_key as reference_chance_key
from reference import setup_key as reference_setup_key

from wargame.compiler.lowering import lower
from wargame.kernel import choose, dice, movesets, state, trace
from wargame.kernel.jit import INTERPRETED
from wargame.kernel.playout import RESULT, RESULTS, Result, play_games
from wargame.kernel.records import BySeat, flat

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.compiler.program import Compiled
    from wargame.scenario.ruleset import Rules

FILES = [SMALL, DRAFTED, *BUNDLED]
POLICIES = [("random", "random"), ("doctrine", "doctrine"), ("random", "doctrine"), ("doctrine", "random")]
GAMES = 2 if INTERPRETED else 40  # in each run
TRACED = 1 if INTERPRETED else 6
EXAMPLES = 10 if INTERPRETED else 40

by_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def played(program: Compiled, run_seed: int, count: int, policies: tuple[str, str]) -> tuple[Any, Any]:
    """Play games in the kernel; return the results and the final states."""
    results = np.zeros((count, RESULT.width), RESULTS)
    states = np.zeros((count, program.slots.count), np.int16)
    codes = np.array([choose.POLICIES[policy] for policy in policies], np.int64)
    play_games(program.ints, program.words, np.uint64(run_seed), 0, codes, results, states, np.zeros((0, 0), np.int16))
    return results, states


def assert_same_values(program: Compiled, game: Game, now: Any) -> None:
    """Compare each track, each engine track and each control with a kernel state."""
    expected = game.values
    found = {name: int(now[program.slots.of_name[name]]) for name in expected}
    assert found == expected


def assert_same_games(program: Compiled, run_seed: int, count: int, policies: tuple[str, str]) -> list[Game]:
    """Play games with both engines from the same seeds and compare what they come to."""
    results, states = played(program, run_seed, count, policies)
    games = [Game(program.rules, game_seed(run_seed, at), policies) for at in range(count)]
    for game, result, final in zip(games, results, states, strict=True):
        game.play()
        expected = Result(
            ending=game.ending,
            scores=BySeat(*game.scores),
            plies=game.values["ply"],
            chance_nodes=game.chance_nodes,
            first=game.values["first"],
            fault=game.fault,
        )
        assert result.tolist() == flat(expected)
        assert_same_values(program, game, final)
    return games


class Follower:
    """Plays one game in the kernel, step by step, beside a game of the reference interpreter."""

    def __init__(self, program: Compiled, seed: int, policies: tuple[str, str]) -> None:
        """Make room for one game."""
        self.program = program
        self.seed = seed
        self.tables = (program.ints, program.words)
        self.state = np.zeros(program.slots.count, state.STATE)
        self.happenings = np.zeros((program.most_happenings, 4), np.uint64)
        self.states = np.zeros((program.most_happenings, program.slots.count), state.STATE)
        self.log: list[tuple[str, str]] = []
        self.game = Game(program.rules, seed, policies)

    def follow(self) -> None:
        """Play to the end, comparing at each decision."""
        key = np.uint64(dice.stream_key(np.uint64(self.seed), dice.SETUP_STREAM))
        self.note(trace.trace_start(*self.tables, self.state, key, self.happenings, self.states))
        self.game.play(self.decide)
        self.settled()
        if self.game.ending >= 0:
            self.over()

    def decide(self, game: Game, legal: list[int], chosen: int) -> None:
        """Compare a decision, and make the move that the reference interpreter makes."""
        self.settled()
        seat = int(self.state[state.TURN])
        assert self.state[state.STAGE] == state.DECIDE
        moves = np.zeros(movesets.MOST_MOVES, np.int64)
        count = trace.legal_moves(*self.tables, self.state, moves)
        assert moves[:count].tolist() == legal
        assert game.rules.moves[chosen].side == game.rules.side_ids[seat]
        key = np.uint64(dice.stream_key(np.uint64(self.seed), dice.SEAT_STREAM + seat))
        assert trace.choose_move(*self.tables, self.state, choose.POLICIES[game.policies[seat]], key) == chosen
        chance = np.uint64(dice.stream_key(np.uint64(self.seed), dice.CHANCE_STREAM))
        self.note(trace.trace_move(*self.tables, self.state, chance, chosen, self.happenings, self.states))

    def note(self, count: int) -> None:
        """Remember what happened, in the words of the reference interpreter."""
        assert (self.states[count - 1] == self.state).all() or self.state[state.FAULT]
        for rule, outcome in self.happenings[:count, :2].tolist():
            drawn = self.program.outcomes[outcome - 1][1].id if outcome else ""
            self.log.append((self.program.every_rule[rule].key, drawn))

    def settled(self) -> None:
        """Compare everything that both engines know at a decision or at the end."""
        assert self.log == self.game.log
        assert_same_values(self.program, self.game, self.state)
        fresh = self.state.copy()
        trace.refresh_all(*self.tables, fresh)
        of_name = self.program.slots.of_name
        found = {name: int(fresh[of_name[name]]) for name in self.game.derived}
        assert found == {name: self.game.read(name) for name in self.game.derived}

    def over(self) -> None:
        """Compare what the game has come to."""
        assert self.state[state.STAGE] == state.OVER
        assert self.state[state.ENDING] - 1 == self.game.ending
        scores = np.zeros(2, np.int64)
        trace.write_scores(*self.tables, self.state, scores)
        assert tuple(scores.tolist()) == self.game.scores


def test_both_engines_derive_the_same_keys() -> None:
    for seed in (0, 1, 2018, 2**63, 2**64 - 1):
        word = np.uint64(seed)
        assert int(dice.stream_key(word, dice.SETUP_STREAM)) == reference_setup_key(seed)
        assert int(dice.stream_key(word, dice.CHANCE_STREAM)) == reference_chance_key(seed)
        for seat in range(2):
            assert int(dice.stream_key(word, dice.SEAT_STREAM + seat)) == seat_key(seed, seat)
        for index in (0, 1, 999_999):
            assert int(dice.game_seed(word, np.uint64(index))) == game_seed(seed, index)


@by_file
def test_whole_games_come_to_the_same_end(path: Path) -> None:
    for policies in POLICIES:
        games = assert_same_games(compiled(path), 2018, GAMES, policies)
        assert not any(game.fault for game in games)
        if not INTERPRETED:
            assert len({game.ending for game in games}) > 1  # enough games to matter


@by_file
def test_every_decision_finds_both_engines_in_the_same_state(path: Path) -> None:
    for policies in POLICIES:
        for seed in range(TRACED):
            Follower(compiled(path), seed, policies).follow()


@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@given(text=scenarios())
def test_generated_rules_mean_the_same_to_both_engines(text: str) -> None:
    program = lower(rules_of(text), "")
    for policies in POLICIES[:2]:
        assert_same_games(program, 7, 1 if INTERPRETED else 10, policies)
        Follower(program, 1, policies).follow()


# -- more moves than a word has bits

MOVE = '\n[[moves]]\nid = "m{}"\nside = "north"\nphases = ["talks"]\ngroup = "g"\ntitle = "t"\nwhen = "tension == {}"\n'


def test_a_hundred_moves_a_side_are_played_as_the_reference_plays_them() -> None:
    program = compiled(WIDE)
    for policies in POLICIES:
        games = assert_same_games(program, 2018, 1 if INTERPRETED else 10, policies)
        assert not any(game.fault for game in games)
        Follower(program, 5, policies).follow()


@pytest.mark.parametrize("count", [63, 64, 65, 127, 128])
def test_moves_about_the_end_of_a_word_are_open_where_their_guards_hold(count: int) -> None:
    text = SMALL.read_text(encoding="utf-8")
    others = len(open_moves(rules_of(text), -1))
    rules = rules_of(text + "".join(MOVE.format(at, at % 10) for at in range(others, count)))
    program, found = lower(rules, ""), np.zeros(movesets.MOST_MOVES, np.int64)
    assert len(open_moves(rules, -1)) == count
    now = np.zeros(program.slots.count, state.STATE)
    trace.run_start(program.ints, program.words, now)
    now[state.STAGE], now[state.TURN] = state.DECIDE, 0
    for tension in range(10):
        now[program.slots.of_name["tension"]] = tension
        opened = trace.legal_moves(program.ints, program.words, now, found)
        assert found[:opened].tolist() == open_moves(rules, tension)


def open_moves(rules: Rules, tension: int) -> list[int]:
    """Return the moves of the first seat that are open at the start under such a tension; all it has, if that is -1."""
    game = Game(rules, 1, ("random", "random"))
    game.values["tension"] = tension
    own = [at for at, move in enumerate(rules.moves) if move.side == rules.side_ids[0] and 1 in move.phases]
    return own if tension < 0 else [at for at in own if game.holds(rules.moves[at].when)]


# -- faults of rules


def small_program(*replacements: tuple[str, str]) -> Compiled:
    """Compile the small scenario with pieces of its text replaced."""
    text = SMALL.read_text(encoding="utf-8")
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return lower(rules_of(text), "")


def test_a_seat_without_an_open_move_stops_the_game_as_a_fault() -> None:
    program = small_program(('title = "Wait for {other}"', 'title = "Wait"\nwhen = "round <= 2"'))
    games = assert_same_games(program, 1, 20, ("random", "random"))
    assert NO_MOVE in {game.fault for game in games}


def test_a_game_longer_than_its_limit_is_a_fault() -> None:
    program = small_program(("ply_limit = 20", "ply_limit = 3"))
    games = assert_same_games(program, 1, 20, ("random", "random"))
    assert TOO_LONG in {game.fault for game in games}


def test_outcomes_whose_weights_are_all_nothing_are_a_fault() -> None:
    program = small_program(
        ('weight = [{ if = "tension >= 5", add = "tension - 4" }, "1"]', 'weight = "0 - 3*tension"')
    )
    games = assert_same_games(program, 1, 60, ("random", "random"))
    assert NO_OUTCOME in {game.fault for game in games} | {assert_no_outcome_follows(program)}


def assert_no_outcome_follows(program: Compiled) -> int:
    """Trace games up to the fault; return the last fault seen."""
    fault = 0
    for seed in range(20):
        follower = Follower(program, seed, ("random", "random"))
        follower.follow()
        fault = fault or follower.game.fault
        assert follower.game.fault != NO_OUTCOME or follower.state[state.FAULT] == NO_OUTCOME
    return fault


def test_games_of_a_run_do_not_depend_on_how_the_run_is_cut() -> None:
    program = compiled(SMALL)
    whole, _ = played(program, 5, 9, POLICIES[0])
    codes = np.zeros(2, np.int64)
    parts = []
    for start, stop in pairwise([0, 4, 5, 9]):
        part = np.zeros((stop - start, RESULT.width), RESULTS)
        play_games(
            program.ints,
            program.words,
            np.uint64(5),
            start,
            codes,
            part,
            np.zeros((0, program.slots.count), np.int16),
            np.zeros((0, 0), np.int16),
        )
        parts.append(part)
    assert (np.concatenate(parts) == whole).all()


# -- the same source, compiled in other ways


PRINT_GAMES = """
import json, sys
from pathlib import Path
sys.path[:0] = [{tests!r}, {kernel_tests!r}]
import test_against_reference as own
print(json.dumps(own.a_few_games()))
"""


def a_few_games() -> list[list[list[int]]]:
    """Play two games of each scenario with each policy; return the results and the final states."""
    rows = []
    for path in [*FILES, WIDE]:
        for policies in POLICIES[:2]:
            results, states = played(compiled(path), 11, 2, policies)
            rows += [results.tolist(), states.tolist()]
    return rows


def games_elsewhere(**environment: str) -> list[list[list[int]]]:
    """Play the same few games in a process of its own."""
    tests = ROOT / "tests"
    code = PRINT_GAMES.format(tests=str(tests), kernel_tests=str(tests / "kernel"))
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=variables)
    assert done.returncode == 0, done.stderr
    rows: list[list[list[int]]] = json.loads(done.stdout)
    return rows


def test_the_interpreted_kernel_plays_the_same_games() -> None:
    assert games_elsewhere(NUMBA_DISABLE_JIT="1") == a_few_games()


@pytest.mark.skipif(INTERPRETED, reason="compiles for a minute what the compiled kernel is compared with")
def test_the_kernel_with_bounds_checked_plays_the_same_games() -> None:
    assert games_elsewhere(NUMBA_DISABLE_JIT="0", WARGAME_KERNEL="checked") == a_few_games()
