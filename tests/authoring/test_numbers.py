"""The numbers of a scenario are found with a path that leads back to them, and with ends that can be set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import tomli
from examples import BUNDLED

from wargame.authoring.numbers import named, usual
from wargame.authoring.paths import value_at
from wargame.authoring.variants import changed
from wargame.errors import ScenarioError

if TYPE_CHECKING:
    from pathlib import Path

FILE = """
title = "7 dwarfs"
tracks = [
    {id = "anger", min = 0, max = 6, start = 5},
    {id = "done", min = 0, max = 1, start = 0},
]
scores = [
    {label = "Bad blood, 3 a point", side = "hill", form = "-3*anger + {own}.x2 - 10"},
    {label = "Bad blood, 3 a point", side = "vale", form = [{if = "anger >= 1", add = ["40", "46"]}]},
]
moves = [{id = "shout", text = "2 hats", effects = ["anger += 1", {do = ["anger -= 4"]}], levels = {bell = 2}}]
"""


@pytest.fixture
def document() -> dict[str, Any]:
    return tomli.loads(FILE)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tracks.anger.start", [("tracks.anger.start", "4", "6")]),  # not beyond its bounds
        ("tracks.done.start", []),
        ("scores.hill:bad-blood-3-a-point", [("…form #1", "-2*…", "-4*…"), ("…form #2", "… 8", "… 12")]),
        ("scores.1.form.0.add", [("scores.1.form.0.add.0", "30", "50"), ("scores.1.form.0.add.1", "34", "58")]),
        ("moves", [("…effects.0", "… 0", "… 2"), ("…do.0", "… 3", "… 5"), ("…levels.bell", "1", "3")]),
        ("scores.hill:bad-blood-3-a-point.form=anger,2*anger", [("…form", "anger", "2*anger")]),
        ("moves.shout.levels=[1,2],[3,4]", [("…levels", "[1,2]", "[3,4]")]),
        ("tracks.anger.start = 0 , 6", [("…start", "0", "6")]),
    ],
)
def test_a_path_names_every_number_at_it_and_below(
    document: dict[str, Any], path: str, expected: list[tuple[str, str, str]]
) -> None:
    if not expected:
        assert value_at(document, path) == 0
        return
    found = [(each.name, each.low, each.high) for each in named(document, [path])]
    assert len(found) == len(expected)
    for shown, wanted in zip(found, expected, strict=True):
        for text, part in zip(shown, wanted, strict=True):
            begins, cut, ends = part.partition("…")
            assert text.startswith(begins), (shown, wanted)
            assert text.endswith(ends) if cut else text == part, (shown, wanted)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("tracks.angr.start", "did you mean 'anger'?"),
        ("tracks.anger.stat", "there is nothing there; did you mean 'start'?"),
        ("title", "there is no number in it"),
        ("tracks.anger.start=3", "write PATH=LOW,HIGH"),
        ("tracks.anger.start=3,4,5", "write PATH=LOW,HIGH"),
        ("tracks.anger.start=,4", "write PATH=LOW,HIGH"),
        ("tracks.anger.start=\x1b[2J,4", "write it without"),
    ],
)
def test_what_names_no_number_is_refused(document: dict[str, Any], path: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        named(document, [path])
    assert words in str(caught.value)


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_every_end_can_be_set_by_its_path(path: Path) -> None:
    document = tomli.loads(path.read_text(encoding="utf-8"))
    numbers = usual(document)
    assert len({each.name for each in numbers}) == len(numbers) > 20
    kinds = {each.path.split(".")[0] for each in numbers[:12]}
    assert len(kinds) >= 4  # the first few are of every kind
    for each in numbers:
        assert each.ends
        changed(document, each.ends)  # no path leads elsewhere
