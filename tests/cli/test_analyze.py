from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from commands import wargame
from examples import ROOT

from wargame.kernel.jit import INTERPRETED
from wargame.scenario.meanings import HEADINGS, MEASURES

if TYPE_CHECKING:
    from pathlib import Path

COIN = ROOT / "tests" / "analysis" / "coin.toml"
GAMES = "4" if INTERPRETED else "20"
FEW = ("--quick", "--strong", "doctrine", "--ladder", "", "--games", GAMES, "--skill-games", "4", "--judged", "9")


def test_a_balance_is_a_table_with_aims_and_verdicts_the_same_as_json_and_leaves_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    table = wargame("analyze", "balance", COIN, *FEW, "--workers", "1", "--seed", "5")
    done = wargame("analyze", "balance", COIN, *FEW, "--json", "--markdown", page, "--workers", "2", "--seed", "5")
    assert (table.code, table.err, done.code, done.err) == (0, "", 0, "")
    for words in ("strong: doctrine – doctrine", "verdict", "completion", "room for a bargain", "Of ", "not certain"):
        assert words in table.out
    report = json.loads(done.out)
    assert report["seed"] == "5"
    assert {row["measure"] for row in report["rows"]} == set(MEASURES)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Balance of coin\n")
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")][: len(HEADINGS)] == list(HEADINGS)
    assert [line for line in table.out.splitlines() if line in HEADINGS] == list(HEADINGS)
    assert "--seed 5` on 20" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--strong", "nobody"], "no player 'nobody'"),
        (["--ladder", "random"], "name two players or more"),
        (["--ladder", "random,doctrine,random"], "each once"),
        (["--ladder", "random,search:x"], "search:N"),
        (["--games", "1"], "'--games'"),
        (["--judged", "1"], "'--judged'"),
    ],
)
def test_a_wrong_flag_is_one_error(arguments: list[str], words: str) -> None:
    done = wargame("analyze", "balance", COIN, *arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.error.replace("│", "")


def test_a_page_that_cannot_be_written_is_said_before_the_work(tmp_path: Path) -> None:
    done = wargame("analyze", "balance", COIN, "--markdown", tmp_path / "none" / "page.md")
    assert (done.code, done.out) == (1, "")
    assert "cannot write" in done.error
