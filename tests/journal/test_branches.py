"""Branches: with the chance of the game they come from, or with their own; and what is told of both."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from commands import wargame
from examples import SMALL
from hypothesis import given, settings
from hypothesis import strategies as st
from summits import summit_of

from wargame.errors import JournalError
from wargame.game.game import Game
from wargame.game.summit import load
from wargame.journal.branches import branch_words, branches_in, seen_ahead_in
from wargame.journal.entries import Chance
from wargame.journal.keeping import Keeper, begin, branch_off, resume
from wargame.journal.lines import START, encode
from wargame.journal.reading import read_journal
from wargame.journal.replay import drawn_of, replayed, verified
from wargame.session import opening

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.journal.reading import Journal

CREATED = "2026-11-23T22:40:00Z"
PEOPLE = {"usa": "human", "dprk": "human"}
SUMMIT = load("trump-kim-2018")
SEED, FRESH = 5, 2**63 + 1


def play(keeper: Keeper, plies: int = 1000) -> Keeper:
    """Play on, always the same way, to the end or for so many decisions."""
    for _ in range(plies):
        if keeper.game.is_over:
            break
        keeper.play(keeper.game.legal_moves[(keeper.game.ply * 7 + 3) % len(keeper.game.legal_moves)])
    return keeper


def closed(keeper: Keeper) -> Journal:
    """Let the file go and read it."""
    keeper.close()
    return read_journal(keeper.writer.path)


def begun(folder: Path, plies: int) -> Journal:
    return closed(play(begin(Game(SUMMIT, SEED), PEOPLE, folder=folder, created=CREATED), plies))


def branch(journal: Journal, ply: int, fresh: int | None = None) -> Keeper:
    return branch_off(SUMMIT, journal, ply, PEOPLE, folder=journal.path.parent, created=CREATED, fresh=fresh)


def rolls(game: Game) -> list[tuple[object, ...]]:
    return [drawn_of(record) for record in game.records]


# -- chance


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**64 - 1), fresh=st.integers(0, 2**64 - 1), at=st.integers(0, 12), picks=st.randoms())
def test_a_game_is_as_it_was_up_to_where_it_is_seeded_anew_and_rolls_by_the_new_seed_from_there(
    seed: int, fresh: int, at: int, picks: object
) -> None:
    summit = summit_of(SMALL)
    game, other = Game(summit, seed), Game(summit, fresh)
    while not game.is_over and game.ply < at:
        game.play(picks.choice(game.legal_moves))  # type: ignore[attr-defined]
    before = rolls(game)
    game.reseed(fresh)
    assert rolls(game) == before
    assert game.setup.states.tolist() == Game(summit, seed).setup.states.tolist()
    if not game.is_over:
        assert game.player_key(game.turn) == other.player_key(game.turn)
        first = game.play(game.legal_moves[0])
        assert game.undo() is first
        assert game.play(first.move).rows.tolist() == first.rows.tolist()  # type: ignore[arg-type]
    again = Game(summit, seed, game.chance)
    for record in game.records:
        assert again.play(record.move).states.tolist() == record.states.tolist()  # type: ignore[arg-type]


def test_a_take_back_across_the_boundary_draws_the_old_chance_before_it_and_the_new_one_after_it() -> None:
    game = Game(SUMMIT, SEED)
    moves = []
    for _ in range(6):
        moves.append(game.legal_moves[0])
        game.play(moves[-1])
    old = rolls(game)
    while game.ply > 4:
        game.undo()
    game.reseed(FRESH)
    while game.ply > 2:
        game.undo()
    for move in moves[2:4]:
        game.play(move)
    assert rolls(game) == old[:4]
    assert game.seed_now == FRESH


def test_a_branch_has_the_chance_of_its_game_and_a_fresh_one_its_own(tmp_path: Path) -> None:
    whole = begun(tmp_path, 1000)
    same = closed(play(branch(whole, 4)))
    assert rolls(replayed(SUMMIT, same)) == rolls(replayed(SUMMIT, whole))
    others = [closed(play(branch(whole, 1, FRESH + number))) for number in range(8)]
    told = {str(rolls(replayed(SUMMIT, each))) for each in others}
    assert len(told) > 1
    for each in (same, *others):
        assert not verified(SUMMIT, each)
    again = closed(play(branch(whole, 1, FRESH)))
    assert again.entries == others[0].entries  # a seed names it
    assert others[0].header.chance == (Chance(1, str(FRESH)),)


def test_branches_of_branches_verify_and_are_gone_on_with(tmp_path: Path) -> None:
    first = begun(tmp_path, 6)
    second = closed(play(branch(first, 3, FRESH), 3))
    third = closed(play(branch(second, 5, FRESH + 1), 1))
    assert third.header.chance == (Chance(3, str(FRESH)), Chance(5, str(FRESH + 1)))
    earlier = closed(play(branch(third, 2, FRESH + 2), 1))
    assert earlier.header.chance == (Chance(2, str(FRESH + 2)),)
    same = closed(play(branch(third, 5), 1))
    assert (same.header.chance, same.header.origin and same.header.origin.fresh) == (third.header.chance, False)
    for each in (second, third, earlier, same):
        assert not verified(SUMMIT, each)
        before = each.path.read_bytes()
        on = closed(play(resume(SUMMIT, each)))
        assert on.path.read_bytes().startswith(before)
        assert not verified(SUMMIT, on)


def test_what_a_fresh_branch_goes_on_from_is_not_taken_back(tmp_path: Path) -> None:
    journal = begun(tmp_path, 6)
    for ply in range(1, 6):
        same = opening.branch(SUMMIT, journal, ply, PEOPLE, tmp_path)
        fresh = opening.branch(SUMMIT, journal, ply, PEOPLE, tmp_path, fresh=True, seed=FRESH)
        assert not fresh.may_take_back()
        fresh.play("wait" if "wait" in fresh.game.legal_moves else fresh.game.legal_moves[0])
        if fresh.may_take_back():
            fresh.take_back()
            assert fresh.game.ply == ply
        for sitting in (same, fresh):
            sitting.saving.close()
        assert fresh.saving.path
        again = opening.resume(SUMMIT, read_journal(fresh.saving.path), PEOPLE)
        assert again.game.seed_now == FRESH
        again.saving.close()


@pytest.mark.parametrize(
    "chance",
    [[{"ply": 3, "seed": "1"}, {"ply": 3, "seed": "2"}], [{"ply": 3, "seed": "1"}, {"ply": 1, "seed": "2"}],
     [{"ply": -1, "seed": "1"}], [{"ply": 1, "seed": str(2**64)}], [{"ply": 1, "seed": "x"}], [{"ply": 1}], 3, ["x"]],
)  # fmt: skip
def test_nonsense_about_chance_is_refused(tmp_path: Path, chance: object) -> None:
    journal = begun(tmp_path, 1)
    header = {**json.loads(journal.path.read_bytes().splitlines()[0]), "chance": chance}
    del header["chain"]
    journal.path.write_bytes(encode(header, START)[0])
    with pytest.raises(JournalError, match="line 1"):
        read_journal(journal.path)


# -- what is told


def test_a_branch_says_whose_chance_it_has(tmp_path: Path) -> None:
    journal = begun(tmp_path, 4)
    same, fresh = closed(branch(journal, 2)), closed(branch(journal, 1, FRESH))
    assert branch_words(journal.header) == ""
    assert branch_words(same.header) == (
        f"It branches off {journal.path.name} after 2 decisions with the same chance: who knows that game knows what"
        " will be drawn."
    )
    assert branch_words(fresh.header) == (
        f"It branches off {journal.path.name} after 1 decision: what is hidden is as it was there; chance is"
        " its own from there on."
    )
    for each in (same, fresh):
        words = branch_words(each.header)
        for arguments in (("save", "show"), ("replay", "--verify"), ("play", "--resume")):
            assert words in " ".join(wargame(*arguments, each.path).out.split())
    listed = wargame("save", "list", "--saves", tmp_path).out
    assert f"branch of {journal.path.name}@2\n" in listed
    assert f"branch of {journal.path.name}@1 with chance of its own\n" in listed


@pytest.mark.parametrize(("looked", "went_on", "fresh", "marked"), [
    (3, 1, None, True), (0, 1, None, False), (3, 0, None, False), (3, 1, FRESH, False),
])  # fmt: skip
def test_a_game_that_went_on_after_a_branch_had_shown_its_chance_is_marked(
    tmp_path: Path, looked: int, went_on: int, fresh: int | None, marked: bool
) -> None:
    journal = begun(tmp_path, 4)
    name = closed(play(branch(journal, 4, fresh), looked)).path.name
    after = closed(play(resume(SUMMIT, journal), went_on))
    assert seen_ahead_in(after, branches_in(tmp_path)) == ([name] if marked else [])
    for arguments in (("save", "show", after.path), ("save", "verify", after.path)):
        said = wargame(*arguments).out
        assert (f"It was branched from before it went on: {name} showed what it would draw." in said) is marked
    (told,) = [
        each for each in json.loads(wargame("save", "list", "--json", "--saves", tmp_path).out)
        if each["file"] == after.path.name
    ]  # fmt: skip
    assert told["seen_ahead_in"] == ([name] if marked else [])


def test_a_game_that_was_over_before_it_was_branched_from_is_not_marked(tmp_path: Path) -> None:
    journal = begun(tmp_path, 1000)
    closed(play(branch(journal, 2)))
    assert seen_ahead_in(journal, branches_in(tmp_path)) == []


# -- on the command line


def test_fresh_draws_another_chance_each_time_and_the_same_with_a_seed(tmp_path: Path) -> None:
    path = begun(tmp_path / "game", 3).path
    seeds = []
    for number, seed in enumerate((None, None, "7", "7")):
        folder = tmp_path / str(number)
        given = ("--seed", seed) if seed else ()
        done = wargame("play", "--from", f"{path}@2", "--fresh", *given, "--saves", folder, typed="1\n" * 40)
        assert done.code == 0, done.err
        assert "chance is its own from there on" in " ".join(done.out.split())
        (made,) = folder.glob("*.jsonl")
        assert wargame("save", "verify", made).code == 0
        seeds.append(read_journal(made).header.chance[0].seed)
    assert len(set(seeds)) == 3
    assert seeds[2:] == ["7", "7"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("--fresh",), "goes with --from"), (("--resume", "--fresh"), "goes with --from"),
     (("--from", "x@1", "--seed", "3"), "--fresh goes on with another")],
)  # fmt: skip
def test_what_fresh_cannot_do_is_said(arguments: tuple[str, ...], words: str) -> None:
    done = wargame("play", *arguments)
    assert done.code == 2
    assert words in done.error
