"""The menus: going on first, levels and players of one's own, saved games found and removed, colors tried on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from commands import only_save, wargame
from examples import SMALL
from piloted import Driver, driven, toasts
from textual.command import CommandList
from textual.events import Click
from textual.widgets import Input, OptionList

from wargame.journal.reading import read_journal
from wargame.journal.writing import Writer
from wargame.tui.palette import Commands
from wargame.tui.screens.new_game import NewGameScreen

if TYPE_CHECKING:
    from pathlib import Path


async def typed(driver: Driver, box: str, text: str) -> None:
    """Type a text into a box."""
    driver.screen.query_one(box, Input).value = text
    await driver.settle()


def test_the_last_game_is_gone_on_with_from_the_first_entry(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        assert "Continue" not in driver.text()
        await driver.press("n")
        assert isinstance(driver.screen, NewGameScreen)
        while driver.screen._offers[driver.screen._at].name != "two-villages":
            await driver.press("right")
        await typed(driver, "#seed", "5")
        driver.screen.query_one("#seed", Input).focus()
        await driver.press("enter")
        await driver.to_choice()
        await driver.press("q")
        assert "Overhill: Boasting, round 1" in driver.text()
        assert driver.screen.query_one(OptionList).options[0].id is None
        driver.screen.query_one(OptionList).highlighted = 0
        await driver.press("enter")
        await driver.to_choice()
        assert driver.sitting.seats == {"hill": "human", "vale": "doctrine"}

    driven(steps, tmp_path)
    only_save(tmp_path / "saves")


def test_a_file_s_sides_are_called_by_their_names_and_the_seats_chosen_hold(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("n")
        assert "Washington" in driver.text()
        await typed(driver, "#file", str(SMALL))
        assert "Washington" not in driver.text()
        assert "North" in driver.text()
        driver.screen.query_one("#choices", OptionList).highlighted = 3
        await driver.click_words("Swap sides")
        await driver.click_words("Begin")
        await driver.to_choice()
        assert driver.sitting.game.summit.id == "small"
        assert dict(driver.sitting.seats) == {"north": "doctrine", "south": "human"}

    driven(steps, tmp_path)


@pytest.mark.parametrize("player", ["module:{}/bad.py", "search:0", "nobody"])
def test_a_player_of_one_s_own_that_cannot_be_had_leaves_no_game_behind(tmp_path: Path, player: str) -> None:
    (tmp_path / "bad.py").write_text("import nothing_of_that_name\n", encoding="utf-8")

    async def steps(driver: Driver) -> None:
        await driver.press("n", "down", "down", "left", "left", "left")
        assert "Advanced" in driver.text()
        await driver.click_words("Begin")
        assert "Who plays Pyongyang?" in driver.words()
        await typed(driver, "#player-1", player.format(tmp_path))
        for _ in range(2):
            await driver.click_words("Begin")
            assert driver.on == "NewGameScreen"
            assert toasts(driver.app)

    driven(steps, tmp_path)
    assert not list((tmp_path / "saves").glob("*.jsonl"))


def test_saved_games_are_found_put_in_order_and_removed_if_that_is_said_twice(tmp_path: Path) -> None:
    for scenario, seed in (("two-villages", "1"), ("river-treaty", "2")):
        assert wargame("run", scenario, "--games", "1", "--seed", seed, "--save", tmp_path / "saves").code == 0

    async def steps(driver: Driver) -> None:
        await driver.click_words("Replays")
        rows = driver.screen.query_one(OptionList)
        assert "Overhill (Envoy) against Netherdale (Envoy)" in driver.words()
        await driver.press("slash")
        await driver.type("mereland")
        assert rows.option_count == 1
        await driver.type("zebra")
        assert "Nothing here has “merelandzebra”." in driver.text()
        await driver.press("escape", "s", "s", "s")
        assert "by title" in driver.text()
        assert "One Bell" in str(rows.get_option_at_index(0).prompt)
        await driver.press("x", "enter", "escape")
        assert rows.option_count == 2
        await driver.press("x", "y")
        assert rows.option_count == 1

    driven(steps, tmp_path)
    only_save(tmp_path / "saves")


def test_the_list_of_games_says_where_they_are_kept_and_that_one_being_played_is_not_removed(tmp_path: Path) -> None:
    assert wargame("run", "two-villages", "--games", "1", "--seed", "1", "--save", tmp_path / "saves").code == 0
    journal = read_journal(only_save(tmp_path / "saves"))
    elsewhere = Writer(journal.path, journal.chains[-1], journal.size)

    async def steps(driver: Driver) -> None:
        await driver.click_words("Replays")
        assert f"Games are kept in {tmp_path / 'saves'}.".replace(" ", "") in "".join(driver.words().split())
        await driver.press("x", "y")
        assert any("another program plays it" in each for each in toasts(driver.app))
        assert driver.screen.query_one(OptionList).option_count == 1
        elsewhere.close()
        await driver.press("x", "y")
        assert "There is no saved game." in driver.text()
        assert not list((tmp_path / "saves").glob("*.jsonl"))

    driven(steps, tmp_path)


def test_the_palette_begins_with_what_does_not_leave_and_overlooks_a_click_beside_it(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("ctrl+p")
        palette = driver.screen
        assert isinstance(palette, Commands)
        rows = palette.query_one(CommandList)
        await driver.until(lambda: rows.option_count > 0)
        names = [str(rows.get_option_at_index(at).prompt).split("  (")[0] for at in range(rows.option_count)]
        assert names[0] == "Play the 2018 summit"
        assert sum(each.startswith("Quit") for each in names) == 1
        far = driver.app.size.height + 9  # where there was a line before the terminal became smaller
        palette.post_message(Click(palette, 3, far, 0, 0, 1, False, False, False, 3, far))
        await driver.settle()
        assert driver.on == "Commands"
        await rows.remove()
        palette._list_visible = not palette._list_visible  # a command that is found as it goes
        palette._show_busy = not palette._show_busy
        palette._start_no_matches_countdown("zebra")
        await driver.pilot.pause(2 * palette._NO_MATCHES_COUNTDOWN)
        await driver.press("escape")
        assert driver.on == "MenuScreen"

    driven(steps, tmp_path)


def test_the_palette_tries_colors_on_and_opens_saved_games(tmp_path: Path) -> None:
    assert wargame("run", "two-villages", "--games", "1", "--seed", "1", "--save", tmp_path / "saves").code == 0

    async def steps(driver: Driver) -> None:
        app = driver.app
        await driver.press("ctrl+p")
        await driver.type("light")
        await driver.until(lambda: app.theme == "wargame-light")
        await driver.press("escape")
        await driver.until(lambda: app.theme == "wargame-dark")
        await driver.press("ctrl+p")
        await driver.type("contrast")
        await driver.until(lambda: app.theme == "wargame-contrast")
        await driver.press("enter")
        await driver.until(lambda: app.settings.theme == "wargame-contrast")
        assert app.theme == "wargame-contrast"
        await driver.press("ctrl+p")
        await driver.type("one bell")
        await driver.until(lambda: "Replay: One Bell" in driver.text())
        await driver.press("enter")
        await driver.until(lambda: driver.on == "ReplayScreen")

    driven(steps, tmp_path)
