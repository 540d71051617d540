"""Keys and clicks faster than the screen: what they meant may be gone when they are heard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from piloted import Driver, driven, piloted
from textual.command import Command, CommandList
from textual.widgets import Button

from wargame.tui.screens.new_game import NewGameScreen
from wargame.tui.screens.stages import CHOOSE
from wargame.tui.widgets.choices import Choices, Line
from wargame.tui.widgets.log import Log
from wargame.tui.widgets.moves import Moves

if TYPE_CHECKING:
    from pathlib import Path

VILLAGES = "two-villages"
SEED = 11
PEOPLE = ("human", "human")


def test_a_line_that_was_chosen_and_is_gone_by_then_means_nothing(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        table = driver.table
        moves = table.query_one(Moves)
        await driver.point_at(driver.sitting.game.legal_moves[-1])
        moves.options.action_select()
        moves.hide()
        await driver.settle()
        assert (table.drafted, driver.sitting.game.ply) == ("", 0)
        await driver.press("l")
        log = driver.screen.query_one(Log)
        log.highlighted = log.option_count - 1
        log.action_select()
        log.clear()
        await driver.settle()
        assert driver.on == "LogScreen"

    piloted(VILLAGES, PEOPLE, SEED, steps, tmp_path)


def test_a_setting_that_was_chosen_and_is_gone_by_then_is_not_turned(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("s")
        choices = driver.screen.query_one(Choices)
        before = driver.app.settings.theme
        choices.action_select()
        choices.show(())
        await driver.settle()
        assert driver.app.settings.theme == before

    driven(steps, tmp_path)


def test_the_palette_is_opened_again_before_the_last_one_is_gone(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("ctrl+p")
        driver.screen.dismiss()
        driver.app.action_command_palette()
        await driver.settle()
        assert [type(each).__name__ for each in driver.app.screen_stack[1:]] == ["MenuScreen", "Commands"]

    driven(steps, tmp_path)


def test_a_seat_of_a_summit_that_was_left_by_then_seats_nobody(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("n")
        screen, choices = driver.screen, driver.screen.query_one(Choices)
        assert isinstance(screen, NewGameScreen)
        choices.action_turn(1)  # another summit, with other sides
        choices.action_cursor_down()
        choices.action_turn(1)
        choices.post_message(Choices.Turned(Line("scenario", "Summit", ("one",) * 99), 98))  # of a longer list
        await driver.settle()
        assert set(screen._seats) == set(screen._offers[screen._at].sides)
        assert len(screen._seats) == 2

    driven(steps, tmp_path)


def test_a_move_is_committed_only_under_the_cursor(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        table = driver.table
        await driver.point_at(driver.sitting.game.legal_moves[0])
        await driver.press("enter")
        assert table.drafted
        table.query_one(Moves).options.action_cursor_down()
        table.action_commit()  # before the screen has heard that the cursor went on
        assert driver.sitting.game.ply == 0
        await driver.press("c")
        assert (driver.sitting.game.ply, table.drafted) == (0, "")

    piloted(VILLAGES, PEOPLE, SEED, steps, tmp_path)


def test_a_double_click_drafts_a_move_and_commits_none(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        rows = driver.table.query_one(Moves).options
        at = driver.row_of(driver.sitting.game.legal_moves[0])
        for times in (2, 3):
            await driver.click(rows, offset=(rows.gutter.left + 4, rows.gutter.top + at), times=times)
            assert (driver.table.stage, driver.sitting.game.ply) == (CHOOSE, 0)
            assert driver.table.drafted == driver.sitting.game.legal_moves[0]

    piloted(VILLAGES, PEOPLE, SEED, steps, tmp_path)


def test_the_second_click_of_two_presses_no_button(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("y")
        go_on = next(each for each in driver.table.query(Button) if each.name == "go_on")
        go_on.remove_class("-active")
        await driver.click(go_on, times=3)
        assert (driver.table.stage, driver.sitting.game.ply) == (CHOOSE, 0)

    piloted(VILLAGES, PEOPLE, SEED, steps, tmp_path)


def test_a_screen_that_is_left_twice_takes_no_other_with_it(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        cover = driver.screen
        assert driver.on == "PrivacyScreen"
        cover.dismiss()
        cover.dismiss()
        await driver.settle()
        assert driver.on == "TableScreen"

    piloted(VILLAGES, PEOPLE, SEED, steps, tmp_path)


def test_a_command_chosen_twice_is_run_once_and_closes_no_screen_below(tmp_path: Path) -> None:
    ran: list[str] = []

    async def steps(driver: Driver) -> None:
        await driver.press("ctrl+p")
        rows = driver.screen.query_one(CommandList)
        await driver.until(lambda: rows.option_count > 0)
        chosen = rows.get_option_at_index(0)
        assert isinstance(chosen, Command)
        chosen.hit = replace(chosen.hit, command=lambda: ran.append("run"))
        rows.post_message(rows.OptionSelected(rows, chosen, 0))
        rows.post_message(rows.OptionSelected(rows, chosen, 0))
        await driver.settle()
        assert driver.on == "MenuScreen"

    driven(steps, tmp_path)
    assert ran == ["run"]


def test_after_the_end_nothing_is_chosen_by_the_key_that_went_on_to_it(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        while await driver.to_choice():
            await driver.choose_by_keys(driver.sitting.game.legal_moves[0])
        await driver.press("enter", "enter", "space")
        assert driver.on == "FinaleScreen"

    piloted(VILLAGES, PEOPLE, SEED, steps, tmp_path)
    assert len(list((tmp_path / "saves").glob("*.jsonl"))) == 1
