"""A game as Gambit reads it: read back by the letter of its format, it is the same game."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from commands import wargame

from wargame.analysis.solving.explicit_tree import explicit_tree
from wargame.analysis.solving.solving import Solver
from wargame.game.summit import load
from wargame.kernel.jit import INTERPRETED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(INTERPRETED, reason="walks the whole tree")
NODE = re.compile(r'([cpt]) "" (.*?)\{ (.*) \}(?: 0)?')


def expected(lines: Iterator[str]) -> tuple[Fraction, Fraction]:
    """Return the scores below the next line, every move being as likely as the others."""
    kind, _, inside = NODE.fullmatch(next(lines)).groups()  # type: ignore[union-attr]
    if kind == "t":
        own, other = inside.split(", ")
        return Fraction(own), Fraction(other)
    if kind == "c":
        odds = [Fraction(each) for each in re.findall(r'" (\S+)', inside)]
        assert sum(odds) == 1
    else:
        count = len(re.findall(r'"[^"]+"', inside))
        odds = [Fraction(1, count)] * count
    below = [(share, expected(lines)) for share in odds]
    own_, other_ = (sum((share * each[seat] for share, each in below), Fraction(0)) for seat in range(2))
    return own_, other_


def test_an_extensive_game_is_the_same_game(tmp_path: Path) -> None:
    path = tmp_path / "x.efg"
    done = wargame("export", "two-villages", "--efg", path)
    assert done.out == f"Wrote {path}: 30,223 nodes, 1,508 and 1,508 information sets\n"
    text = path.read_text(encoding="utf-8")
    head, body = text.split("\n\n")
    assert head.startswith('EFG 2 R "two-villages, SHA-256 ')
    assert '{ "hill" "vale" }' in head
    lines = iter(body.splitlines())
    tree = explicit_tree(load("two-villages"))
    assert tree is not None
    assert [float(score) for score in expected(lines)] == pytest.approx(Solver(tree).solution().values, abs=1e-9)
    assert next(lines, None) is None
    for seat, sets in enumerate(tree.sets, start=1):
        numbers = {int(number) for number in re.findall(rf'^p "" {seat} (\d+) ', text, re.MULTILINE)}
        assert numbers == set(range(1, sets + 1))


def test_a_tree_that_is_too_large_and_a_file_of_another_kind_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.efg"
    path.write_text("mine", encoding="utf-8")
    assert wargame("export", "two-villages", "--efg", path).code == 1
    assert path.read_text(encoding="utf-8") == "mine"
    other = tmp_path / "y.efg"
    done = wargame("export", "two-villages", "--efg", other, "--most-nodes", "100")
    assert "more than 100 nodes" in done.error
    assert not other.exists()
