"""Where hidden tracks can have come to by now: no truth lies beyond it, and little that is false lies within."""

from __future__ import annotations

import random
import re
from fractions import Fraction
from typing import TYPE_CHECKING

import hypothesis
import pytest
from attrs import evolve
from examples import FIRST_EDITION, ROOT, rules_of, small_with
from generated import scenarios
from summits import ALL, positions, summit_of

from wargame.compiler.lowering import lower
from wargame.errors import ScenarioError, WargameError
from wargame.game.game import Game
from wargame.game.preview import risks_at_round_end
from wargame.game.reach import _clock, _reader
from wargame.game.summit import Summit, load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUMMIT = ROOT / "scenarios" / "trump-kim-2018.toml"
WORK = frozenset({"accept", "sign", "secret-program"})


def assert_truth_within(game: Game) -> int:
    """Check every hidden track of both sides; returns how many there are."""
    slots, checked = game.summit.compiled.slots.of_name, 0
    for side in game.summit.rules.side_ids:
        for name, (low, high) in game.known_to(side).reach.items():
            checked += 1
            assert low <= int(game.state[slots[name]]) <= high, (side, name, [str(each.move) for each in game.records])
    return checked


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_hidden_track_lies_within_its_reach(path: Path) -> None:
    for likes in (frozenset[str](), WORK | {"scheme", "night-gate"}):
        assert sum(assert_truth_within(game) for game in positions(path, 6, 5, likes=likes)) > 40


def worked_out(game: Game, side: str) -> dict[str, tuple[int, int]]:
    """Return the reach after the last record, each rule followed as though the log did not tell the whole of it."""
    reader = _reader(game.summit.compiled, side)
    rules = {key: evolve(rule, told_whole=False) for key, rule in reader.rules.items()}
    *earlier, last = (game.setup, *game.records)
    return evolve(reader, rules=rules).after(last, earlier[-1].reached[side] if earlier else None)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_what_the_log_tells_whole_comes_to_what_working_it_out_does(path: Path) -> None:
    for game in positions(path, 3, 8):
        for side in game.summit.rules.side_ids if not game.is_over else ():
            assert game.known_to(side).reach == worked_out(game, side)


def hidden_away(text: str, rnd: random.Random) -> str:
    """Return a generated scenario in which much is out of sight of one side, or of both."""
    parts = re.split(r"(?=^\[\[)", text, flags=re.MULTILINE)
    for at, part in enumerate(parts):
        if part.startswith(("[[tracks]]", "[[events]]", "[[setup]]")) and rnd.random() < 0.6:
            parts[at] = f'{part.rstrip()}\nseen_by = "{rnd.choice(["usa", "kor", "nobody"])}"\n'
        elif part.startswith("[[moves]]") and rnd.random() < 0.5:
            parts[at] = part.replace(
                'title = "O", weight', f'title = "O", seen_by = "{rnd.choice(["usa", "kor"])}", weight'
            )
    return "".join(parts)


@hypothesis.settings(max_examples=15, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
@hypothesis.given(text=scenarios(), seed=hypothesis.strategies.integers(0, 2**32))
def test_the_truth_lies_within_reach_in_scenarios_that_nobody_would_write(text: str, seed: int) -> None:
    rnd = random.Random(seed)  # noqa: S311  a test has to be repeatable
    text = hidden_away(text, rnd)
    try:
        rules = rules_of(text)
    except ScenarioError:
        hypothesis.reject()  # what lies on the table hangs on what was hidden
    game = Game(Summit(lower(rules, ""), text), seed)
    try:
        while not game.is_over and game.legal_moves:
            assert_truth_within(game)
            assert all(game.known_to(side).reach == worked_out(game, side) for side in rules.side_ids)
            game.play(rnd.choice(game.legal_moves))
    except WargameError:
        return  # its rules cannot go on


@pytest.mark.parametrize(
    ("moment", "clocks"),
    [("setup", (1, 2, 2, 2)), ("ply", (1, 2, 2, 3)), ("round", (1, 2, 2, 3)), ("phase", (1, 3, 1, 3))],
)
def test_what_the_clocks_say_in_each_moment_of_a_ply(moment: str, clocks: tuple[int, ...]) -> None:
    game = Game(summit_of(ALL[0]), 5)
    for _ in range(3):
        game.play("wait")
    expected = zip(("phase", "round", "clock", "ply"), clocks, strict=True)
    assert _clock(game.records[-1], moment) == {name: (value, value) for name, value in expected}


# -- how narrow it is


def moved_in_aftermath(game: Game, *moves: str) -> int:
    """Return how often one of these moves was shown to Washington."""
    return sum(entry.id in moves and entry.side == "dprk" for entry in game.view("usa").log)


def test_secret_work_can_have_been_done_only_where_feet_were_dragged() -> None:
    met = set()
    for game in positions(FIRST_EDITION, 60, 3, likes=WORK):
        if not game.is_over:
            low, high = game.known_to("usa").reach["dprk.cheat"]
            dragged = moved_in_aftermath(game, "drag-feet")
            assert low <= high <= min(4, dragged)
            met.add((dragged, high))
    assert {(0, 0), (1, 1), (2, 2)} <= met


def leaks(game: Game) -> tuple[Fraction, Fraction]:
    """Return how likely Washington is told that something leaks at the end of the round."""
    risk = next(each for each in risks_at_round_end(game.known_to("usa")) if each.event == "leak")
    exposed = [(low, high) for title, low, high in risk.outcomes if title == "Exposed"]
    return exposed[0] if exposed else (Fraction(0), Fraction(0))


def test_what_may_leak_is_what_can_have_been_done_and_no_more() -> None:
    met = set()
    for game in positions(FIRST_EDITION, 60, 3, likes=WORK):
        values = game.values()
        if game.is_over or values["phase"] != 3 or values["dprk.broke"]:
            continue
        once = 2 + values["offer.inspection"] - 1
        most = game.known_to("usa").reach["dprk.cheat"][1]
        if moved_in_aftermath(game, "drag-feet") <= 1:
            assert leaks(game) == (Fraction(0), Fraction(once, 9 + once) if most else Fraction(0))
            met.add(most)
    assert met == {0, 1}


def test_a_home_front_that_cannot_have_fallen_does_not_tremble() -> None:
    firm = 0
    for game in positions(FIRST_EDITION, 20, 3):
        if not game.is_over:
            low, high = game.known_to("usa").reach["dprk.home"]
            trembles = "pyongyang_trembles" in {each.event for each in risks_at_round_end(game.known_to("usa"))}
            assert trembles == (low <= 0)
            firm += low >= 3
            assert game.ply or (low, high) == (3, 7)  # shaky, usual or firm: drawn unseen
    assert firm > 50


def test_what_is_shown_of_a_guard_and_of_a_draw_is_taken_in() -> None:
    shifted = purged = 0
    for game in positions(FIRST_EDITION, 80, 5, likes=frozenset({"purge", "strategic-shift"})):
        if game.is_over or not game.records or game.turn == "dprk" or game.records[-1].move is None:
            continue
        move, before = game.records[-1].move, game.at(game.ply - 1).known_to("usa").reach["dprk.home"]
        after = game.known_to("usa").reach["dprk.home"]
        if str(move.id) == "strategic-shift" and move.side == "dprk" and before[0] < 4:
            shifted += 1
            assert after[0] >= 4 - 2 - 1  # it was open, so home was 4; then what it costs, and a cut in rations
        if move.id == "purge" and before[1] > 8:
            purged += 1
            assert after[1] <= 7 + 2  # it was open, so home was 7
    assert shifted > 2
    assert purged > 2


@pytest.mark.parametrize(
    ("effect", "first", "last"),
    [("+= 1", 1, 2), ("+= 2", 2, 2), (">>= 1", 1, 1), ("= 1", 1, 1), ("= 2 - signed", 2, 2)],
)
def test_each_kind_of_effect_is_followed(effect: str, first: int, last: int, tmp_path: Path) -> None:
    game = Game(written(tmp_path, small_with("north.plan += 1", f"north.plan {effect}")), seed=1)
    highest = [high for _, high in plans(game)]
    assert (highest[0], next(high for high in highest if high), highest[-1]) == (0, first, last)


def plans(game: Game) -> Iterator[tuple[int, int]]:
    """Play the first open move to the end; yield where South sees North's plan."""
    while not game.is_over:
        yield game.known_to("south").reach["north.plan"]
        game.play(game.legal_moves[0])


# -- taking back, looking back


def test_nothing_is_worked_out_before_it_is_asked_for_and_nothing_twice() -> None:
    for game in positions(SUMMIT, 1, 6):
        for side in game.summit.rules.side_ids:
            game.view(side)
        assert not any(record.reached for record in (game.setup, *game.records))
    past = game.at(4)
    first = past.known_to("usa").reach
    assert past.known_to("usa").reach is first
    assert [bool(record.reached) for record in game.records[:5]] == [True] * 4 + [False]


def test_reach_follows_what_is_taken_back_and_played_otherwise() -> None:
    rnd = random.Random(4)  # noqa: S311
    game = Game(summit_of(SUMMIT), 11)
    told = []
    while not game.is_over:
        told.append(dict(game.known_to("usa").reach))
        assert [dict(game.at(ply).known_to("usa").reach) for ply in range(game.ply + 1)] == told
        first = rnd.choice(game.legal_moves)
        game.play(first)
        game.undo()
        assert game.known_to("usa").reach == told[-1]
        game.play(rnd.choice(game.legal_moves))
    assert game.known_to("usa").reach == {}  # the end reveals what was hidden


def written(folder: Path, text: str) -> Summit:
    """Return a scenario written to a file and loaded."""
    path = folder / "small.toml"
    path.write_text(text, encoding="utf-8")
    return load(str(path))
