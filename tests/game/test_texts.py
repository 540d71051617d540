"""Several texts: the seed says which is told, none comes twice while others are left, no word changes a game."""

from __future__ import annotations

from functools import cache

import pytest
from examples import SMALL, faults_of, small_with

from wargame.game.game import Game
from wargame.game.summit import Summit, compile_text
from wargame.game.view import REFEREE, entries_of
from wargame.scenario.cards import card_of
from wargame.scenario.lookup import rules_named

WAITS = ("You look at the river.", "{other} looks back.", "A cow passes.", "It rains on {other}.")
LISTED = f"flavor = {list(WAITS)}".replace("'", '"')
MOVE = 'title = "Wait for {other}"'
ENDINGS = 'text = ["It flows.", "It flows on.", "It has always flowed."]'


@cache
def wordy() -> Summit:
    """Return the small scenario with several texts for an ending and for a move that a secret one is shown as."""
    text = small_with(MOVE, f"{MOVE}\n{LISTED}").replace('text = "It flows."', ENDINGS)
    return compile_text(text)


def waited(summit: Summit, seed: int, seat: str, moves: tuple[str, ...] = ()) -> list[str]:
    """Return what is told to a seat of each waiting in a game in which both only wait."""
    game = Game(summit, seed)
    while not game.is_over:
        liked = [each for each in moves if each in game.legal_moves]
        game.play(liked[0] if liked else "wait")
    records = (game.setup, *game.records)
    entries = [entry for record in records for entry in entries_of(record, seat)]
    return [entry.text for entry in entries if entry.id == "wait" and entry.side == "north"]


def filled(name: str) -> set[str]:
    return {each.replace("{other}", name) for each in WAITS}


@pytest.mark.parametrize("seed", range(5))
def test_no_text_is_told_twice_while_others_are_left(seed: int) -> None:
    told = waited(wordy(), seed, REFEREE)
    assert len(told) == 5
    assert set(told[:4]) == filled("South")
    assert told[4] == told[0]


def test_which_text_is_told_hangs_on_the_seed_and_a_replay_tells_the_same() -> None:
    told = [waited(wordy(), seed, "south") for seed in range(20)]
    assert told == [waited(wordy(), seed, "south") for seed in range(20)]
    assert {each[0] for each in told} == filled("South")


def test_a_text_told_again_after_a_take_back_is_the_same() -> None:
    game = Game(wordy(), 3)
    game.play("wait")
    first = entries_of(game.play("wait"), REFEREE)
    game.undo()
    assert entries_of(game.play("wait"), REFEREE) == first


def test_what_is_told_of_a_secret_move_gives_it_away_to_nobody() -> None:
    """The other side is told of `scheme` what it would be told had it been `wait`: from its list, in its order."""
    assert waited(wordy(), 4, "south", moves=("scheme",)) == waited(wordy(), 4, "south")


def test_no_word_changes_the_course_of_a_game_or_a_hash_of_it() -> None:
    plain, listed = compile_text(SMALL.read_text(encoding="utf-8")), wordy()
    assert (plain.compiled.ints == listed.compiled.ints).all()
    assert (plain.compiled.words == listed.compiled.words).all()
    one, two = Game(plain, 9), Game(listed, 9)
    while not one.is_over:
        move = one.legal_moves[0]
        one.play(move), two.play(move)
        assert (one.state == two.state).all()
        assert [one.observation(side) for side in ("north", "south")] == [
            two.observation(side) for side in ("north", "south")
        ]


def test_an_ending_has_several_texts_too() -> None:
    told = set()
    for seed in range(30):
        game = Game(wordy(), seed)
        assert not game.ending_text
        while not game.is_over:
            game.play("wait")
        told.add(game.ending_text)
    assert told == {"It flows.", "It flows on.", "It has always flowed."}


def test_a_card_lists_every_text() -> None:
    (card,) = (card_of(wordy().rules, each) for each in rules_named(wordy().rules, "north:wait"))
    assert set(card.sections[-1].lines) == filled("South")
    assert not card.flavor


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        ("[]", "flavor: empty; write at least one text, or leave it out"),
        (str([str(at) for at in range(41)]).replace("'", '"'), "flavor: 41 texts found; at most 40 are allowed"),
        ('["a", ""]', "flavor[1]: an empty text; leave it out"),
        ('["a", "b", "a"]', "flavor[2]: the same text as before it; each is told once before any comes again"),
        ('["a", "{mine}"]', "flavor[1]: no placeholder {mine} here; usable: {own}, {other}"),
    ],
)
def test_a_list_that_tells_nothing_is_refused(texts: str, fault: str) -> None:
    found = faults_of(small_with(MOVE, f"{MOVE}\nflavor = {texts}"))
    assert any(line.endswith(f"moves[0] (wait).{fault}") for line in found), found
