"""The tutorial: whoever follows its stars ends with a signed deal, and whoever does not is told why not now."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from piloted import Driver, driven
from textual.widgets import Static

from wargame.session.lesson import lesson
from wargame.tui.widgets.moves import Moves

if TYPE_CHECKING:
    from collections.abc import Callable
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


async def follow(driver: Driver, choose: Callable[[list[MoveRule]], MoveRule]) -> list[str]:
    """Do what the coach asks for until he lets one go, then play on; returns what he said."""
    told = [coach(driver)]
    while await driver.to_choice():
        told.append(coach(driver))
        step = driver.screen._step  # type: ignore[attr-defined]
        moves = starred(driver)
        if moves:
            assert "★" in driver.text()
        if step is not None and step.look:
            await driver.point_at(next(move.id for move in moves))
            assert step.seen in coach(driver)
            await driver.press("up")
            assert coach(driver) != step.seen
        else:
            legal = driver.sitting.game.legal_moves
            await driver.choose_by_keys(choose(moves).id if moves else legal[0])
    return told


def test_following_the_stars_leads_through_every_step_to_a_signature_and_a_whole_game(tmp_path: Path) -> None:
    told: list[str] = []

    async def steps(driver: Driver) -> None:
        await driver.press("t")
        assert driver.on == "TutorialScreen"
        told.extend(await follow(driver, lambda moves: moves[0]))
        assert driver.screen._sitting.game.values()["signed"] == 1  # type: ignore[attr-defined]
        assert "[Now play 2018 as Washington" in driver.text()
        await driver.press("n")
        await driver.until(lambda: driver.on == "TableScreen")
        assert dict(driver.sitting.seats) == {"usa": "human", "dprk": "doctrine"}

    driven(steps, tmp_path)
    said = "\n".join(told)
    numbers = [int(number) for number in re.findall(r"\((\d+) of", said)]
    assert numbers == sorted(numbers), "the coach goes back"
    assert [step.title for step in lesson().steps if step.title not in said] == ["Signing"]  # the other side accepts


def test_whoever_tries_something_else_is_answered_and_nothing_is_played(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("t")
        await driver.to_choice()
        game, lit = driver.sitting.game, {each.id for each in starred(driver)}
        other = next(move for move in game.legal_moves if move not in lit)
        await driver.choose_by_keys(other)
        assert "Not now." in coach(driver)
        assert (game.ply, driver.table.drafted) == (0, "")
        await driver.choose_by_keys(next(iter(lit)))
        assert game.ply > 0
        assert "Not now." not in coach(driver)

    driven(steps, tmp_path)


def test_the_tutorial_is_left_only_by_whoever_knows_that_it_is_not_kept(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("t")
        assert "not kept" in driver.text()
        await driver.press("q")
        assert "not saved" in driver.words()
        await driver.press("enter")
        assert driver.on == "TutorialScreen"
        await driver.press("q", "down", "enter")
        assert driver.on == "MenuScreen"

    driven(steps, tmp_path)
    assert not (tmp_path / "saves").exists()
