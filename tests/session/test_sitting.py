"""A sitting: who has been told what, and what may be taken back; and how games come to the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from wargame.errors import JournalError, PlayerError
from wargame.game.game import Game
from wargame.game.summit import load
from wargame.game.view import REFEREE
from wargame.journal.reading import read_journal
from wargame.session.opening import begin, branch, resume, seats_of_save, seed_of_our_own
from wargame.session.saving import Saving
from wargame.session.sitting import Sitting

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = {"hill": "human", "vale": "human"}
MIXED = {"hill": "human", "vale": "doctrine"}


def test_each_seat_is_told_every_record_once() -> None:
    sitting = Sitting(Saving(Game(load("two-villages"), 5)), PEOPLE)
    assert sitting.tell("hill") == 0  # the set-up
    assert sitting.tell("hill") == 1
    for _ in range(2):
        sitting.play(sitting.game.legal_moves[0])
    assert sitting.tell("hill") == 1
    assert sitting.tell("hill") == 3
    assert sitting.tell("vale") == 0


def test_in_a_game_gone_on_with_each_seat_was_told_up_to_its_last_move() -> None:
    game = Game(load("two-villages"), 5)
    first = game.turn
    for _ in range(2):
        game.play(game.legal_moves[0])
    second = game.records[1].move
    assert second is not None
    assert second.side != first
    sitting = Sitting(Saving(game), PEOPLE)
    assert [sitting.tell(side) for side in (first, second.side, REFEREE)] == [2, 3, 3]


def test_who_plays_and_who_watches() -> None:
    def seated(**seats: str) -> Sitting:
        return Sitting(Saving(Game(load("two-villages"), 5)), seats)

    assert seated(**PEOPLE).is_hot_seat
    assert seated(**MIXED).watcher == "hill"
    assert not seated(**MIXED).is_hot_seat
    assert seated(hill="doctrine", vale="random").watcher == ""


def test_the_end_and_another_s_move_are_not_taken_back() -> None:
    sitting = Sitting(Saving(Game(load("two-villages"), 5)), MIXED)
    assert not sitting.may_take_back()
    while not sitting.game.is_over:
        person = sitting.game.turn in sitting.humans
        sitting.play(sitting.game.legal_moves[0] if person else sitting.decide())
        if not person:
            assert not sitting.may_take_back()
        elif sitting.may_take_back():
            ply = sitting.game.ply
            told = sitting.tell("hill")
            sitting.take_back()
            assert sitting.game.ply == ply - 1
            assert sitting.tell("hill") <= max(told, ply)
            sitting.play(sitting.game.legal_moves[0])
    assert not sitting.may_take_back()


def test_a_game_is_begun_gone_on_with_by_another_thread_and_branched(tmp_path: Path) -> None:
    summit = load("two-villages")
    saving = begin(summit, MIXED, tmp_path, seed=5).saving
    saving.play(saving.game.legal_moves[0])
    assert saving.path
    assert saving.is_saved
    with pytest.raises(JournalError, match="another program plays it"):
        resume(summit, read_journal(saving.path), MIXED)
    saving.close()
    again = resume(summit, read_journal(saving.path), MIXED).saving
    assert again.game.ply == 1
    again.close()
    other = branch(summit, read_journal(saving.path), 0, PEOPLE, tmp_path).saving
    assert other.game.ply == 0
    assert other.path != saving.path
    other.close()


BROKEN = {"no class": "x = 1", "raises": "1 / 0", "cannot be made": "class A:\n def __init__(s): 1 / 0\n decide = len"}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_player_that_cannot_be_made_leaves_no_file_however_often_it_is_tried(tmp_path: Path, text: str) -> None:
    path, saves, summit = tmp_path / "mine.py", tmp_path / "saves", load("two-villages")
    path.write_text(text, encoding="utf-8")
    seats = {"hill": "human", "vale": f"module:{path}"}
    for _ in range(2):
        with pytest.raises(PlayerError, match=r"mine\.py"):
            begin(summit, seats, saves)
    assert not saves.exists()
    whole = begin(summit, MIXED, saves)
    whole.saving.close()
    assert whole.saving.path
    with pytest.raises(PlayerError):
        branch(summit, read_journal(whole.saving.path), 0, seats, saves)
    with pytest.raises(PlayerError):
        resume(summit, read_journal(whole.saving.path), seats)
    resume(summit, read_journal(whole.saving.path)).saving.close()  # nobody holds it
    assert len(list(saves.glob("*.jsonl"))) == 1


def test_where_nothing_can_be_written_the_game_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    saving = begin(load("two-villages"), MIXED, tmp_path / "file", seed=5).saving
    assert saving.trouble
    assert not saving.is_saved
    saving.play(saving.game.legal_moves[0])
    assert saving.game.ply == 1


def test_seats_of_another_scenario_are_refused() -> None:
    with pytest.raises(JournalError, match="the sides of two-villages are hill and vale"):
        seats_of_save(load("two-villages"), {"usa": "human", "dprk": "human"})


def test_a_seed_that_nobody_has_named_cannot_be_found_by_trying() -> None:
    seeds = {seed_of_our_own() for _ in range(100)}
    assert len(seeds) == 100
    assert max(seeds) >= 2**60
    assert max(seeds) < 2**64
