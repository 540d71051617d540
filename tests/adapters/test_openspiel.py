"""OpenSpiel's own tests pass on every bundled scenario, and what it computes exactly is what our benchmark does."""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING, Any

import pytest
from examples import BUNDLED
from playthrough import KEPT, kept_actions, played

from wargame import ExtraError, Node, ScenarioError, load, open_spiel_game
from wargame.analysis.solving.explicit_tree import explicit_tree
from wargame.analysis.solving.solving import Solver
from wargame.analysis.solving.whole_tree import Walk

pyspiel = pytest.importorskip("pyspiel", reason="OpenSpiel is not installed: pip install 'wargame[adapters]'")

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wargame.game.summit import Summit


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_its_random_simulations_find_no_fault(path: Path) -> None:
    pyspiel.random_sim_test(open_spiel_game(path.stem), num_sims=1, serialize=True, verbose=False)


def walked(state: Any, node: Node, rnd: random.Random) -> None:
    """Play both at random side by side to the end, and compare all that OpenSpiel is told."""
    while not state.is_terminal():
        assert state.is_chance_node() == node.is_chance
        sides = node.summit.rules.side_ids
        for seat, side in enumerate(sides):
            assert f"{node.information_key(side):016x}" in state.information_state_string(seat)
            assert len(state.information_state_tensor(seat)) == len(state.observation_tensor(seat)) + 64
        if node.is_chance:
            assert state.chance_outcomes() == [(each.number, float(each.probability)) for each in node.chance()]
            action = rnd.choice(node.chance()).number
            assert node.chance()[0].id in state.action_to_string(node.chance()[0].number)
            node.resolve(action)
        else:
            assert (state.legal_actions(), sides[state.current_player()]) == (sorted(node.actions), node.turn)
            action = rnd.choice(node.actions)
            node.play(action)
        other = state.clone()
        state.apply_action(action)
        assert other.history() == state.history()[:-1]
    assert state.returns() == [*node.scores.values()]


def test_a_state_is_a_node() -> None:
    game = pyspiel.load_game("wargame(scenario=river-treaty)") if open_spiel_game() else None
    assert game is not None
    for seed in range(3):
        walked(game.new_initial_state(), Node(load("river-treaty")), random.Random(seed))  # noqa: S311  repeatable


def test_what_cannot_be_loaded_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ScenarioError, match=r"no scenario 'two-vilages'.*two-villages"):
        open_spiel_game("two-vilages")
    loaded: Any = load("two-villages")
    with pytest.raises(TypeError, match="found Summit"):
        open_spiel_game(loaded)
    monkeypatch.delitem(sys.modules, "wargame.adapters.spiel", raising=False)
    monkeypatch.setitem(sys.modules, "pyspiel", None)
    with pytest.raises(ExtraError, match=r"pip install 'wargame\[adapters\]'"):
        open_spiel_game()


def short(folder: Path) -> Summit:
    """Return a short two-villages, in a file of that folder: the whole takes half a minute, and agrees as well."""
    file = folder / "short.toml"
    file.write_text(load("two-villages", ["phases.bargaining.rounds=1"]).text, encoding="utf-8")
    return load(str(file))


def test_its_values_and_best_responses_to_random_play_are_ours(tmp_path: Path) -> None:
    from open_spiel.python import policy  # noqa: PLC0415  only if it is there
    from open_spiel.python.algorithms import exploitability  # noqa: PLC0415

    summit = short(tmp_path)
    walk = Walk(summit)
    played = walk.policy_of("random", 1)
    assert played is not None
    ours = [walk.best_response(seat, played)[0] for seat in range(2)], walk.value(played)
    game = open_spiel_game(str(tmp_path / "short.toml"))
    theirs = exploitability.nash_conv(game, policy.UniformRandomPolicy(game), return_only_nash_conv=False)
    gains = [best - value for best, value in zip(*ours, strict=True)]
    assert [*theirs.player_improvements] == pytest.approx(gains, abs=1e-9)
    assert theirs.nash_conv == pytest.approx(sum(gains), abs=1e-9)


def test_the_kept_playthrough_is_played_again() -> None:
    assert played(kept_actions()) == KEPT.read_text(encoding="utf-8")


def test_its_regret_minimization_comes_as_near_to_an_equilibrium_as_ours(tmp_path: Path) -> None:
    summit = short(tmp_path)
    tree = explicit_tree(summit)
    assert tree is not None
    solver = Solver(tree, "cfr+")
    solver.run(2)
    ours = solver.solution()
    game = open_spiel_game(str(tmp_path / "short.toml"))
    theirs = pyspiel.CFRPlusSolver(game)
    for _ in range(2):
        theirs.evaluate_and_update_policy()
    policy = theirs.average_policy()
    assert pyspiel.nash_conv(game, policy) == pytest.approx(ours.nash_conv, abs=1e-9)
    values = pyspiel.expected_returns(game.new_initial_state(), policy, -1, use_infostate_get_policy=True)
    assert values == pytest.approx([*ours.values], abs=1e-9)


# Python's own `apply_action` does not look whether a move is open; the other one does, in C++.
ILLEGAL: tuple[tuple[Callable[[Any], object], str], ...] = (
    (lambda state: state.apply_action(99), "no move number 99"),
    (lambda state: state.apply_action_with_legality_check(99), "no move 99"),
    (lambda state: state.apply_action(state.closed), "cannot be played"),
    (lambda state: state.apply_action_with_legality_check(state.closed), "illegal action"),
    (lambda state: state.root.apply_action(7), "outcome 7 of setup:first"),
    (lambda state: state.root.apply_action_with_legality_check(7), "illegal action .7.: setup:first = 7"),
    (lambda state: state.resample_from_infostate(2, random.random), "no player 2"),
    (lambda state: state.resample_from_infostate(-1, random.random), "no player -1"),
    (lambda state: state.information_state_string(2), "NumPlayers"),
)


def test_what_is_illegal_is_an_error_of_openspiel_and_changes_nothing() -> None:
    state = open_spiel_game("two-villages").new_initial_state()
    root = state.clone()
    while state.is_chance_node():
        state.apply_action(state.chance_outcomes()[0][0])
    state.root, state.closed = root, next(at for at in range(20) if at not in state.legal_actions())
    before = state.history(), str(state), root.history(), str(root)
    for call, reason in ILLEGAL:
        with pytest.raises(pyspiel.SpielError, match=reason):
            call(state)
        assert (state.history(), str(state), root.history(), str(root)) == before
