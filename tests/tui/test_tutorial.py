"""The tutorial: whoever follows its stars ends with a signed deal, and nobody else is held up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from piloted import Driver, driven
from textual.widgets import Static

from wargame.session.lesson import lesson
from wargame.tui.screens.tutorial import TutorialScreen
from wargame.tui.widgets.moves import Moves

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.scenario.rules import MoveRule


def coach(driver: Driver) -> str:
    """Return what the coach says, "" if he is silent."""
    said = driver.table.query_one("#coach", Static)
    return str(said.render()) if said.display else ""


def starred(driver: Driver) -> list[MoveRule]:
    """Return the open moves with a star, those that the coach calls by their name first."""
    moves = driver.table.query_one(Moves)
    rules, legal = driver.sitting.rules, driver.sitting.game.legal_moves
    found = [rules.move_by_id[driver.sitting.game.turn, each] for each in legal]
    found = [each for each in found if each.verb in moves._suggested]
    said = coach(driver)
    return sorted(found, key=lambda move: move.title.rpartition(": ")[2] not in said)


def test_following_the_stars_leads_through_every_step_to_a_signed_deal(tmp_path: Path) -> None:
    told: list[str] = []

    async def steps(driver: Driver) -> None:
        await driver.press("t")
        assert driver.on == "TutorialScreen"
        told.append(coach(driver))
        while await driver.to_choice():
            told.append(coach(driver))
            moves = starred(driver)
            if moves:
                assert "★" in driver.text()
            await driver.choose_by_keys(moves[0].id if moves else driver.sitting.game.legal_moves[0])
        text = driver.everything()
        ending = driver.screen._sitting.game.ending  # type: ignore[attr-defined]
        assert ending.class_ in {"held", "deal"} or "sign" in text.casefold(), ending

    driven(steps, tmp_path)
    said = "\n".join(told)
    missed = [step.title for step in lesson().steps if step.title not in said]
    assert set(missed) <= {"Signing"}, said  # passed over where the other side accepts
    assert not (tmp_path / "saves").exists()  # a tutorial is not kept


def test_whoever_plays_otherwise_is_not_held_up(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("t")
        while await driver.to_choice():
            game = driver.sitting.game
            others = [move for move in game.legal_moves if move not in {each.id for each in starred(driver)}]
            await driver.choose_by_keys((others or list(game.legal_moves))[-1])
        assert driver.on == "FinaleScreen"

    driven(steps, tmp_path)


def test_the_coach_stands_on_a_tutorial_s_table_only(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("t")
        assert isinstance(driver.screen, TutorialScreen)
        assert "not kept" in driver.text()
        await driver.press("q")
        assert driver.on == "MenuScreen"

    driven(steps, tmp_path)
