"""The glossary on a key, and the mouse that explains a word it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from piloted import Driver, piloted

from wargame.scenario.glossary import glossary

if TYPE_CHECKING:
    from pathlib import Path


def test_every_word_of_the_glossary_is_explained_where_it_stands(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        table = driver.table
        for term in glossary(table.rules):
            words = table.explained(f"· {term.title}: 3", 3)
            assert words is not None, term.title
            assert words.startswith(term.title)
        assert table.explained("nothing of that kind", 3) is None
        await driver.press("f1")
        assert driver.on == "GlossaryScreen"
        assert "Success" in driver.text()
        await driver.press("escape")
        assert driver.on == "TableScreen"

    piloted("two-villages", ("human", "doctrine"), 3, steps, tmp_path)
