"""Saved games looked at on the screen: steps, rounds, eyes, notes, branches, verification, and damaged files."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from commands import wargame
from examples import ROOT
from piloted import NARROW, WIDE, Driver, driven, summit_named, toasts
from textual.widgets import Input, OptionList

from wargame.analysis.bargaining.closing import closing_of
from wargame.game.view import REFEREE
from wargame.journal.reading import read_journal
from wargame.journal.replay import notes_of, verified
from wargame.tui import openers
from wargame.tui.screens.bargain import MapScreen
from wargame.tui.screens.replay import ReplayScreen, Timeline
from wargame.tui.screens.stages import CHOOSE
from wargame.tui.widgets.bars import Bars
from wargame.tui.widgets.sparks import Sparks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

VILLAGES = "two-villages"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a saved game between two players in character."""
    folder = tmp_path_factory.mktemp("games")
    assert wargame("run", VILLAGES, "--games", "1", "--seed", "2", "--save", folder).code == 0
    (path,) = folder.glob("*.jsonl")
    return path


@pytest.fixture
def save(played: Path, tmp_path: Path) -> Path:
    shutil.copytree(played.parent, tmp_path / "saves")
    return tmp_path / "saves" / played.name


def shown(steps: Callable[[Driver, ReplayScreen], Awaitable[None]], path: Path, **more: Any) -> None:
    """Open the replay of a saved game and do `steps`."""

    async def run(driver: Driver) -> None:
        assert isinstance(driver.screen, ReplayScreen)
        await steps(driver, driver.screen)

    driven(run, path.parent.parent, opener=openers.view(path), **more)


@pytest.mark.parametrize("size", [NARROW])
def test_it_steps_by_decision_and_by_round_to_both_ends(save: Path, size: tuple[int, int]) -> None:
    async def steps(driver: Driver, screen: ReplayScreen) -> None:
        last = screen._whole.ply
        keys = driver.keys_shown()  # whole, at eighty columns
        assert keys.startswith("←→ Step d Draft"), keys
        assert keys.endswith("g Go on ? Help"), keys
        await driver.press("right", "right")
        assert screen._ply == 2
        assert "Decision 2 of" in driver.text()
        await driver.press("left")
        assert screen._ply == 1
        await driver.press("home")
        starts = [0]
        while screen._ply < last:
            await driver.press("right_square_bracket")
            assert screen._ply > starts[-1]
            starts.append(screen._ply)
        assert len(starts) > 2
        await driver.press("left_square_bracket")
        assert screen._ply == starts[-2]
        assert screen.focused is screen.query_one(Timeline)
        for at in (-3, -2):
            await driver.press("pageup" if at == -3 else "pagedown")
            assert screen._ply == starts[at]
        await driver.press("end")
        assert screen._ply == last
        assert "THE END" in driver.everything()
        await driver.press("home", "space")
        await driver.until(lambda: screen._ply >= 1)
        await driver.press("space")
        assert screen._timer is None

    shown(steps, save, size=size)


def test_a_click_into_the_sparks_goes_to_that_moment(save: Path) -> None:
    async def steps(driver: Driver, screen: ReplayScreen) -> None:
        await driver.until(lambda: bool(screen.query_one(Sparks)._sparks))
        sparks = screen.query_one(Sparks)
        cells = sparks._cells(sparks.content_size.width, screen._whole.ply + 1)
        await driver.click(sparks, offset=(1 + sparks._name_width() + 1 + 3 * cells, 0))
        assert screen._ply == 3

    shown(steps, save)


def test_a_side_s_eyes_see_neither_the_other_s_mandate_nor_the_notes_before_the_end(save: Path) -> None:
    async def steps(driver: Driver, screen: ReplayScreen) -> None:
        rules, game = screen.rules, screen._whole
        await driver.press("right", "n")
        await driver.type("zebra")
        await driver.press("enter")
        assert "zebra" in driver.everything()
        for side in rules.side_ids:
            await driver.press("e")
            assert screen.eyes == side
            assert f"{rules.side(side).name}'s eyes" in driver.text()
            other = rules.other(side)
            drawn = rules.side(other).mandates[game.summit.values(game.state)[f"{other}.mandate"]]
            driver.app.clear_notifications()
            await driver.pilot.pause(0.1)
            assert drawn.brief not in driver.everything()
            assert "zebra" not in "\n".join(driver.everything().split("\n"))
            await driver.press("n")
            await driver.type(f"lion {side}")
            await driver.press("enter")
            assert f"lion {side}" in driver.text()  # what these eyes wrote they read
            assert f"lion {other}" not in driver.everything()
        await driver.press("e")
        assert screen.eyes == REFEREE
        assert all(f"lion {side}" in driver.everything() for side in rules.side_ids)

    shown(steps, save)


def test_a_note_with_a_mark_is_kept_and_a_bad_one_is_refused(save: Path) -> None:
    async def steps(driver: Driver, screen: ReplayScreen) -> None:
        await driver.press("right", "n")
        assert driver.on == "NoteScreen"
        await driver.press("enter")
        assert "there is nothing in it" in driver.words()
        driver.screen.query_one(Input).value = "hidden\u200bhere"
        await driver.press("enter")
        assert "U+200B" in driver.words()
        driver.screen.query_one(Input).value = "[b]too late[/]"
        await driver.press("tab", "right", "right", "down", "enter")
        assert driver.on == "ReplayScreen"
        assert [(note.ply, note.text) for note in screen._notes] == [(1, "[b]too late[/]")]
        assert "[b]too late[/]" in driver.text()
        await driver.press("n", "escape")
        assert len(screen._notes) == 1

    shown(steps, save)
    journal = read_journal(save)
    (note,) = notes_of(journal)
    assert (note.text, note.mark) == ("[b]too late[/]", "!")
    assert not verified(summit_named(VILLAGES), journal)


def test_a_game_is_taken_over_from_a_moment_in_a_new_file(save: Path) -> None:
    before = save.read_bytes()

    async def steps(driver: Driver, screen: ReplayScreen) -> None:
        await driver.press("right", "right", "g")
        assert driver.on == "BranchScreen"
        while driver.screen._seats["hill"] != "human":  # type: ignore[attr-defined]
            await driver.press("right")
        await driver.press("down", "down", "down", "enter")
        await driver.until(lambda: driver.on == "TableScreen")
        await driver.settle()
        assert driver.sitting.game.ply >= 2
        assert driver.sitting.game.records[:2] == screen._whole.records[:2] or driver.sitting.game.ply >= 2
        assert await driver.to_choice()
        assert driver.table.stage == CHOOSE
        await driver.press("q")

    shown(steps, save)
    assert save.read_bytes() == before
    (made,) = [path for path in save.parent.glob("*.jsonl") if path != save]
    assert read_journal(made).header.origin is not None


def test_the_end_cannot_be_taken_over(save: Path) -> None:
    async def steps(driver: Driver, _: ReplayScreen) -> None:
        await driver.press("end", "g")
        assert driver.on == "ReplayScreen"
        assert any("The game is over here" in each for each in toasts(driver.app))

    shown(steps, save)


def test_it_is_verified_in_words(save: Path) -> None:
    async def steps(driver: Driver, _: ReplayScreen) -> None:
        await driver.press("v")
        await driver.until(lambda: any(each.startswith("Verified: ") for each in toasts(driver.app)))

    shown(steps, save)


def test_a_damaged_game_says_so_and_is_shown_as_far_as_it_is_whole(save: Path) -> None:
    data = bytearray(save.read_bytes())
    data[-40] ^= 1
    save.write_bytes(data)

    async def steps(driver: Driver) -> None:
        await driver.click_words("Replays")
        assert "damaged" in driver.text()
        await driver.press("enter")
        assert isinstance(driver.screen, ReplayScreen)
        assert driver.screen._journal.problem
        await driver.press("end", "v")
        await driver.until(lambda: bool(toasts(driver.app)))
        assert not any(each.startswith("Verified") for each in toasts(driver.app))

    driven(steps, save.parent.parent)


def test_a_file_that_is_no_game_is_listed_as_damaged_and_refused_in_words(tmp_path: Path) -> None:
    folder = tmp_path / "saves"
    folder.mkdir()
    (folder / "none.jsonl").write_text("nothing", encoding="utf-8")
    (folder / "empty.jsonl").write_text("", encoding="utf-8")

    async def steps(driver: Driver) -> None:
        await driver.click_words("Replays")
        assert driver.screen.query_one("#entries", OptionList).option_count == 2
        await driver.press("enter")
        assert driver.on == "SavesScreen"
        assert toasts(driver.app)

    driven(steps, tmp_path)


@pytest.mark.parametrize("path", sorted((ROOT / "saves" / "samples").glob("*.jsonl"))[:1], ids=lambda path: path.stem)
def test_a_sample_is_looked_through_from_the_menu(path: Path, tmp_path: Path) -> None:
    shutil.copytree(path.parent, tmp_path / "saves" / "samples")
    if (path.parent.parent / "scenarios").is_dir():
        shutil.copytree(path.parent.parent / "scenarios", tmp_path / "saves" / "scenarios")

    async def steps(driver: Driver) -> None:
        await driver.click_words("Replays")
        await driver.press("enter")
        assert isinstance(driver.screen, ReplayScreen)
        await driver.press("end", "e", "left", "left", "e")
        assert driver.on == "ReplayScreen"

    driven(steps, tmp_path, size=WIDE)


def test_the_map_is_drawn_with_the_eyes_put_on_and_at_the_end_of_where_it_was_decided(save: Path) -> None:
    def drawn(driver: Driver) -> MapScreen:
        assert isinstance(driver.screen, MapScreen)
        return driver.screen

    async def steps(driver: Driver, screen: ReplayScreen) -> None:
        rules = screen.rules
        await driver.press("right", "right", "m")
        assert "The bargaining map, the referee's eyes" in driver.text()
        assert drawn(driver)._known.seat == REFEREE
        await driver.press("escape", "e", "m")
        side = rules.side_ids[0]
        assert f"The bargaining map, {rules.side(side).name}'s eyes" in driver.text()
        known = drawn(driver)._known
        assert (known.seat, bool(known.reach)) == (side, True)
        assert (known.state == screen._whole.at(2).state).all()
        await driver.press("escape", "end", "m")
        signed = closing_of(screen._whole).signed
        assert drawn(driver)._signed == signed
        assert ("What was signed" if signed else "The draft as it sta") in driver.text()

    shown(steps, save)


def test_the_referee_s_eyes_see_what_both_sides_would_have(save: Path) -> None:
    async def steps(driver: Driver, screen: ReplayScreen) -> None:
        await driver.press("right", "right")
        for side in screen.rules.sides:
            exact = screen.game.projections(side.id)[0].score
            bar = next(each for each in screen.query_one(Bars).bars if each.name.startswith(side.name))
            assert bar.now is not None
            assert bar.now[0] == bar.now[1]
            assert exact.low <= bar.now[0] <= exact.high
        await driver.press("e")
        names = [each.name for each in screen.query_one(Bars).bars]
        assert names
        assert not any(each.startswith(side.name) for side in screen.rules.sides for each in names)

    shown(steps, save, size=WIDE)
