"""On the full screen: a variant is played and said to be one, and one's own scenarios stand in the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from commands import wargame
from examples import SMALL
from piloted import Driver, driven, toasts
from textual.widgets import Input

from wargame.tui.screens.new_game import NewGameScreen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def opened_by(*arguments: str) -> Callable[[], Any]:
    """Return what a command line opens the screen with."""
    openers: list[Callable[[], Any]] = []
    with (
        patch("wargame.cli.play.has_screen", return_value=True),
        patch("wargame.cli.play.open_screen", side_effect=lambda opener, _saves: openers.append(opener)),
    ):
        assert wargame(*arguments).code == 0
    return openers[0]


def test_the_table_opens_with_a_variant_and_says_so(tmp_path: Path) -> None:
    change = "success=55"

    async def steps(driver: Driver) -> None:
        assert driver.sitting.game.summit.name == f"two-villages with {change}"
        await driver.to_choice()
        assert f"A variant: two-villages with {change}." in toasts(driver.app)

    opener = opened_by("play", "two-villages", "--set", change, "--seed", "1", "--saves", str(tmp_path / "saves"))
    driven(steps, tmp_path, opener=opener)


def test_a_scenario_of_one_s_own_is_chosen_in_the_menu_and_played(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "small.toml").write_bytes(SMALL.read_bytes())
    (own / "broken.toml").write_text("format =", encoding="utf-8")

    async def steps(driver: Driver) -> None:
        await driver.press("n")
        await driver.settle()
        screen = driver.screen
        assert isinstance(screen, NewGameScreen)
        while screen._offers[screen._at].name != "small":
            await driver.press("right")
        screen.query_one("#seed", Input).focus()
        await driver.press("enter")
        await driver.settle()
        assert driver.sitting.game.summit.id == "small"

    driven(steps, tmp_path, variables={"WARGAME_SCENARIOS": str(own)})
