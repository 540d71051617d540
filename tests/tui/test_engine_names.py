"""The board of a scenario whose sides and issues are called as the engine calls its own tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from engine_names import NAMES, renamed, text_of
from piloted import WIDE, Driver, piloted

from wargame.tui.widgets.gap import GapBoard
from wargame.tui.widgets.meters import MeterPanel, MeterStrip

if TYPE_CHECKING:
    from pathlib import Path

WIDTH = 60


@pytest.mark.parametrize("names", NAMES[:3], ids="-".join)
def test_the_panels_show_meters_with_their_owners_and_every_clause(names: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "summit.toml"
    path.write_text(renamed(text_of(), names), encoding="utf-8")

    async def steps(driver: Driver) -> None:
        assert await driver.to_choice()
        meters = [line.plain.split("▰")[0].strip() for line in driver.table.query_one(MeterPanel).lines(WIDTH)]
        at = {words: next(at for at, line in enumerate(meters) if line.startswith(words)) for words in WORLD_FIRST}
        assert sorted(at.values()) == list(at.values()), meters
        strip = [line.plain for line in driver.table.query_one(MeterStrip).lines(WIDTH * 3)]
        assert all(name in " ".join(strip) for name in ("Overhill", "Netherdale", "Face of Overhill 5"))
        draft = "\n".join(line.plain for line in driver.table.query_one(GapBoard).lines(WIDTH))
        assert f"The {names[0]}" in draft
        assert f"The {names[1]}" in draft

    piloted(str(path), ("human", "doctrine"), 1, steps, tmp_path, size=WIDE)


WORLD_FIRST = (
    "The world",
    "Overhill: a cloud above it",
    "Overhill (you)",
    "Face of Overhill",
    "Nerve",
    "Netherdale",
    "Face of Netherdale",
)
