"""The meta-game of a tournament, read back by the letter of Gambit's format, has the means that the report tells."""

from __future__ import annotations

import csv
import json
import re
from fractions import Fraction
from statistics import stdev
from typing import TYPE_CHECKING

import pytest
from commands import wargame

from wargame import Schedule, Tournament, WargameError, load, nfg_text, play_tournament
from wargame.analysis.solving.gambit import quoted

if TYPE_CHECKING:
    from pathlib import Path

PLAYERS = ["random", "doctrine", "greedy"]
PLAYED = ("tournament", "two-villages", "--players", ",".join(PLAYERS), "--games", "4", "--seed", "3", "--workers", "1")
CELL = re.compile(r'\{ "(\S+) against (\S+): (\d+) games, standard errors ([\d.]+) and ([\d.]+)" ([\d/]+), ([\d/]+) \}')


def parsed(text: str) -> dict[tuple[str, str], tuple[int, list[float], list[Fraction]]]:
    """Return games, standard errors and means by seating, having checked all that stands around them."""
    lines = text.splitlines()
    strategies = " ".join(f'"{each}"' for each in PLAYERS)
    assert re.fullmatch(r'NFG 1 R "two-villages, SHA-256 [0-9a-f]{64}, seed 3" \{ "hill" "vale" \}', lines[0])
    assert lines[1:4] == ["", f"{{ {{ {strategies} }}", f"{{ {strategies} }} }}"]
    assert re.fullmatch('"[^"]+"', lines[4])
    assert (lines[5:7], lines[-2], lines[-1]) == (["", "{"], "}", "1 2 3 4 5 6 7 8 9")
    found = {}
    for line in lines[7:-2]:
        first, second, games, *figures = CELL.fullmatch(line).groups()  # type: ignore[union-attr]
        found[first, second] = int(games), [*map(float, figures[:2])], [*map(Fraction, figures[2:])]
    assert [*found] == [(first, second) for second in PLAYERS for first in PLAYERS]
    return found


def test_it_has_the_means_and_errors_of_the_games_and_is_made_again_from_their_file(tmp_path: Path) -> None:
    games, table, out = tmp_path / "games.csv", tmp_path / "table.nfg", tmp_path / "t.jsonl"
    done = wargame(*PLAYED, "--selves", "--json", "--csv", games, "--nfg", table, "--out", out)
    assert (done.code, done.err) == (0, "")
    cells = parsed(table.read_text("utf-8"))
    with games.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for (first, second), (count, errors, means) in cells.items():
        own = [row for row in rows if (row["hill.player"], row["vale.player"]) == (first, second)]
        scores = [[int(row[f"{side}.score"]) for row in own] for side in ("hill", "vale")]
        assert count == len(own) == (4 if first == second else 2)
        assert means == [Fraction(sum(each), count) for each in scores]
        assert errors == pytest.approx([stdev(each) / count**0.5 for each in scores], abs=1e-4)
    for payoff in json.loads(done.out)["payoffs"]:
        told = [payoff["scores"][side]["value"] for side in ("hill", "vale")]
        assert told == pytest.approx(
            [float(each) for each in cells[payoff["seats"]["hill"], payoff["seats"]["vale"]][2]]
        )
    again, kept = tmp_path / "again.nfg", out.read_bytes()
    assert wargame(*PLAYED, "--selves", "--nfg", again, "--out", out).code == 0
    assert (again.read_bytes(), out.read_bytes()) == (table.read_bytes(), kept)


def test_a_table_with_holes_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "table.nfg"
    done = wargame(*PLAYED, "--nfg", table)
    assert (done.code, done.out) == (2, "")
    assert "add --selves" in done.error
    (tmp_path / "lost.py").write_text(
        "class Player:\n    def decide(self, view):\n        return 0\n", encoding="utf-8"
    )
    who = ("--players", "random,lost", "--player-module", tmp_path / "lost.py", "--games", "2", "--workers", "1")
    done = wargame("tournament", "two-villages", *who, "--selves", "--nfg", table)
    assert done.code == 1
    assert "rating" in done.out
    assert f"cannot write {table}: its table has a hole: no game of" in done.error
    assert "lost.py as hill against random as vale (nor of 2 other seatings) came to scores" in done.error
    assert not table.exists()
    plan = Tournament(summit=load("two-villages"), schedule=Schedule(players=("random", "greedy"), pairs=1, seed=1))
    with pytest.raises(WargameError, match="no game of random as hill against random as vale"):
        nfg_text(plan, play_tournament(plan, 1))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a b", '"a b"'),
        ('say "no"', r'"say \"no\""'),
        (r"C:\a.json", r'"C:\a.json"'),
        ("\\", '"/"'),
        (r"\\server\x", r'"//server\x"'),
        ('\\"', r'"/\""'),
    ],
)
def test_texts_are_as_gambit_reads_them(text: str, written: str) -> None:
    assert quoted(text) == written
