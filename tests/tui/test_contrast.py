"""What stands on the screen can be read: the contrast of every theme of the program's own, and of its cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from piloted import NARROW, Driver, driven, piloted
from rich.color import Color as RichColor
from textual.color import Color
from textual.widgets import OptionList

from wargame.tui.app import CONTRAST, DARK, LIGHT, TERMINAL
from wargame.tui.widgets.listing import Item, Listing
from wargame.tui.widgets.moves import Moves

if TYPE_CHECKING:
    from pathlib import Path

    from textual.theme import Theme

THEMES = (DARK, LIGHT, CONTRAST)
LEAST, LEAST_OF_LINES = 4.5, 1.4  # WCAG 2.2, AA, for text; frames carry no meaning, but are to be seen
GROUNDS = ("background", "surface", "panel", "boost")
INKS = ("foreground", "foreground-muted", *(f"text-{each}" for each in
        ("primary", "secondary", "accent", "warning", "error", "success")))  # fmt: skip


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of WCAG."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: Color) -> float:
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in color.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def colors_of(theme: Theme) -> dict[str, Color]:
    """Return the colors of a theme by their names; what Textual makes of its ground stays out."""
    named = theme.to_color_system().generate() | theme.variables
    return {name: Color.parse(each) for name, each in named.items() if each.startswith("#")}


@pytest.mark.parametrize("theme", THEMES, ids=lambda each: each.name)
def test_every_ink_can_be_read_on_every_ground(theme: Theme) -> None:
    colors = colors_of(theme)
    for name in GROUNDS:
        ground = colors["background"] + colors[name]
        found = {ink: contrast(ground + colors[ink], ground) for ink in INKS}
        assert min(found.values()) >= LEAST, (name, found)
    assert contrast(colors["block-cursor-foreground"], colors["block-cursor-background"]) >= LEAST
    assert contrast(colors["text-primary"], colors["background"] + colors["primary-muted"]) >= LEAST  # buttons
    assert contrast(colors["panel-lighten-2"], colors["background"]) >= LEAST_OF_LINES


@pytest.mark.parametrize("theme", THEMES, ids=lambda each: each.name)
def test_on_the_cursor_everything_is_in_its_ink(theme: Theme, tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        driver.app.settings.theme = theme.name
        driver.app.apply_theme()
        await driver.settle()
        rows = driver.screen.query_one(Listing)
        at = next(y for y, (option, _) in enumerate(rows._lines) if option == rows.highlighted)
        shown = [each for each in rows.render_line(at) if each.text.strip()]
        assert len(shown) > 1  # a name, and what is said of it in another ink
        assert isinstance(rows.highlighted_option, Item)
        inks = {Color.from_rich_color(each.style.color).hex for each in shown if each.style and each.style.color}
        assert inks == {Color.parse(colors_of(theme)["block-cursor-foreground"].hex).hex}

    driven(steps, tmp_path)


def test_sixteen_colors_are_the_terminal_s_own_and_the_cursor_is_reversed(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        assert driver.app.theme == TERMINAL.name
        inks = {value for name, value in TERMINAL.to_color_system().generate().items() if name.startswith("text-")}
        assert not inks & {"ansi_blue", "ansi_black", "ansi_white", "ansi_bright_white"}  # lost on black, or on white
        rows = driver.screen.query_one(Listing)
        at = next(y for y, (option, _) in enumerate(rows._lines) if option == rows.highlighted)
        for each in rows.render_line(at):
            assert each.style is not None
            assert each.style.reverse
            assert (each.style.color, each.style.bgcolor) == (RichColor.default(), RichColor.default())
            assert (each.style.color, each.style.bgcolor) == (RichColor.default(), RichColor.default())
        driver.app.settings.theme = CONTRAST.name
        driver.app.apply_theme()
        assert driver.app.theme == CONTRAST.name  # who asks for it has it

    driven(steps, tmp_path, variables={"TERM": "linux", "COLORTERM": ""})


@pytest.mark.parametrize("size", [(40, 10), (48, 40)])
def test_where_there_is_no_room_nothing_but_that_is_said(tmp_path: Path, size: tuple[int, int]) -> None:
    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        await driver.point_at(driver.sitting.game.legal_moves[0])
        await driver.press("enter")
        await driver.pilot.resize_terminal(*size)
        await driver.settle()
        assert driver.words().startswith(f"Too small: {size[0]}×{size[1]}. At least 60×18")
        assert "Commit" not in driver.text()
        await driver.pilot.resize_terminal(*NARROW)
        await driver.settle()
        assert "Commit" in driver.text()

    piloted("two-villages", ("human", "doctrine"), 3, steps, tmp_path)


def test_a_dimmed_key_says_why_and_what_it_says_covers_no_button(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        await driver.press("u")
        assert "nothing to take back" in driver.words()
        await driver.press("c")
        assert "Nothing is drafted" in driver.words()
        await driver.point_at(driver.sitting.game.legal_moves[0])
        await driver.press("enter")
        assert "[Commit c]" in driver.text()
        assert "[Put back Esc]" in driver.text()
        await driver.press("c")
        assert await driver.to_choice()
        while driver.sitting.may_take_back():
            await driver.choose_by_keys(driver.sitting.game.legal_moves[0])
            assert await driver.to_choice()
        await driver.press("u")
        assert "has acted since" in driver.words()
        assert driver.table.query_one(Moves).query_one(OptionList).has_focus

    piloted("trump-kim-2018", ("human", "doctrine"), 3, steps, tmp_path)
