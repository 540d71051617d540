"""About ten screens as they look, kept as pictures and as text beside this test.

After a change that was meant, write them anew with `WARGAME_REWRITE_PICTURES=1`, and look at the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from piloted import NARROW, WIDE, Driver, driven, normalized, piloted

KEPT = Path(__file__).parent / "pictures"
REWRITES = os.environ.get("WARGAME_REWRITE_PICTURES") == "1"
SEED = 11
SIZES = [pytest.param(size, id=f"{size[0]}x{size[1]}") for size in (NARROW, WIDE)]


def compare(driver: Driver, name: str) -> None:
    """Compare the screen with its picture and its text, or write them anew."""
    width, height = driver.app.size
    text = "\n".join(line.rstrip() for line in driver.text().split("\n"))
    svg = normalized(driver.app.export_screenshot(title="wargame"))
    for ending, now in (("txt", text), ("svg", svg)):
        kept = KEPT / f"{name}-{width}x{height}.{ending}"
        if REWRITES:
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(now, encoding="utf-8")
        assert kept.exists(), f"there is no {kept.name} to compare with"
        assert now == kept.read_text(encoding="utf-8"), f"{kept.name} is another"


@pytest.mark.skipif(not KEPT.exists() and not REWRITES, reason="no pictures are kept yet")
@pytest.mark.parametrize("size", SIZES)
def test_the_menu_looks_as_it_did(tmp_path: Path, size: tuple[int, int]) -> None:
    async def steps(driver: Driver) -> None:
        compare(driver, "menu")
        await driver.press("s")
        compare(driver, "settings")

    driven(steps, tmp_path, size=size)


@pytest.mark.skipif(not KEPT.exists() and not REWRITES, reason="no pictures are kept yet")
@pytest.mark.parametrize("size", SIZES)
def test_the_table_looks_as_it_did(tmp_path: Path, size: tuple[int, int]) -> None:
    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        compare(driver, "table")
        await driver.press("b")
        compare(driver, "brief")
        await driver.press("escape")
        await driver.choose_by_keys(driver.sitting.game.legal_moves[0])
        driver.app.clear_notifications()
        compare(driver, "told")

    piloted("reykjavik-1986", ("human", "doctrine"), SEED, steps, tmp_path, size=size)
