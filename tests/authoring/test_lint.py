"""Warnings: what nothing reads, writes or has the time for, and what never comes up in a sample."""

from __future__ import annotations

import re

import pytest
from examples import SMALL, rules_of, small_with

from wargame.authoring.lint import doubts
from wargame.game.summit import compile_text
from wargame.runs.sample import doubts as doubts_of_play
from wargame.runs.sample import failures, sampled
from wargame.scenario.places import Origin

ISSUES = '[[issues]]\nid = "stone"'
LEAVE = 'when = "round >= 2"'
DOES = '"end_phase = 1", "south.face += 1"'
CARRIED = '["done.{issue} = offer.{issue}"]'
FLAG = '[[tracks]]\nid = "x"\ntitle = "t"\nmeaning = "m"\nmin = 0\nmax = 1\nstart = 0\n\n'
TWO = FLAG.replace('"x"', '"{own}.x"\nfor = "sides"')
SUM = '[[derived]]\nid = "y"\ntitle = "t"\nmeaning = "m"\nmin = 0\nmax = 1\nform = "signed"\n\n'
OFFER = '[[moves]]\nid = "offer"'
FINAL = """[[events]]
id = "last"
title = "t"
at = "final"
when = "signed"
effects = ["tension += 1"]

"""
BUILD = """[[moves]]
id = "build"
side = "north"
phases = ["work"]
group = "g"
title = "t"
effects = ["done.stone += 1"]

"""

WARNINGS = {
    "neither read nor written": (
        [(ISSUES, FLAG + ISSUES)],
        ["tracks[4] (x): no rule reads or writes it; leave it out"],
    ),
    "written, never read": (
        [(ISSUES, FLAG + ISSUES), (DOES, f'{DOES}, "x = 1"')],
        ["tracks[4] (x): no rule reads it: nothing hangs on it"],
    ),
    "read by what writes it alone": (
        [(ISSUES, FLAG + ISSUES), (DOES, f'{DOES}, "x = x + 1"')],
        ["tracks[4] (x): no rule reads it: nothing hangs on it"],
    ),
    "a flag that is read and never written": (
        [(ISSUES, FLAG + ISSUES), (LEAVE, 'when = "not x"')],
        ["tracks[4] (x): no rule sets it: it is always 0"],
    ),
    "a flag that is only cleared": (
        [(ISSUES, FLAG + ISSUES), (LEAVE, 'when = "not x"'), (DOES, f'{DOES}, "x = 0", "x -= 1", "x <<= signed"')],
        ["tracks[4] (x): no rule sets it: it is always 0"],
    ),
    "a track that is read and never written": (
        [(ISSUES, FLAG.replace("max = 1", "max = 5") + ISSUES), (LEAVE, 'when = "x <= 3"')],
        ["tracks[4] (x): no rule writes it: it is always 0"],
    ),
    "a game that ends without its final events": (
        [
            (DOES, '"end_game = 1"'),
            (
                "[[projections]]",
                FINAL + "[[projections]]",
            ),
        ],
        [
            (
                "moves[4] (leave).effects[0]: end_game skips the final event last, which could happen by then;"
                " `end_phase = 1` does not; if it is meant, say so in that event's `when`"
            )
        ],
    ),
    "a game that ends where a track was perhaps set": (
        [
            (DOES, '{ if = "tension >= 3", do = ["signed = 0"] }, "end_game = 1"'),
            (
                "[[projections]]",
                FINAL + "[[projections]]",
            ),
        ],
        [
            (
                "moves[4] (leave).effects[1]: end_game skips the final event last, which could happen by then;"
                " `end_phase = 1` does not; if it is meant, say so in that event's `when`"
            )
        ],
    ),
    "a game that ends where a track was changed by nothing": (
        [
            (DOES, '"signed += 0", "end_game = 1"'),
            (
                "[[projections]]",
                FINAL + "[[projections]]",
            ),
        ],
        [
            (
                "moves[4] (leave).effects[1]: end_game skips the final event last, which could happen by then;"
                " `end_phase = 1` does not; if it is meant, say so in that event's `when`"
            )
        ],
    ),
    "a final event that cannot happen where the game ends": (
        [
            (DOES, '"signed = 0", "end_game = 1"'),
            (
                "[[projections]]",
                FINAL + "[[projections]]",
            ),
        ],
        [],
    ),
    "one for each side, unused": (
        [(ISSUES, TWO + ISSUES)],
        ["tracks[4] ({own}.x): no rule reads or writes it; leave it out"],
    ),
    "one for each side, one of them unused": (
        [(ISSUES, TWO + ISSUES), (LEAVE, 'when = "not south.x"'), (DOES, f'{DOES}, "south.x = 1"')],
        ["tracks[4] ({own}.x): no rule reads or writes it; leave it out (for north.x)"],
    ),
    "a derived track that is never read": (
        [(ISSUES, SUM + ISSUES)],
        ["derived[1] (y): no rule reads it: nothing hangs on it"],
    ),
    "a clause that nothing carries out": (
        [(CARRIED, '["tension = offer.{issue}"]')],
        [
            f"issues[{at}] ({name}): its level {top} can never be carried out: done.{name} is raised by no rule;"
            " give it more rounds, or larger steps"
            for at, name, top in ((0, "stone", 2), (1, "wood", 1))
        ],
    ),
    "a clause of more levels than there are rounds": (
        [(CARRIED, '["done.wood = 1"]'), (OFFER, f"{BUILD}{OFFER}"), ("rounds = 2", "rounds = 1")],
        [
            (
                "issues[0] (stone): its level 2 can never be carried out:"
                " done.stone is raised by 1 at most in the rounds there are; give it more rounds, or larger steps"
            )
        ],
    ),
}


def warnings(text: str) -> list[str]:
    """Return what is said of a good scenario."""
    return doubts(rules_of(text)).lines(Origin("s.toml", text), "warning: ")


def changed(changes: list[tuple[str, str]]) -> str:
    """Return the small scenario with several pieces of text replaced."""
    text = SMALL.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def test_a_good_scenario_has_no_warning() -> None:
    assert warnings(SMALL.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(("changes", "said"), WARNINGS.values(), ids=WARNINGS.keys())
def test_what_an_author_may_have_overlooked_is_named_with_its_line(
    changes: list[tuple[str, str]], said: list[str]
) -> None:
    text = changed(changes)
    origin = Origin("s.toml", text)
    assert warnings(text) == [f"{origin.at(line.split(':')[0])}: warning: {line}" for line in said]


def test_a_phase_that_comes_again_has_all_the_rounds_it_needs() -> None:
    changes, _ = WARNINGS["a clause of more levels than there are rounds"]
    assert warnings(changed([*changes, ('title = "Work"', 'title = "Work"\nnext = "work"')])) == []


@pytest.mark.parametrize(
    ("phase", "moment", "most"),
    [
        ("work", "round", None),
        ("talks", "round", 1),
        ("talks", "ply", None),
        ("work", "phase", 1),
        ("work", "final", 1),
    ],
)
def test_an_event_carries_a_clause_out_as_often_as_it_comes_in_its_own_phases(
    phase: str, moment: str, most: int | None
) -> None:
    """Stone has two steps to go: talks have one round of two plies here, and work has three."""
    text = SMALL.read_text(encoding="utf-8").replace(CARRIED, '["done.wood = 1"]')
    text = text.replace("rounds = 3\n", "rounds = 1\n").replace("rounds = 2\n", "rounds = 3\n")
    event = f'[[events]]\nid = "grow"\ntitle = "G"\nat = "{moment}"\nphases = ["{phase}"]\n'
    text = f'{text}\n{event}effects = ["done.stone += 1"]\n'
    said = [line.partition(": done.stone ")[2] for line in warnings(text)]
    raised = f"is raised by {most} at most in the rounds there are; give it more rounds, or larger steps"
    assert said == ([] if most is None else [raised])


# -- what only play can show


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("ply_limit = 20", "ply_limit = 3", "it ran over the ply limit"),
        ('id = "wait"\nfor = "sides"', 'id = "wait"\nwhen = "round <= 1"\nfor = "sides"', "nobody could move"),
    ],
)
def test_a_game_that_cannot_be_played_to_an_ending_is_a_failure_with_a_game_to_look_at(
    old: str, new: str, words: str
) -> None:
    text = small_with(old, new)
    summit = compile_text(text, "s.toml")
    lines = failures(summit.rules, [sampled(summit, "random", 30, 7)]).lines(Origin("s.toml", text))
    assert lines
    for line in lines:
        found = re.fullmatch(
            r"s\.toml:(\d+): phases\[(\d)] \((?:talks|work)\): (\d+) of 30 games of random players fail in it: (.+);"
            r" see one by `wargame run` with --seed 7 --game (\d+) --seat north=random --seat south=random --verbose",
            line,
        )
        assert found is not None, line
        assert found[4] == words
        assert text.split("\n")[int(found[1]) - 1] == "[[phases]]"


def test_what_never_comes_up_in_a_sample_is_a_doubt_once_for_a_template() -> None:
    text = small_with('next = "work"', "").replace("and {own}.face >= 0", "and {own}.face == 6")
    summit = compile_text(text, "s.toml")
    lines = doubts_of_play(summit.rules, [sampled(summit, "random", 20, 7)]).lines(Origin("s.toml", text), "warning: ")
    assert "s.toml:48: warning: phases[1] (work): hardly ever entered: in 0 of 20 sampled games" in lines
    assert "s.toml:148: warning: moves[1] (offer): never legal in 20 sampled games" in lines
