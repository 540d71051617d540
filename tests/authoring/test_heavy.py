"""Files made to be heavy are refused with their size, or compiled with work in proportion to what they write out."""

from __future__ import annotations

import contextlib
import os
import random
import sys
from difflib import get_close_matches
from hashlib import sha256
from typing import TYPE_CHECKING

import heavy
import pytest
from examples import SMALL, rules_of

from wargame.errors import JournalError, ScenarioError
from wargame.game.game import Game
from wargame.game.summit import Summit, compile_text
from wargame.journal.entries import ScenarioId
from wargame.journal.store import rules_of as kept_rules_of
from wargame.legible import hidden_character
from wargame.scenario.faults import MOST_FAULTS, nearest

if TYPE_CHECKING:
    from pathlib import Path

LARGE = 100_000  # bytes
HEAVY = 40_000  # bytes; `tests/fuzz.py` goes up to the most that a file may have
MOST_CALLS = 4_500_000  # a profiler counts them; a kind that grows with the square of its file takes ten times as many
ACCEPTED = [
    "guards",
    "products",
    "many_derived",
    "chained",
    "wide",
    "wheels",
    "masks",
    "alternatives",
    "endings",
    "everything",
]


def compiled(kind: str, amount: int) -> Summit:
    """Compile a heavy file."""
    text = heavy.made(kind, amount, random.Random(f"{kind} {amount}"))  # noqa: S311  repeatable, not secret
    return compile_text(text, "heavy.toml", sha256(text.encode()).hexdigest())


def calls_of(kind: str, amount: int) -> int:
    """Return how many functions are called to read, expand, check and compile a heavy file, or to refuse it."""
    count = 0

    def called(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        with contextlib.suppress(ScenarioError):
            compiled(kind, amount)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("kind", heavy.KINDS)
def test_a_heavy_file_is_bounded_work(kind: str) -> None:
    assert calls_of(kind, HEAVY) < MOST_CALLS


@pytest.mark.parametrize("kind", ["guards", "many_derived", "chained", "wide", "wheels", "endings"])
def test_twice_as_much_is_about_twice_the_work(kind: str) -> None:
    assert calls_of(kind, 16_000) < 3 * calls_of(kind, 8_000)


@pytest.mark.parametrize("kind", ACCEPTED)
def test_a_heavy_file_that_is_accepted_can_be_played(kind: str) -> None:
    game = Game(compiled(kind, 8_000), 1)
    assert game.legal_moves
    game.view(game.turn)
    game.preview(game.legal_moves[0])
    game.play(game.legal_moves[-1])


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("nested", "with it the rules written out come to 60,0"),
        ("by", "at most 60,000 are allowed"),
        ("projections", "at most 60,000 are allowed"),
        ("appeals", "doctrines.a.otherwise"),
        ("long_names", "written out, 780,000 characters; at most 8,000 are allowed"),
        ("chance", "ways of chance"),
        ("hidden", "cases of what it does not see"),
    ],
)
def test_what_multiplies_is_refused_with_its_size_and_the_most_that_is_allowed(kind: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=r"heavy\.toml: ") as caught:
        compiled(kind, LARGE)
    assert said in str(caught.value)
    assert hidden_character(str(caught.value).replace("\n", " ")) is None
    assert caught.value.faults


def test_a_chain_of_derived_tracks_is_as_long_as_their_number() -> None:
    chain = 'derived = [\n{ id = "d0", title = "D", meaning = "", min = 0, max = 9, form = "tension" },\n'
    chain += "".join(
        f'{{ id = "d{at}", title = "D", meaning = "", min = 0, max = 9, form = "d{at - 1} + 1" }},\n'
        for at in range(1, 390)
    )
    text = (
        SMALL.read_text(encoding="utf-8").replace("{own}.unmet", "d389").replace("format = 1", f"format = 1\n{chain}]")
    )
    text = text[: text.index("[[derived]]")] + text[text.index("[[issues]]") :]
    rules = rules_of(text)
    assert len(rules.derived) > 390
    assert Game(compile_text(text, "chain.toml", sha256(text.encode()).hexdigest()), 1).legal_moves


def test_the_rules_that_a_saved_game_keeps_go_through_the_same_bounds(tmp_path: Path) -> None:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    text = heavy.made("nested", LARGE, random.Random(1))  # noqa: S311
    digest = sha256(text.encode()).hexdigest()
    (folder / f"{digest}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match="at most 60,000 are allowed"):
        kept_rules_of(ScenarioId("heavy", "Heavy", digest), tmp_path)


def test_kept_rules_that_are_no_regular_file_are_not_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    os.mkfifo(folder / f"{'0' * 64}.toml")
    with pytest.raises(JournalError, match="are not at hand"):
        kept_rules_of(ScenarioId("heavy", "Heavy", "0" * 64), tmp_path)


def test_of_thousands_of_faults_the_first_hundred_are_told() -> None:
    with pytest.raises(ScenarioError, match=f"{MOST_FAULTS} faults and more in the rules") as caught:
        compiled("faults", 110_000)
    assert len(caught.value.faults) == MOST_FAULTS


def test_a_hint_is_the_nearest_name_as_difflib_measures_it() -> None:
    valid = ["tension", "tensions", "attention", "usa.face", "dprk.face", "face", "x"]
    for name in ("tensoin", "tention", "face", "usa.fcae", "prk.face", "zzz", "t", "tension"):
        close = get_close_matches(name, valid, n=1, cutoff=0.6)
        assert nearest(name, valid) == (f"; did you mean {close[0]!r}?" if close else "")
    assert nearest("x" * 5000, valid) == ""
