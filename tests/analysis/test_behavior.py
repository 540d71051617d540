"""Players are measured by what they do: the doctrine is in character, and who provokes is found out."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from commands import wargame
from examples import BUNDLED
from summits import summit_of

from wargame.analysis.behavior import COLUMNS, MEASURES, Observer, Played, behavior
from wargame.game.game import Game
from wargame.game.view import view_of
from wargame.players.roster import make_player

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.game.summit import Summit

USUAL = next(path for path in BUNDLED if path.stem == "trump-kim-2018")


def played(summit: Summit, seed: int, first: str) -> Played:
    """Return a game of a player, or of one who plays a certain move wherever it is open, against the doctrine."""
    game = Game(summit, seed)
    sides = summit.rules.side_ids
    players = dict(zip(sides, (first, "doctrine"), strict=True))
    makers = {side: make_player(summit, who, 7) for side, who in players.items() if ":" not in who}
    while not game.is_over:
        wanted = players[game.turn].partition(":")[2]
        if game.turn in makers or wanted not in game.legal_moves:
            player = makers.get(game.turn) or make_player(summit, "doctrine", game.player_key(game.turn))
            game.play(player.decide(view_of(game, game.turn)))
        else:
            game.play(wanted)
    return Played(game, players)


def test_measures_tell_the_doctrine_from_chance_and_from_a_provoker() -> None:
    summit, seeds = summit_of(USUAL), range(6)
    rows = behavior(
        summit,
        [played(summit, seed, who) for who in ("doctrine", "random", "always:military-threat") for seed in seeds],
    )
    assert [row["measure"] for row in rows[: len(MEASURES)]] == list(MEASURES)
    figures = {(row["player"], row["measure"]): row for row in rows}

    def of(player: str, measure: str) -> float:
        value = figures[player, measure]["value"]
        assert value is not None
        return value

    own = figures["doctrine", "out of character"]
    assert own["low"] is not None
    assert own["high"] is not None
    assert own["low"] < 0.02
    assert own["high"] > -0.02
    assert of("random", "out of character") > 3 * abs(of("doctrine", "out of character"))
    assert of("always:military-threat", "provocations") > of("doctrine", "provocations")
    assert of("always:military-threat", "escalation") > of("doctrine", "escalation")
    assert figures["doctrine", "score"]["games"] == 4 * len(seeds)


def test_escalation_is_what_the_preview_of_a_move_expects() -> None:
    game = Game(summit_of(USUAL), 1)
    move = "send-envoy"
    expected = sum(
        float(branch.low) * next((change.low for change in branch.changes if change.track == "tension"), 0)
        for branch in game.preview(move).branches
    )
    side = game.turn
    game.play(move)
    assert Observer(game.summit).figures(game, side)["escalation"] == pytest.approx(expected)


def test_files_of_games_and_fresh_ones_are_measured_alike(tmp_path: Path) -> None:
    ledger, table = tmp_path / "t.jsonl", tmp_path / "b.csv"
    names = ("--players", "doctrine,random", "--games", "6", "--seed", "3")
    assert wargame("tournament", "two-villages", *names, "--out", ledger).code == 0
    kept = wargame("analyze", "behavior", ledger, "--json", "--csv", table)
    fresh = wargame("analyze", "behavior", "--scenario", "two-villages", *names, "--json")
    assert kept.code == fresh.code == 0, kept.err + fresh.err
    assert json.loads(kept.out) == json.loads(fresh.out)
    with table.open(newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 1 + 2 * len(MEASURES)
    saves = tmp_path / "saves"
    assert wargame("run", "two-villages", "--games", "3", "--save", saves).code == 0
    told = wargame("analyze", "behavior", saves)
    assert told.out.startswith("Behavior in 3 games of two-villages")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1: neither a saved game nor the file of a tournament"),
        (b"\x00\xff", "line 1: neither a saved game"),
        (b'{"format": "wargame-tournament-1"}\n', "line 1: it lacks 'scenario'"),
        (None, "No such file"),
    ],
)
def test_a_file_that_holds_no_games_is_named(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "x.jsonl"
    if content is not None:
        path.write_bytes(content)
    done = wargame("analyze", "behavior", path)
    assert done.code == 1
    assert str(path) in done.error
    assert words in done.error


def test_a_damaged_line_of_a_tournament_is_named(tmp_path: Path) -> None:
    ledger = tmp_path / "t.jsonl"
    wargame("tournament", "two-villages", "--players", "doctrine,random", "--games", "4", "--out", ledger)
    lines = ledger.read_text().splitlines()
    for broken in (lines[2].replace('"moves":["', '"moves":["no-such:', 1), lines[2].replace('"game":1', '"game":77')):
        ledger.write_text("\n".join([*lines[:2], broken, *lines[3:]]))
        done = wargame("analyze", "behavior", ledger)
        assert done.code == 1
        assert "line 3" in done.error


def test_what_goes_together_is_said() -> None:
    assert wargame("analyze", "behavior").code == 2
    assert wargame("analyze", "behavior", "--scenario", "two-villages").code == 2
    assert wargame("analyze", "behavior", "--scenario", "two-villages", "--players", "doctrine").code == 2
