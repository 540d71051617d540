"""Text from outside that means something to a terminal or to the interface is shown as text, or refused in one line."""

from __future__ import annotations

import shutil
import unicodedata
from typing import TYPE_CHECKING

import orjson
import pytest
import tomli
from commands import wargame
from examples import SMALL
from piloted import NARROW, Driver, driven, piloted, toasts
from textual.widgets import Input

from wargame.journal.lines import START, encode
from wargame.journal.noting import note_on
from wargame.journal.reading import read_journal
from wargame.tui import openers
from wargame.tui.screens.replay import ReplayScreen
from wargame.tui.screens.stages import CHOOSE, TOLD

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "[b]B[/] [/] [@click=app.exit]x[/] [link=https://example.org]y[/] $primary [red on blue] :smile: \\\\["
SHOWN = HOSTILE.replace("\\\\", "\\")
HIDDEN = ["\x1b[2J", "\x07", "\x9b2J", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028", "a" + "\u0301" * 12]


def hostile_scenario(folder: Path) -> Path:
    """Write the small scenario with hostile text wherever a text may stand."""
    words = {"title", "name", "leader", "brief", "summary", "introduction", "meaning", "text", "vague", "group",
             "label", "temperament", "description"}  # fmt: skip
    lines = []
    for line in SMALL.read_text(encoding="utf-8").split("\n"):
        key, _, value = (part.strip() for part in line.partition(" = "))
        if key in words and value.startswith('"') and value.endswith('"') and "{" not in value:
            lines.append(f'{key} = {value[:-1]} {HOSTILE}"')
        else:
            lines.append(line)
    path = folder / "hostile.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert tomli.loads(path.read_text(encoding="utf-8"))["title"] == f"Small {SHOWN}"
    return path


def assert_harmless(driver: Driver) -> None:
    """Check that nothing on the screen is live: no control characters, no links, no actions."""
    assert driver.app._exit is False
    for character in driver.text():
        assert character == "\n" or unicodedata.category(character) not in {"Cc", "Cf"}, repr(character)
    for strip in driver.screen._compositor.render_strips():
        for segment in strip:
            if segment.style is not None:
                assert not segment.style.link
                assert "@click" not in segment.style.meta


@pytest.mark.parametrize("size", [NARROW])
def test_markup_in_a_scenario_is_shown_as_text_everywhere(tmp_path: Path, size: tuple[int, int]) -> None:
    path = hostile_scenario(tmp_path)

    async def steps(driver: Driver) -> None:
        assert await driver.to_choice()
        seen = []
        for key in "sdborlik":
            await driver.press(key)
            assert_harmless(driver)
            seen.append(driver.everything())
            await driver.press("escape")
        await driver.press("l", "enter")
        assert_harmless(driver)
        await driver.press("escape", "escape", "w", "question_mark", "escape", "ctrl+p", "escape")
        await driver.pilot.press("h")
        await driver.until(lambda: "It would play" in driver.text())
        assert_harmless(driver)
        await driver.press("escape")
        await driver.press("u")
        for _ in range(2):
            if driver.on == "TableScreen" and driver.table.stage == CHOOSE:
                await driver.choose_by_keys(driver.sitting.game.legal_moves[0])
                seen.append(driver.everything())
                assert_harmless(driver)
                if driver.table.stage == TOLD:
                    await driver.press("u")
            await driver.to_choice()
        while await driver.to_choice():
            await driver.choose_by_keys(driver.sitting.game.legal_moves[-1])
        assert driver.on == "FinaleScreen"
        assert_harmless(driver)
        await driver.press("p")
        assert driver.on == "ReplayScreen"
        assert_harmless(driver)
        await driver.press("e", "right", "e", "right", "v")
        assert_harmless(driver)
        assert sum(SHOWN in text for text in seen) >= 8

    piloted(str(path), ("human", "doctrine"), 4, steps, tmp_path, size=size)


def test_characters_that_a_terminal_would_obey_or_hide_are_refused(tmp_path: Path) -> None:
    path, text = tmp_path / "hidden.toml", SMALL.read_text(encoding="utf-8")

    async def steps(driver: Driver) -> None:
        await driver.press("n")
        for number, hidden in enumerate(HIDDEN, start=1):
            path.write_text(text.replace('"Small"', f'"Sm{hidden}all"'), encoding="utf-8")
            driver.screen.query_one("#file", Input).value = str(path)
            driver.screen.query_one("#file", Input).focus()
            await driver.press("enter")
            assert driver.on == "NewGameScreen"
            said = toasts(driver.app)
            assert len(said) == number
            assert "hidden.toml" in said[-1]
            assert hidden not in "".join(said)
            assert_harmless(driver)

    driven(steps, tmp_path)


def test_names_of_files_and_notes_are_text_too(tmp_path: Path) -> None:
    saves = tmp_path / "saves"
    assert wargame("run", str(SMALL), "--games", "1", "--seed", "2", "--save", saves).code == 0
    (save,) = saves.glob("*.jsonl")
    note_on(read_journal(save), 1, f"note {SHOWN}", "!?")
    hostile = ["[b]x[b].jsonl", "[@click=app.exit]x.jsonl", "\x1b[2J\x07.jsonl", "\u202ebidi.jsonl", "$primary{.jsonl"]
    for name in hostile:
        (saves / name).write_text("nothing", encoding="utf-8")
        shutil.copy(save, saves / f"copy-{name}")

    async def steps(driver: Driver) -> None:
        await driver.click_words("Replays")
        assert_harmless(driver)
        assert "[b]x[b]" in driver.everything()
        for _ in range(2 * len(hostile) + 1):
            await driver.press("enter")
            assert_harmless(driver)
            if isinstance(driver.screen, ReplayScreen):
                await driver.press("right", "right", "left")
                assert f"note {SHOWN}" in driver.everything()
                assert_harmless(driver)
                await driver.press("escape")
            await driver.press("down")

    driven(steps, tmp_path)


def test_a_seat_s_name_in_a_file_is_refused_where_it_is_no_player(tmp_path: Path) -> None:
    saves = tmp_path / "saves"
    assert wargame("run", "two-villages", "--games", "1", "--seed", "2", "--save", saves).code == 0
    (save,) = saves.glob("*.jsonl")
    data, chain = b"", START
    for line in save.read_bytes().splitlines():
        fields = orjson.loads(line)
        del fields["chain"]
        if "seats" in fields:
            fields["seats"]["hill"] = "[@click=app.exit]human[/]"
        made, chain = encode(fields, chain)
        data += made
    save.write_bytes(data)

    async def steps(driver: Driver) -> None:
        assert isinstance(driver.screen, ReplayScreen)
        await driver.press("right", "g")
        assert driver.on == "ReplayScreen"
        assert toasts(driver.app)
        assert_harmless(driver)

    driven(steps, tmp_path, opener=openers.view(save))
