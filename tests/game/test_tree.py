"""The game tree with explicit chance: what dice would draw leads where a seeded game goes."""

from __future__ import annotations

import copy
import pickle
import random
import subprocess
import sys
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pytest
from examples import BUNDLED
from hypothesis import given, settings
from hypothesis import strategies as st
from summits import ALL, differing, positions, summit_of

from wargame import Game, IllegalMove, MalformedMove, Node, SeatError, WargameError, load

if TYPE_CHECKING:
    from pathlib import Path

    from wargame import Record, Summit

TINY = next(path for path in BUNDLED if path.stem == "two-villages")


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  a test has to be repeatable


def follow(node: Node, record: Record) -> None:
    """Resolve at a node what was drawn in a record."""
    for each in record.happenings:
        if each.roll is not None and len(each.roll.outcomes) > 1:
            assert node.rule == each.rule
            assert [(outcome.id, outcome.probability) for outcome in node.chance()] == [*each.roll.outcomes]
            node.resolve(each.outcome)


def walked(summit: Summit, rnd: random.Random) -> list[Node]:
    """Return every node of a line of play at random, chance nodes and the end among them."""
    node, found = Node(summit), []
    while not node.is_over:
        found.append(node.copy())
        if node.is_chance:
            node.resolve(rnd.choice(node.chance()).number)
        else:
            node.play(rnd.choice(node.actions))
    return [*found, node]


def essence(each: Game | Node) -> bytes:
    """Return the state without its derived slots, which are scratch."""
    return bytes(each.state[: each.summit.compiled.slots.first_derived].tobytes())


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_outcomes_chosen_as_dice_fell_lead_to_the_same_states_and_keys(path: Path) -> None:
    summit, rnd = summit_of(path), dice(4)
    for seed in range(3):
        game, node = Game(summit, seed), Node(summit)
        follow(node, game.setup)
        while not game.is_over:
            assert (essence(node), node.turn, node.actions) == (essence(game), game.turn, game.actions)
            for side in summit.rules.side_ids:
                assert node.information_key(side) == game.observation(side) == game.node().information_key(side)
                assert (node.tensor(side) == game.tensor(side)).all()
            move = rnd.choice(game.actions)
            node.play(move)
            follow(node, game.play(move))
        assert node.is_over
        assert node.ending == game.ending
        assert node.ending is None or node.scores == game.scores


def expected(node: Node) -> tuple[Fraction, Fraction, int]:
    """Return the probability of a node, what the first side can expect at random there, and the leaves below."""
    if node.is_over:
        return Fraction(1), Fraction(node.scores[node.summit.rules.side_ids[0]]), 1
    ways: list[tuple[int, Fraction]] = [(each.number, each.probability) for each in node.chance()]
    ways = ways or [(move, Fraction(1, len(node.actions))) for move in node.actions[:2]]
    whole, worth, leaves = Fraction(0), Fraction(0), 0
    for number, chance in ways:
        child = node.copy()
        if node.is_chance:
            child.resolve(number)
        else:
            child.play(number)
        below = expected(child)
        whole, worth, leaves = whole + chance * below[0], worth + chance * below[1], leaves + below[2]
    return whole, worth, leaves


def test_the_chances_at_a_node_add_up_and_none_is_certain() -> None:
    for path in ALL:
        for node in walked(summit_of(path), dice(1)):
            if node.is_chance:
                assert sum(each.probability for each in node.chance()) == 1
                assert all(0 < each.probability < 1 for each in node.chance())
                assert (node.turn, node.actions) == ("", ())
            else:
                assert (node.chance(), node.rule) == ((), "")


def test_copies_are_independent_and_the_tree_can_be_walked_by_them() -> None:
    root = Node(summit_of(TINY), mandates={"hill": "pious", "vale": "proud"})
    before = essence(root)
    whole, worth, leaves = expected(root)
    assert essence(root) == before
    assert leaves > 50
    assert 0 < worth <= 100 * whole


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_an_observation_lies_within_its_bounds_at_every_node(path: Path) -> None:
    summit = summit_of(path)
    for node in walked(summit, dice(2)):
        for seat in ("", *summit.rules.side_ids):
            layout, seen = summit.layout(seat), node.tensor(seat)
            assert seen.shape == layout.low.shape == (layout.size,)
            assert ((layout.low <= seen) & (seen <= layout.high)).all()
            scaled = layout.scaled(seen)
            assert scaled.dtype == np.float32
            assert ((scaled >= 0) & (scaled <= 1)).all()
            values = node.values()
            assert all(values[name] == value for name, value in zip(layout.names, seen, strict=True) if name != "turn")
    own, other = summit.rules.side_ids
    assert {*summit.layout().names} == {*summit.layout(own).names} & {*summit.layout(other).names}
    assert summit.layout(own).names == tuple(dict.fromkeys(summit.layout(own).names))


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(ALL), st.integers(0, 2**32))
def test_positions_that_a_seat_cannot_tell_apart_have_equal_observations(path: Path, seed: int) -> None:
    rnd = dice(seed)
    game = rnd.choice([each.copy() for each in positions(path, games=1, seed=seed)])
    for side in game.summit.rules.side_ids:
        other = None if game.is_over else differing(game, side, rnd)
        if other is not None:
            assert (game.tensor(side) == other.tensor(side)).all()
            assert (game.tensor() == other.tensor()).all()


def test_a_key_tells_two_nodes_apart_only_where_the_seat_was_shown_something_else() -> None:
    summit = summit_of(TINY)
    nodes = {}
    for own in ("pious", "roof"):
        for theirs in ("proud", "thrifty"):
            node = Node(summit, mandates={"hill": own, "vale": theirs})
            node.resolve("hill")  # who begins
            nodes[own, theirs] = node
    keys = {each: node.information_key("hill") for each, node in nodes.items()}
    assert keys["pious", "proud"] == keys["pious", "thrifty"]
    assert keys["roof", "proud"] == keys["roof", "thrifty"]
    assert keys["pious", "proud"] != keys["roof", "proud"]
    for node in nodes.values():
        node.play("say-nothing")
    assert all(keys[each] != node.information_key("hill") for each, node in nodes.items())


def test_the_key_at_a_chance_node_is_one_for_all_that_the_seat_was_not_shown() -> None:
    first = Node(summit_of(TINY))
    assert first.rule == "setup:first"
    first.resolve("hill")
    assert first.rule == "setup:hill_mandate"
    mine, other = first.copy(), first.copy()
    mine.resolve("pious")
    other.resolve("roof")
    assert mine.is_chance
    assert mine.information_key("vale") == other.information_key("vale")
    assert mine.information_key("hill") != other.information_key("hill")


# -- numbers of moves


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_a_move_has_one_number_and_may_be_called_by_it(path: Path) -> None:
    summit = summit_of(path)
    for number, rule in enumerate(summit.rules.moves):
        move = summit.move(number)
        assert (move.side, move.id) == (rule.side, rule.id)
        assert summit.action(move) == number
    game, same = Game(summit, 3), Game(summit, 3)
    assert [summit.move(number).id for number in game.actions] == [*game.legal_moves]
    assert game.preview(game.actions[0]) == game.preview(game.legal_moves[0])
    game.play(cast("int", np.int64(game.actions[-1])))  # it is as good as one
    same.play(same.legal_moves[-1])
    assert essence(game) == essence(same)


WRONG: list[tuple[Any, Any, str]] = [
    (20, MalformedMove, "no move number 20; its moves are numbered from 0 to 19"),
    (-1, MalformedMove, "no move number -1"),
    (2.0, MalformedMove, "found float"),
    ("praise", MalformedMove, "no move 'praise'"),
    ("accept", IllegalMove, "open in Bargaining only"),
]


@pytest.mark.parametrize(("move", "error", "text"), WRONG)
def test_a_move_that_cannot_be_played_is_refused_and_changes_nothing(move: Any, error: Any, text: str) -> None:
    node = Node(summit_of(TINY), mandates={"hill": "roof", "vale": "proud"})
    node.resolve(0)
    for each in (node, Game(node.summit, 1)):
        before = essence(each)
        with pytest.raises(error, match=text):
            each.play(move)
        assert essence(each) == before


def test_what_cannot_be_drawn_is_refused_and_changes_nothing() -> None:
    node = Node(summit_of(TINY))
    before = essence(node)
    wrong: list[Any] = [7, -1, "nobody", None, 0.5]
    for each in wrong:
        with pytest.raises(IllegalMove, match="possible: 0 \\(hill\\), 1 \\(vale\\)"):
            node.resolve(each)
    with pytest.raises(SeatError, match="outcome of a rule is to be drawn"):
        node.play("wait")
    with pytest.raises(IllegalMove, match="to be drawn first"):
        node.play(0)
    with pytest.raises(SeatError, match="its sides are hill and vale"):
        node.tensor("usa")
    with pytest.raises(ValueError, match="not over"):
        _ = node.scores
    assert essence(node) == before
    game = Game(node.summit, 3).node()
    with pytest.raises(IllegalMove, match="no rule has an outcome"):
        game.resolve(0)


# -- mandates that were chosen


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_a_seeded_game_with_chosen_mandates_is_the_game_of_its_seed(path: Path) -> None:
    summit = summit_of(path)
    chosen = {side.id: side.mandates[-1].id for side in summit.rules.sides}
    seeds, game = set(), Game(summit, 0)
    for seed in range(8):
        game = Game(summit, seed, mandates=chosen)
        drawn = {
            rule.mandate_of: each.outcome
            for rule in summit.rules.setup
            for each in game.setup.happenings
            if each.rule == rule.key and rule.mandate_of and each.outcome
        }
        assert drawn == chosen
        assert essence(Game(summit, game.seed)) == essence(game)
        assert game.seed == Game(summit, seed, mandates=chosen).seed == Game(summit, game.seed, mandates=chosen).seed
        seeds.add(game.seed)
    assert len(seeds) == 8
    node = Node(summit, mandates=chosen)
    while node.is_chance:
        assert "mandate" not in node.rule
        node.resolve(node.chance()[0].number)
    assert all(node.values()[name] == game.values()[name] for name in node.values() if name.endswith("mandate"))


def test_a_mandate_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    summit = summit_of(TINY)
    for make in (lambda chosen: Game(summit, 1, mandates=chosen), lambda chosen: Node(summit, mandates=chosen)):
        with pytest.raises(WargameError, match=r"hill has no mandate 'roofs'.*pious, roof"):
            make({"hill": "roofs"})
        with pytest.raises(SeatError, match="no side 'hil'"):
            make({"hil": "roof"})


# -- copies and pickles


def test_a_copied_game_goes_its_own_way() -> None:
    game = Game(summit_of(TINY), 5)
    game.play(0 if 0 in game.actions else game.actions[0])
    for made in (game.copy(), copy.copy(game), copy.deepcopy(game)):
        before = essence(game), [*game.records]
        made.play(made.actions[0])
        made.reseed(9)
        assert (essence(game), game.records, game.chance) == (*before, ())
        made.undo()
        assert essence(made) == before[0]
    assert copy.deepcopy(game).summit is game.summit


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_a_pickled_game_is_small_and_the_same_game(path: Path) -> None:
    summit = load(path.stem)
    *_, game = positions(path, games=1, seed=3)
    game = Game(summit, game.seed)
    game.play(game.actions[0])
    game.reseed(17)
    while not game.is_over:
        game.view(game.turn)
        game.play(game.actions[len(game.actions) // 2])
    whole = pickle.dumps(game)
    again = pickle.loads(whole)  # noqa: S301  our own
    assert len(whole) < 2_000
    assert again.summit is summit
    assert (essence(again), again.chance, again.view("")) == (essence(game), game.chance, game.view(""))
    for node in walked(summit, dice(5)):
        whole = pickle.dumps(node)
        other = pickle.loads(whole)  # noqa: S301  our own
        assert len(whole) < 2_000
        assert (essence(other), other.chance(), other.actions) == (essence(node), node.chance(), node.actions)
        assert [other.information_key(side) for side in summit.rules.side_ids] == [
            node.information_key(side) for side in summit.rules.side_ids
        ]


def test_a_pickled_variant_is_loaded_again_in_another_process(tmp_path: Path) -> None:
    game = Game(load("two-villages", ["phases.0.rounds=2"]), 5)
    game.play(game.actions[1])
    file = tmp_path / "game.pickle"
    file.write_bytes(pickle.dumps(game))
    assert file.stat().st_size < 1_000
    code = f"import pickle; g = pickle.load(open({str(file)!r}, 'rb')); print(g.summit.name, g.ply, {{**g.values()}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{game.summit.name} 1 {game.values()}\n"
