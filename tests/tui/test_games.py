"""Whole games on the screen: by keyboard, by mouse, by two people, by nobody; taken back, resumed, told at the end."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from commands import only_save, wargame
from examples import ROOT
from piloted import NARROW, WIDE, Driver, driven, piloted, summit_named, toasts
from textual.widgets import Input, OptionList

from wargame.confined import CONFINED
from wargame.game.game import Game
from wargame.journal.entries import Decision, TakeBack
from wargame.journal.reading import read_journal
from wargame.journal.replay import verified
from wargame.pages.menu import open_menu
from wargame.session.saving import Saving
from wargame.session.sitting import Sitting
from wargame.tui.screens.new_game import NewGameScreen
from wargame.tui.screens.stages import CHOOSE, TOLD
from wargame.tui.widgets.choices import Choices
from wargame.tui.widgets.leaf import Panel
from wargame.tui.widgets.moves import Moves

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

VILLAGES = "two-villages"
SEED = 11
SEATS = ("human", "doctrine")


def nth(game: Game) -> str:
    """Return the move that whoever plays in these tests makes: any, but always the same."""
    return game.legal_moves[(game.ply * 7 + 3) % len(game.legal_moves)]


def foreseen() -> tuple[list[str], str]:
    """Return a person's moves in the game of these tests, and the lines that play them in plain mode."""
    game = Game(summit_named(VILLAGES), SEED)
    sitting = Sitting(Saving(game), dict(zip(game.summit.rules.side_ids, SEATS, strict=True)))
    moves, lines = [], []
    while not game.is_over:
        if game.turn not in sitting.humans:
            sitting.play(sitting.decide())
            continue
        moves.append(nth(game))
        for number, choice in enumerate(open_menu(game).choices, start=1):
            ids = [move.id for move in choice.moves]
            if moves[-1] in ids:
                lines.append(f"{number}.{ids.index(moves[-1]) + 1}" if len(ids) > 1 else f"{number}")
        sitting.play(moves[-1])
    return moves, "".join(f"{line}\n" for line in lines)


def told_by(path: Path) -> tuple[Any, ...]:
    """Return a journal without its creation time, and without the chain that covers it."""
    journal = read_journal(path)
    assert not journal.problem
    assert not verified(summit_named(VILLAGES), journal)
    return attrs.evolve(journal.header, created=""), *journal.entries


async def play_on(driver: Driver, choose: Callable[[Game], str] = nth) -> None:
    """Play to the end by keyboard."""
    while await driver.to_choice():
        await driver.choose_by_keys(choose(driver.sitting.game))


# -- one game, three ways


@pytest.fixture(scope="module")
def in_plain_mode(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, ...]:
    folder = tmp_path_factory.mktemp("plain")
    done = wargame("play", VILLAGES, "--plain", "--seed", str(SEED), "--saves", folder, typed=foreseen()[1])
    assert "THE END: " in done.out
    return told_by(only_save(folder))


def test_a_whole_game_by_keyboard_from_the_menu_is_the_game_of_the_plain_mode(
    tmp_path: Path, in_plain_mode: tuple[Any, ...]
) -> None:
    async def steps(driver: Driver) -> None:
        assert driver.on == "MenuScreen"
        await driver.press("n")
        screen = driver.screen
        assert isinstance(screen, NewGameScreen)
        while screen._offers[screen._at].name != VILLAGES:
            await driver.press("right")
        await driver.press("tab")
        await driver.type(str(SEED))
        await driver.press("enter")
        moves = iter(foreseen()[0])
        await play_on(driver, lambda _: next(moves))
        assert driver.on == "FinaleScreen"
        assert "THE END: " in driver.text()

    driven(steps, tmp_path)
    assert told_by(only_save(tmp_path / "saves")) == in_plain_mode


def test_a_whole_game_by_mouse_is_the_game_of_the_plain_mode(tmp_path: Path, in_plain_mode: tuple[Any, ...]) -> None:
    async def steps(driver: Driver) -> None:
        for move in foreseen()[0]:
            while driver.table.stage != CHOOSE:
                await driver.click_words("Go on")
            await driver.choose_by_mouse(move)
        while driver.on != "FinaleScreen":
            await driver.click_words("The end" if "The end" in driver.text() else "Go on")
        await driver.click_words("Menu")
        assert driver.on == "MenuScreen"

    piloted(VILLAGES, SEATS, SEED, steps, tmp_path, size=WIDE)
    assert told_by(only_save(tmp_path / "saves")) == in_plain_mode


def test_the_mouse_alone_begins_a_game_of_two_ais_and_leaves(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.click_words("New game")
        screen = driver.screen
        assert isinstance(screen, NewGameScreen)
        choices = screen.query_one(Choices)
        while screen._offers[screen._at].name != VILLAGES:
            await driver.click_row(choices, 0)
        await driver.click_row(choices, 3)  # swap sides
        assert list(screen._seats.values()) == ["doctrine", "human"]
        while "human" in screen._seats.values():
            await driver.click_row(choices, 2)
        await driver.click_words("Begin")
        await driver.until(lambda: driver.on in {"TableScreen", "FinaleScreen"})
        await driver.click_words("Menu")
        assert driver.on == "MenuScreen"
        await driver.click_words("Quit")

    assert driven(steps, tmp_path).return_code == 0


# -- other games


def test_enter_struck_twice_at_once_begins_one_game(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        entries = driver.screen.query_one(OptionList)
        entries.action_select()
        entries.action_select()
        await driver.until(lambda: driver.on == "TableScreen")
        await driver.press("ctrl+q")

    driven(steps, tmp_path)
    only_save(tmp_path / "saves")


def test_an_enter_that_reaches_the_menu_too_late_begins_no_second_game(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        entries = driver.screen.query_one(OptionList)
        entries.action_select()
        await driver.until(lambda: driver.on == "TableScreen")
        entries.action_select()
        await driver.press("down")
        assert driver.on == "TableScreen"
        await driver.press("ctrl+q")

    driven(steps, tmp_path)
    only_save(tmp_path / "saves")


def test_without_the_privacy_screen_the_next_one_just_goes_on(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        driver.app.settings.privacy = False
        await driver.press("y")
        for _ in range(3):
            await driver.press("enter")
            assert driver.on == "TableScreen"
            if driver.table.stage == CHOOSE:
                await driver.choose_by_keys(nth(driver.sitting.game))

    piloted(VILLAGES, ("human", "human"), 3, steps, tmp_path)


def test_two_ais_are_watched_to_the_end_paused_stepped_and_hurried(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("p")
        table = driver.table
        assert table.paused
        before = table.game.ply
        await driver.pilot.pause(0.3)
        assert table.game.ply == before
        await driver.press("n")
        await driver.until(lambda: table.game.ply == before + 1)
        paces = [driver.app.settings.pace]
        for key in ("plus", "plus", "plus", "plus", "minus", "plus"):
            await driver.press(key)
            paces.append(driver.app.settings.pace)
        assert paces == [1.0, 0.5, 0.0, 0.0, 0.0, 0.5, 0.0]
        await driver.press("p")
        await driver.until(lambda: driver.on == "FinaleScreen")
        assert table.game.is_over

    piloted(VILLAGES, ("doctrine", "random"), 5, steps, tmp_path)
    assert not verified(summit_named(VILLAGES), read_journal(only_save(tmp_path / "saves")))


# -- after the end, and in between


def test_after_the_end_it_is_exported_looked_at_played_again_and_with_sides_swapped(tmp_path: Path) -> None:
    saves = tmp_path / "saves"

    async def steps(driver: Driver) -> None:
        await play_on(driver)
        page = driver.screen.query_one("#page", Panel)
        await driver.press("enter", "enter")  # struck once too often it begins nothing
        assert (driver.on, page.scroll_offset.y) == ("FinaleScreen", 0)
        assert "You, " in driver.text()
        await driver.press("pagedown")
        assert page.scroll_offset.y > 0
        for width in (80, 60):
            await driver.pilot.resize_terminal(width, 24)
            await driver.settle()
            for each in ("[Rematch r]", "[Retry t]", "[Swap s]", "[Replay p]", "[Export x]", "Menu"):
                assert each in driver.text()
        await driver.press("x")
        await driver.until(lambda: any("Wrote " in each for each in toasts(driver.app)))
        await driver.press("p")
        assert driver.on == "ReplayScreen"
        await driver.press("escape")
        assert driver.on == "FinaleScreen"
        await driver.press("s")
        await driver.until(lambda: driver.on == "TableScreen")
        assert dict(driver.sitting.seats) == {"hill": "doctrine", "vale": "human"}

    piloted(VILLAGES, SEATS, SEED, steps, tmp_path)
    assert len(list(saves.glob("*.jsonl"))) == 2
    (story,) = saves.glob("*.md")
    assert "One Bell" in story.read_text(encoding="utf-8").splitlines()[0]


def test_a_game_that_was_left_is_resumed_from_the_menu_where_it_stood(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        await driver.choose_by_keys(nth(driver.sitting.game))
        await driver.to_choice()
        played = [record.move for record in driver.sitting.game.records]
        await driver.press("q")
        assert driver.on == "MenuScreen"
        assert any("saved" in each for each in toasts(driver.app))
        await driver.click_words("Resume")
        assert driver.on == "SavesScreen"
        assert "One Bell" in driver.text()
        await driver.press("enter")
        await driver.to_choice()
        assert [record.move for record in driver.sitting.game.records] == played

    piloted(VILLAGES, SEATS, SEED, steps, tmp_path)
    assert len(list((tmp_path / "saves").glob("*.jsonl"))) == 1


def test_a_folder_that_is_removed_while_a_game_is_played_is_told_on_the_screen_and_made_anew(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        shutil.rmtree(tmp_path / "saves")
        await driver.choose_by_keys(nth(driver.sitting.game))
        assert any("has been removed or moved. The whole game was written anew" in each for each in toasts(driver.app))
        await driver.to_choice()
        driver.app.clear_notifications()
        shutil.rmtree(tmp_path / "saves")
        await driver.press("q")
        assert driver.on == "MenuScreen"
        assert any("has been removed or moved. The whole game was written anew" in each for each in toasts(driver.app))
        assert any("The game is saved" in each for each in toasts(driver.app))

    piloted(VILLAGES, SEATS, SEED, steps, tmp_path)
    journal = read_journal(only_save(tmp_path / "saves"))
    assert not verified(summit_named(VILLAGES), journal)
    assert any(isinstance(each, Decision) for each in journal.entries)


def test_a_bad_entry_leaves_the_list_to_resume_from_as_it_is_and_is_named(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        await driver.press("q")
        (tmp_path / "saves" / "gone.jsonl").symlink_to("nowhere")
        os.mkfifo(tmp_path / "saves" / "pipe.jsonl")
        await driver.click_words("Resume")
        assert driver.on == "SavesScreen"
        assert "One Bell" in driver.text()
        assert "Damaged or unreadable: " in driver.text()
        assert "gone.jsonl" in driver.text()
        await driver.press("enter")
        await driver.to_choice()

    piloted(VILLAGES, SEATS, SEED, steps, tmp_path)


def test_a_move_is_taken_back_while_that_is_free_and_stands_once_it_was_answered(tmp_path: Path) -> None:
    seed = next(seed for seed in range(50) if Game(summit_named(VILLAGES), seed).turn == "hill")

    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        game = driver.sitting.game
        await driver.choose_by_keys("silence" if "silence" in game.legal_moves else game.legal_moves[0])
        assert driver.table.stage == TOLD
        assert game.ply == 1
        await driver.press("u")
        assert driver.sitting.game.ply == 0
        assert any(each.startswith("Taken back: Overhill") for each in toasts(driver.app))
        await driver.to_choice()
        await driver.choose_by_keys(game.legal_moves[-1])
        await driver.press("enter")
        ply = game.ply
        assert ply >= 2
        await driver.press("u")
        assert game.ply == ply

    piloted(VILLAGES, SEATS, seed, steps, tmp_path)
    entries = read_journal(only_save(tmp_path / "saves")).entries
    assert sum(isinstance(each, TakeBack) for each in entries) == 1
    assert sum(isinstance(each, Decision) for each in entries) >= 3


def test_a_drafted_move_is_put_back_by_escape_and_by_moving_on(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        table, game = driver.table, driver.sitting.game
        for undo in ("escape", "down"):
            await driver.point_at(game.legal_moves[0])
            await driver.press("enter")
            assert table.drafted == game.legal_moves[0]
            assert "Commit" in driver.text()
            ply = game.ply
            await driver.press(undo)
            assert (table.drafted, game.ply) == ("", ply)

    piloted(VILLAGES, SEATS, SEED, steps, tmp_path)


def test_every_closed_move_is_listed_with_the_reason_that_the_game_gives(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        game, moves = driver.sitting.game, driver.table.query_one(Moves)
        await driver.press("w")
        listed = [row for row in moves._rows if row.kind in {"closed", "shut"}]
        closed = [
            move for row in listed for move in ((row.move,) if row.move else row.choice.moves if row.choice else ())
        ]
        every = {move.id for move in game.summit.rules.moves if move.side == game.turn}
        assert sorted(move.id for move in closed) == sorted(every - set(game.legal_moves))
        verbs = [row.choice.moves[0].verb if row.choice else row.text for row in listed]
        assert len(verbs) == len(set(verbs)) < len(closed)  # a line for each kind
        for move in closed:
            await driver.point_at(move.id)
            reason = game.why_not(move.id)
            assert reason
            assert f"Closed now: {reason}." in [block.text for block in driver.table.detail._blocks]
            ply = game.ply
            await driver.press("enter")
            assert (driver.table.drafted, game.ply) == ("", ply)

    piloted(VILLAGES, SEATS, SEED, steps, tmp_path)


def test_the_filter_finds_moves_by_their_words_and_gives_them_all_back(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        moves = driver.table.query_one(Moves)
        whole = len(moves._rows)
        await driver.press("slash")
        await driver.type("fair")
        assert moves._rows
        assert all(row.move and "fair" in f"{row.move.title} {row.move.group} {row.move.id}".casefold()
                   for row in moves._rows)  # fmt: skip
        await driver.type(" nothing at all")
        assert not moves._rows
        await driver.press("enter", "enter")  # nothing to be picked
        await driver.press("escape")
        assert len(moves._rows) == whole
        assert not moves.is_filtering

    piloted(VILLAGES, SEATS, SEED, steps, tmp_path)


def test_a_hint_that_cannot_be_given_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARGAME_POLICIES", str(tmp_path))
    (tmp_path / f"{VILLAGES}.policy.json").write_text("[]", encoding="utf-8")

    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        await driver.pilot.press("h")
        await driver.until(lambda: any("expected a table, found a list" in each for each in toasts(driver.app)))
        await driver.press("escape")
        assert driver.on == "TableScreen"

    piloted(VILLAGES, SEATS, SEED, steps, tmp_path)


def test_a_hint_is_stopped_and_closed_at_any_time(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        before = driver.sitting.game.ply
        await driver.pilot.press("h")
        await driver.until(lambda: "It would play" in driver.text())
        await driver.press("space")
        assert "It would play" in driver.text()
        await driver.press("escape")
        assert driver.on == "TableScreen"
        await driver.pilot.press("h")
        await driver.pilot.press("escape")
        await driver.settle()
        assert (driver.on, driver.table.stage, driver.sitting.game.ply) == ("TableScreen", CHOOSE, before)
        driver.app.settings.hints = False
        await driver.press("h")
        assert driver.on == "TableScreen"

    piloted(VILLAGES, SEATS, SEED, steps, tmp_path)


def test_one_who_thinks_long_is_stopped_and_plays_his_best_so_far(tmp_path: Path) -> None:
    seed = next(seed for seed in range(50) if Game(summit_named(VILLAGES), seed).turn == "vale")

    async def steps(driver: Driver) -> None:
        await driver.until(lambda: driver.on == "TableScreen")
        await driver.settle(thinking=False)
        await driver.pilot.press("escape")
        await driver.until(lambda: driver.sitting.game.ply == 1)

    piloted(VILLAGES, ("human", "search:1000000"), seed, steps, tmp_path)


@pytest.mark.parametrize("size", [NARROW])
def test_every_page_of_the_table_opens_and_closes_and_help_tells_its_keys(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        await driver.point_at(driver.sitting.game.legal_moves[0])  # whose card it is
        for key in "sdborlki":
            await driver.press(key)
            assert driver.on != "TableScreen", key
            assert len(driver.everything()) > 400
            await driver.press("escape")
            assert driver.on == "TableScreen", key
        await driver.press("l", "question_mark")
        assert driver.on == "HelpScreen"
        assert "Enter opens a line" in driver.everything()
        await driver.press("escape", "escape")
        await driver.press("question_mark")
        assert driver.on == "HelpScreen"
        await driver.press("end")
        assert "Ctrl+Q" in driver.everything()
        assert not re.search(r"\^z|\bf1\b|\besc\b|\bpgup\b", driver.everything())  # as keyboards have them
        await driver.press("escape")
        await driver.press("ctrl+p")
        assert driver.on == "Commands"
        await driver.type("brief")
        await driver.pilot.pause(0.3)
        await driver.press("enter")
        await driver.until(lambda: driver.on == "PageScreen")
        assert "The roof" in driver.text() or "The choir" in driver.text()

    piloted(VILLAGES, SEATS, SEED, steps, tmp_path, size=size)


# -- a new game, settings


def test_a_bad_seed_is_refused_in_words(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        for seed in ("-1", "1.5", "x", "²", "18446744073709551616", "1 1"):
            await driver.press("n")
            driver.screen.query_one("#seed", Input).value = seed
            await driver.press("tab", "enter")
            assert driver.on == "NewGameScreen"
            assert "A seed is a whole number from 0" in driver.words(), seed
            await driver.press("escape")

    driven(steps, tmp_path)
    assert not (tmp_path / "saves").exists()


def test_a_bad_scenario_file_is_refused_in_words_and_a_good_one_is_played(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("title = 3\n", encoding="utf-8")

    async def steps(driver: Driver) -> None:
        await driver.press("n")
        for name in (tmp_path / "none.toml", bad, tmp_path):
            driver.screen.query_one("#file", Input).value = str(name)
            driver.screen.query_one("#file", Input).focus()
            await driver.press("enter")
            assert driver.on == "NewGameScreen"
            assert toasts(driver.app)
            driver.app.clear_notifications()
        driver.screen.query_one("#file", Input).value = str(ROOT / "tests" / "small.toml")
        await driver.press("enter")
        await driver.until(lambda: driver.on == "TableScreen")
        assert driver.sitting.rules.scenario.id == "small"

    driven(steps, tmp_path)


def test_a_page_is_asked_for_no_file_and_offered_no_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONFINED, "1")

    async def steps(driver: Driver) -> None:
        await driver.press("n")
        assert [box.id for box in driver.screen.query(Input) if box.display] == ["seed"]
        assert not driver.screen.query("#file")
        offered = {choice for line in driver.screen.query_one(Choices)._shown for choice in line.choices}
        assert "Envoy" in offered
        assert not any("module" in each for each in offered)
        driver.app.begin(str(ROOT / "tests" / "small.toml"), None, None)  # what no screen asks for is not done either
        await driver.settle()
        assert "no scenario" in " ".join(toasts(driver.app))
        await driver.press("tab", "enter")  # in the box of the seed
        await driver.until(lambda: driver.on == "TableScreen")

    driven(steps, tmp_path)


def test_settings_hold_at_once_and_are_kept(tmp_path: Path) -> None:
    async def change(driver: Driver) -> None:
        await driver.press("s")
        assert driver.app.theme == "wargame-dark"
        await driver.press("right")
        assert driver.app.theme == "wargame-light"
        for _ in range(4):
            await driver.press("down", "enter")

    async def look(driver: Driver) -> None:
        assert driver.app.theme == "wargame-light"
        chosen = driver.app.settings
        assert (chosen.sound, chosen.hints, chosen.privacy, chosen.pace) == (True, False, False, 2.0)

    async def look_at_usual(driver: Driver) -> None:
        assert driver.app.theme == "wargame-dark"

    driven(change, tmp_path)
    driven(look, tmp_path)
    (kept,) = (tmp_path / "config").iterdir()
    for broken in (b"{", b"[]", b'{"theme": 3}', b"\xff\xfe", b'{"pace": 1e400}'):
        kept.write_bytes(broken)
        driven(look_at_usual, tmp_path)


def test_without_color_none_is_used(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        assert driver.app.theme == "ansi-dark"
        await driver.press("s", "enter")
        assert driver.app.theme == "ansi-dark"
        assert "NO_COLOR is set" in driver.words()

    driven(steps, tmp_path, variables={"NO_COLOR": "1"})


def test_the_rules_can_be_read_and_filtered(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.click_words("Rules")
        assert driver.on == "RulesScreen"
        entries = driver.screen.query_one("#entries", OptionList)
        whole = entries.option_count
        await driver.press("slash")
        await driver.type("bell")
        assert 0 < entries.option_count < whole
        await driver.press("enter", "down", "enter", "escape")
        assert driver.on == "MenuScreen"

    driven(steps, tmp_path)
