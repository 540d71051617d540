"""Each recipe of the cookbook, put into the small scenario by itself, is a scenario that passes and plays."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from examples import ROOT, SMALL

from wargame.authoring.catalog import find
from wargame.authoring.lint import doubts
from wargame.authoring.loading import rules_of
from wargame.game.summit import compile_found
from wargame.runs.sample import doubts as doubts_of_play
from wargame.runs.sample import failures, sampled

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (ROOT / "docs" / "scenario-cookbook.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^## (.+?)$.*?^```toml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))
GAMES, SEED = 60, 0
RARE = "endings[0] (brawl)"  # the small scenario's own, in one game of hundreds


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_it_plays(recipe: str, tmp_path: Path) -> None:
    shutil.copy(SMALL, tmp_path)
    path = tmp_path / "recipe.toml"
    path.write_text(f'base = "{SMALL.name}"\nid = "recipe"\n\n{recipe}', encoding="utf-8")
    found = find(str(path))
    origin = found.origin()
    rules = rules_of(found.text, path.name, strict=True, origin=origin)
    samples = [sampled(compile_found(found), player, GAMES, SEED) for player in ("random", "doctrine")]
    assert [*doubts(rules).lines(origin), *failures(rules, samples).lines(origin)] == []
    unseen = doubts_of_play(rules, samples).lines(origin)
    assert [line for line in unseen if RARE not in line] == []


def test_every_heading_has_a_recipe_and_every_snippet_is_tried() -> None:
    assert len(RECIPES) == PAGE.count("\n## ") == PAGE.count("```toml\n") >= 8
