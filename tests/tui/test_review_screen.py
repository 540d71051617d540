"""The review on the screen: made while one looks on, read mistake by mistake, and a mistake tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commands import only_save, wargame
from piloted import NARROW, Driver, driven

from wargame.analysis.review.marks import LOST
from wargame.journal.reading import read_journal
from wargame.pages.review.saved import review_saved
from wargame.tui import openers
from wargame.tui.screens import review
from wargame.tui.screens.replay import ReplayScreen
from wargame.tui.screens.review import ReviewScreen
from wargame.tui.screens.table import TableScreen
from wargame.tui.widgets.listing import Listing

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_it_is_read_mistake_by_mistake_and_one_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review, "review_saved", lambda summit, journal: review_saved(summit, journal, 30))
    monkeypatch.setitem(LOST, "?!", 0.01)  # so that there is one
    monkeypatch.setattr("wargame.analysis.review.marks.ERRORS", 0.0)
    folder = tmp_path / "saves"
    folder.mkdir()
    assert wargame("run", "two-villages", "--games", "1", "--seed", "2", "--save", folder).code == 0
    path = only_save(folder)
    assert wargame("review", path, "--budget", "2").code == 0  # whatever has to be compiled is, from here on

    async def steps(driver: Driver) -> None:
        assert isinstance(driver.screen, ReplayScreen)
        await driver.press("w")
        screen = driver.screen
        assert isinstance(screen, ReviewScreen)
        await driver.until(lambda: screen._told is not None and screen.query_one(Listing).option_count > 0)
        assert "The whole review" in driver.text()
        assert "The end after" in driver.text(), driver.text()
        await driver.press("enter")  # on the whole: nothing to be tried
        assert driver.screen is screen
        told = screen._told
        assert told is not None
        ply = told.review.mistakes[0]
        await driver.press("down")
        assert f"{ply}. " in driver.text(), driver.text()
        await driver.press("enter")
        await driver.until(lambda: isinstance(driver.screen, TableScreen))
        (branch,) = (each for each in folder.glob("*.jsonl") if each != path)
        header = read_journal(branch).header
        assert header.origin is not None
        assert header.origin.ply == ply - 1
        assert header.seats[told.review.decisions[ply - 1].side] == "human"

    driven(steps, tmp_path, opener=openers.view(path), size=NARROW)
