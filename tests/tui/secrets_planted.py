"""Scenarios whose secrets can be recognized wherever they come up, and a game of two people that is spied on.

A seat looks at everything it can open while it sits there; none of it may hold what only the other one knows. Which
mandates a side may have is written in the rules, so the pages of the rules and of a hint are not looked at: what they
say of the other side does not hang on the game, or on what this seat has seen of it.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import tomli
from attrs import define, field
from examples import ROOT, SMALL
from piloted import NARROW, WIDE, Driver, piloted

from wargame.tui.screens.stages import CHOOSE, OVER, TOLD
from wargame.tui.screens.table import TableScreen

if TYPE_CHECKING:
    from pathlib import Path

PAGES = "sdborl"
MASH = ("enter", "enter", "c", "escape", "space", "tab", "s", "d", "b", "o", "r", "l", "k", "i", "w", "h", "u", "slash",
        "p", "n", "down",
        "up", "question_mark", "ctrl+p",
        "f1", "plus", "home", "end", "pagedown", "left", "right", "a", "1")  # fmt: skip


def planted(name: str, folder: Path) -> Path:
    """Write a copy of a scenario in which every secret's words are unmistakable, and return it."""
    path = SMALL if name == "small" else ROOT / "scenarios" / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    plain = tomli.loads(text)
    lines, block, number = [], "", 0
    for line in text.split("\n"):
        if line.startswith("[["):
            block = line.strip()
        key = line.partition("=")[0].strip()
        secret = (block == "[[sides.mandates]]" and key in {"title", "brief"}) or (
            block == "[[red_lines]]" and key == "text"
        )
        if secret and line.rstrip().endswith('"') and '"""' not in line:
            number += 1
            lines.append(f'{key} = "Canary{number:03}"')
        else:
            lines.append(line)
    assert number >= sum(len(side["mandates"]) for side in plain["sides"])
    copy = folder / f"{name}.toml"
    copy.write_text("\n".join(lines), encoding="utf-8")
    return copy


@define
class Spy:
    """Looks for what a seat must not see."""

    driver: Driver
    dice: random.Random
    handovers: int = 0
    looks: int = 0
    found: set[str] = field(factory=set)  # secrets that their owner was shown, so that looking is known to work

    def secrets(self, side: str) -> set[str]:
        """Return the words that only this side may read."""
        rules = self.driver.sitting.rules
        planted = {word for mandate in rules.side(side).mandates for word in (mandate.title, mandate.brief)}
        planted |= {line.text for line in rules.red_lines if line.side == side}
        hidden = {
            track.title for track in rules.tracks if track.seen_by == (side,) and not track.id.endswith(".mandate")
        }
        schemes = {move.title for move in rules.moves if move.side == side and move.shown_as}
        return planted | hidden | schemes

    def look(self, *, seat: str) -> None:
        """Look at all that is shown or held ready while a seat looks on, "" for nobody."""
        text = f"{self.driver.text()}\n{self.driver.everything()}"
        for side in self.driver.sitting.rules.side_ids:
            seen = {secret for secret in self.secrets(side) if secret in text}
            if side == seat:
                self.found |= seen
            else:
                assert not seen, f"{seat or 'nobody'} sees {seen}:\n{self.driver.text()}"
        self.looks += 1

    async def open_everything(self, seat: str) -> None:
        """Open every page and the palette, and look at each."""
        driver = self.driver
        self.look(seat=seat)
        for key in self.dice.sample(PAGES, 3):
            await driver.press(key)
            self.look(seat=seat)
            await driver.press("escape")
        await driver.press("ctrl+p")
        self.look(seat=seat)
        await driver.press("escape")
        await driver.settle()
        while not isinstance(driver.screen, TableScreen):
            await driver.press("escape")

    async def try_the_cover(self) -> None:
        """Press, click and resize while nobody is to see anything."""
        driver = self.driver
        self.look(seat="")
        assert not driver.app._notifications
        for key in self.dice.sample(MASH, 8):
            await driver.pilot.press(key)
            await driver.pilot.pause()
            assert driver.on == "PrivacyScreen", key
            self.look(seat="")
        driver.app.say("a word that comes late")
        assert not driver.app._notifications
        size = self.dice.choice((NARROW, WIDE, (100, 30), (40, 12)))
        await driver.pilot.resize_terminal(*size)
        await driver.pilot.pause()
        self.look(seat="")
        await driver.pilot.click(None, offset=(self.dice.randrange(30), 0))
        assert driver.on == "PrivacyScreen"
        self.look(seat="")
        await driver.pilot.resize_terminal(*self.dice.choice((NARROW, WIDE)))

    async def play(self, handovers: int) -> None:
        """Play and look until there were so many hand-overs, or the game is over."""
        driver = self.driver
        while self.handovers < handovers and driver.on != "FinaleScreen":
            if driver.on == "PrivacyScreen":
                self.handovers += 1
                await self.try_the_cover()
                await driver.press("y")
                continue
            table = driver.table
            if table.stage == OVER or driver.sitting.game.is_over:  # nothing is secret any more
                return
            if table.stage == CHOOSE:
                game = driver.sitting.game
                await self.open_everything(table.eyes)
                await driver.choose_by_keys(self.dice.choice(game.legal_moves))
                if not game.is_over:
                    self.look(seat=table.eyes)
            else:
                assert table.stage == TOLD
                self.look(seat=table.eyes)
                await driver.press("enter")
        if driver.on == "PrivacyScreen":  # leave the table from under the cover
            await driver.press("q")
            assert driver.on == "MenuScreen"
            text = f"{driver.text()}\n{driver.everything()}"
            assert "Canary" not in text
            assert not driver.app.secret


def spied_on(scenario: Path, seed: int, handovers: int, folder: Path) -> Spy:
    """Play a game of two people with so many hand-overs at most, and look for secrets all the time."""
    spies: list[Spy] = []

    async def steps(driver: Driver) -> None:
        spies.append(Spy(driver, random.Random(seed)))  # noqa: S311  a test has to be repeatable
        # The sitting is gone with the table once it is left; the rules stay.
        await spies[0].play(handovers)

    piloted(str(scenario), ("human", "human"), seed, steps, folder, size=random.Random(seed).choice((NARROW, WIDE)))  # noqa: S311
    return spies[0]
