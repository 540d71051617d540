"""Whole games line by line: every menu leads to an end, every command answers, nothing secret is told."""

from __future__ import annotations

import io
import random
import re
from typing import TYPE_CHECKING

import pytest
from examples import ROOT, SMALL
from summits import ALL, summit_of
from transcripts import assert_as_kept

from wargame.game.game import Game
from wargame.plain.hosting import Table
from wargame.plain.keyboard import InputEnded, Keyboard
from wargame.plain.paper import Paper
from wargame.plain.turn import COMMANDS
from wargame.session.saving import Saving
from wargame.session.sitting import Sitting

if TYPE_CHECKING:
    from pathlib import Path

LARGE = ROOT / "scenarios" / "trump-kim-2018.toml"


def play(
    path: Path, typed: str, *, seed: int = 1, seats: tuple[str, str] = ("human", "doctrine"), waits: bool = False
) -> str:
    """Play with these lines typed; returns the transcript, with [left] at its end if the lines ran out."""
    game = Game(summit_of(path), seed)
    stream = io.StringIO()
    paper = Paper(stream)
    keyboard = Keyboard(io.StringIO(typed), paper, waits=waits, echoes=True)
    sitting = Sitting(Saving(game), dict(zip(game.summit.rules.side_ids, seats, strict=True)))
    table = Table(sitting, paper, keyboard)
    try:
        table.play()
    except InputEnded:
        stream.write("[left]")
    return stream.getvalue()


def turn_of(transcript: str) -> str:
    """Return what the last command of a transcript answered."""
    return transcript.rsplit("> ", 2)[-2]


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_choosing_1_again_and_again_plays_a_game_to_its_end(path: Path) -> None:
    transcript = play(path, "1\n" * 200)
    assert "THE END: " in transcript
    assert "[left]" not in transcript


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_random_numbers_play_a_game_to_its_end_within_80_columns(path: Path) -> None:
    for seed in (1, 2):
        rnd = random.Random(seed)  # noqa: S311
        typed = "".join(f"{rnd.randint(0, 14)}\n" for _ in range(900))
        transcript = play(path, typed, seed=seed, seats=("doctrine", "human"))
        assert "THE END: " in transcript
        assert max(map(len, transcript.splitlines())) <= 80
        assert "\n\n\n" not in transcript


def test_two_computers_are_told_to_the_end_without_a_line_typed() -> None:
    transcript = play(LARGE, "", seats=("doctrine", "random"))
    assert "THE END: " in transcript
    assert "COULD NOT SEE" not in transcript  # nothing was hidden from whoever watches


def test_every_command_answers() -> None:
    for command in (*COMMANDS, "?", "why 1", "why 20", "why wait", "card 1", "card accept", "card quarrel"):
        transcript = play(SMALL, f"{command}\n")
        assert transcript.endswith("[left]"), command
        assert command == "quit" or len(turn_of(transcript).strip().splitlines()) > 1, command


def test_the_first_letters_of_a_command_are_enough() -> None:
    for command in ("sit", "sto", "dr", "b", "m", "cl", "ri", "l", "sc", "ru", "HELP", "Draft"):
        answer = turn_of(play(SMALL, f"{command}\n"))
        assert "No command" not in answer, command
        assert "could be" not in answer, command


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("storys", "Did you mean 'stories'?"),
        ("s", "“s” could be situation or stories or score."),
        ("xyzzy " * 50, "No command “xyzzy”."),
        ("99", "There is no number 99; the open moves are 1 to"),
        ("0", "There is no number 0;"),
        ("1.9", "There is no number 9 here"),
        ("1.1.1", "is no number of this menu"),
        ("²", "is no number of this menu"),
        ("1²", "is no number of this menu"),
        ("9" * 500, "is no number of this menu"),
        ("why", "Which move?"),
        ("card", "Which card?"),
        ("card nonsense", "No move “nonsense”."),
        ("why shoot", "did you mean 'shout'?"),
        ("why south:leave", "is a move of South"),
        ("undo", "No move has been made yet."),
        ("\x1b[2J\x07", "No command “[2j”."),
    ],
)
def test_a_line_that_means_nothing_gets_one_helpful_line(line: str, answer: str) -> None:
    seed = next(seed for seed in range(50) if Game(summit_of(SMALL), seed).turn == "north")
    transcript = " ".join(turn_of(play(SMALL, f"{line}\n", seed=seed)).split())
    assert answer in transcript


def test_an_empty_line_only_asks_again() -> None:
    assert play(SMALL, "\n\n\n").count("> \n") == 4


def test_a_closed_move_is_refused_with_the_reason_that_the_game_gives() -> None:
    game = Game(summit_of(SMALL), 1)
    closed = [move for move in game.summit.rules.moves if move.side == game.turn and move.id not in game.legal_moves]
    seats = ("human", "human")
    for move in closed:
        answer = " ".join(turn_of(play(SMALL, f"why {move.id}\n", seats=seats)).split())
        assert f"is closed: {game.why_not(move.id)}." in answer


@pytest.mark.parametrize("by", ["id", "title"])
def test_a_move_is_chosen_by_its_id_or_its_title_whatever_its_number(by: str) -> None:
    game = Game(summit_of(SMALL), 1)
    mine = {move.id: move for move in game.summit.rules.moves if move.side == game.turn}
    for id_, move in mine.items():
        words = id_ if by == "id" else move.title.upper()
        transcript = " ".join(play(SMALL, f"{words}\n", seats=("human", "human")).split())
        if id_ in game.legal_moves:
            assert f" 1. {game.summit.rules.side(game.turn).name}: {move.title}." in transcript
        else:
            assert f"{move.title} is closed: " in transcript


def test_a_full_title_that_begins_like_a_command_is_the_move() -> None:
    rules = summit_of(LARGE).rules
    moves = [move for move in rules.moves if move.title.split()[0].lower() in COMMANDS]
    assert [move.title for move in moves] == ["Hint at denuclearization"]
    seed = next(seed for seed in range(50) if Game(summit_of(LARGE), seed).turn == moves[0].side)
    transcript = play(LARGE, f"card {moves[0].title}\n{moves[0].title}\n", seed=seed, seats=("human", "human"))
    assert "No move" not in transcript
    assert " 1. Pyongyang: Hint at denuclearization." in " ".join(transcript.split())


def test_lines_that_run_out_leave_the_table() -> None:
    assert play(SMALL, "1\n").endswith("[left]")
    assert play(SMALL, "").endswith("[left]")


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_two_people_at_one_keyboard_never_read_each_other_s_secrets(path: Path) -> None:
    """Between two hand-overs stands what one player reads: the other's mandate and hidden tracks are not in it."""
    rules = summit_of(path).rules
    commands = "".join(f"{name}\n" for name in COMMANDS if name not in {"quit", "undo"})
    transcript = play(path, (commands + "1\n1\n") * 40, seats=("human", "human"))
    before_end = transcript.partition("THE END: ")[0]
    parts = re.split(r"PASS THE KEYBOARD TO (.*)\n", before_end)
    assert len(parts) > 3
    for name, text in zip(parts[1::2], parts[2::2], strict=True):
        side = next(each for each in rules.sides if each.name.upper() == name)
        other = rules.side(rules.other(side.id))
        own = {mandate.brief for mandate in side.mandates}
        said = " ".join(text.split())
        for mandate in other.mandates:
            assert mandate.brief in own or mandate.brief not in said
            assert f"mandate: {mandate.title}." not in said or mandate.title in {each.title for each in side.mandates}
        for track in rules.tracks:
            if side.id not in track.seen_by and not track.id.endswith(".mandate"):
                last = track.title.removeprefix(f"{other.name}: ")
                assert not re.search(rf"\b{re.escape(other.name)}'s {re.escape(last)} [+−]\d", said)


def test_a_move_without_chance_may_be_taken_back_before_it_is_answered() -> None:
    path = next(path for path in ALL if path.stem == "two-villages")
    seed = next(seed for seed in range(50) if Game(summit_of(path), seed).turn == "hill")
    transcript = play(path, "1\nundo\n2\n\n", seed=seed, waits=True)
    assert "Enter to go on, undo to take it back> undo" in transcript
    assert "Taken back: Overhill, Say nothing." in transcript
    assert "1. You: Promise a little: The fair." in transcript


def test_the_next_player_at_the_keyboard_may_take_the_last_move_back() -> None:
    path = next(path for path in ALL if path.stem == "two-villages")
    seed = next(seed for seed in range(50) if Game(summit_of(path), seed).turn == "hill")
    transcript = play(path, "1\nundo\n2\n", seed=seed, seats=("human", "human"))
    assert "Taken back: Overhill, Say nothing." in transcript
    assert "1. You: Promise a little: The fair." in transcript


def test_a_move_that_was_answered_stands() -> None:
    path = next(path for path in ALL if path.stem == "two-villages")
    seed = next(seed for seed in range(50) if Game(summit_of(path), seed).turn == "hill")
    transcript = play(path, "1\nundo\n", seed=seed)
    assert "The last move stands" in " ".join(transcript.split())


def test_at_a_terminal_the_end_can_be_looked_back_from() -> None:
    transcript = play(SMALL, "1\n\n" * 50 + "log\nsituation\ndraft\nstories\nquit\n", waits=True)
    _, _, after = transcript.partition("THE END: ")
    assert "ROUND 1, TALKS" in after
    assert transcript.endswith("> quit\n")


def test_the_end_opens_both_scores_and_says_who_has_succeeded() -> None:
    transcript = play(ALL[-2], "1\n" * 200, seed=3)
    end = transcript.partition("THE END: ")[2]
    for side in summit_of(ALL[-2]).rules.sides:
        assert re.search(rf"{side.name.upper()}: \d+ POINTS", end)
    assert end.count("Its mandate was") == 2
    assert "COULD NOT SEE" in end


def test_the_bargaining_map_is_told_line_by_line() -> None:
    transcript = play(ALL[-2], "texts\nquit\n", seed=3, seats=("human", "human"))
    told = transcript.partition("THE BARGAINING MAP")[2]
    assert re.search(r"[\d,]+ texts that could be signed, \d+% better for both than none\.", told)
    assert re.search(r"The draft as it stands: you \d+", told)
    assert re.search(r"Fairest text: you \d+", told)


PAGES = ["help", "situation", "stories", "draft", "brief", "moves", "closed", "risks", "log", "score", "rules", "undo"]
WRONG = ["", "0", "99", "1.7", "1e3", "s", "fly", "why", "card nothing", "why 1", "leave"]
TRANSCRIPTS = {
    "small": [*PAGES, *WRONG, "why 6", "card 1", "Scheme", *PAGES, "card 5", "why 5", "accept", *["1"] * 10],
    "signed": ["Table: Half of each", *PAGES[1:-1], "card offer-wood", "Accept", *PAGES[1:-1], *["1"] * 10],
}


@pytest.mark.parametrize(("name", "seats"), [("small", ("human", "doctrine")), ("signed", ("human", "human"))])
def test_a_small_game_reads_as_it_did(name: str, seats: tuple[str, str], request: pytest.FixtureRequest) -> None:
    typed = "\n".join(TRANSCRIPTS[name])
    assert_as_kept(request.path.parent / f"{name}.txt", play(SMALL, typed, seed=4, seats=seats))


# -- two people at one keyboard


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


WIPED = "\x1b[H\x1b[2J\x1b[3J"  # the screen, and what was scrolled off it


def hot_seat(stream: io.StringIO, typed: str, *, waits: bool, seed: int = 1) -> str:
    """Let two people play with these lines typed; returns all that was written."""
    game = Game(summit_of(LARGE), seed)
    paper = Paper(stream)
    table = Table(
        Sitting(Saving(game), dict.fromkeys(game.summit.rules.side_ids, "human")),
        paper,
        Keyboard(io.StringIO(typed), paper, waits=waits, echoes=True),
    )
    try:
        table.play()
    except InputEnded:
        table.leave()
    return stream.getvalue()


def test_on_a_terminal_nothing_that_one_of_two_has_read_is_left_when_the_other_looks_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    written = hot_seat(Screen(), "\nmandate\n1\n\n\nbrief\n1\n\n\n1\n\n", waits=True)
    rules = summit_of(LARGE).rules
    mandates = [{each.title for each in side.mandates} for side in rules.sides]
    seen = [[any(title in stretch for title in titles) for titles in mandates] for stretch in written.split(WIPED)]
    assert any(first for first, _ in seen)
    assert any(second for _, second in seen)
    assert not any(first and second for first, second in seen)
    assert seen[-1] == [False, False]  # they have left
    for before, asked, after in zip(seen, seen[1:], seen[2:], strict=False):
        if before != after and any(before) and any(after):
            assert asked == [False, False]
    assert "this is for two who do not look" not in written


def test_the_next_one_is_waited_for_and_what_was_told_before_stays_until_somebody_has_a_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    nobody, one = (hot_seat(Screen(), typed, waits=True) for typed in ("", "\n1\n\n"))
    asked = re.compile(r"Pass the keyboard to (\w+); press Enter once you sit there> ")
    assert asked.search(nobody)
    assert WIPED not in nobody
    assert "mandate" not in nobody.lower()
    before, between, after = one.split(WIPED)
    assert asked.search(before)
    assert asked.match(between)
    assert after == ""
    assert asked.findall(before) != asked.findall(between)


@pytest.mark.parametrize("waits", [False, True])
def test_elsewhere_it_is_said_once_that_both_can_read_everything(waits: bool) -> None:
    written = hot_seat(io.StringIO(), "\n1\n" * 6, waits=waits)
    assert " ".join(written.split()).count("this is for two who do not look") == 1
    assert "\x1b" not in written
    assert "\n\n\n" not in written
    assert written.count("\f") >= 1  # a new page, all that a printer or a terminal without a cursor may heed


def test_a_turn_tells_each_clause_once_and_behind_each_move_its_points() -> None:
    path = next(path for path in ALL if path.stem == "river-treaty")
    transcript = play(path, "1\n" * 40, seed=45, seats=("doctrine", "human"))
    turns = transcript.split("MERELAND TO MOVE: ")[2:]
    assert len(turns) > 4
    for turn in turns:
        told = " ".join(turn.partition("Mereland> ")[0].split())
        assert "SITUATION" not in told
        assert "DRAFT" not in told
        assert "Your points now: " in told
        assert told.count("lies on the table") <= 1
    assert sum(" Points: " in " ".join(turn.split()) for turn in turns) > 3


def test_who_plays_alone_is_wiped_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Screen()
    paper = Paper(stream)
    sitting = Sitting(Saving(Game(summit_of(SMALL), 1)), {"north": "human", "south": "doctrine"})
    table = Table(sitting, paper, Keyboard(io.StringIO("1\n\n1\n"), paper, waits=True, echoes=True))
    with pytest.raises(InputEnded):
        table.play()
    table.leave()
    assert "\x1b" not in stream.getvalue()
