"""Players are measured by what they do: the doctrine is in character, and who provokes is found out."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from commands import wargame
from examples import BUNDLED, ROOT
from summits import summit_of

from wargame.analysis.behavior.agreement import Agreements, papers_of, signed_text
from wargame.analysis.behavior.choices import Choices
from wargame.analysis.behavior.measures import MEASURES, TABLE, behavior
from wargame.analysis.behavior.needs import claims_against_needs, misstated
from wargame.analysis.gathering import Gathered
from wargame.analysis.played import Played
from wargame.game.game import Game
from wargame.game.view import view_of
from wargame.players.roster import make_player

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.game.summit import Summit

SAMPLES = ROOT / "saves" / "samples"
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
    whole = [row for row in rows if not row["issue"]]
    assert [row["measure"] for row in whole[: len(MEASURES)]] == list(MEASURES)
    figures = {(row["player"], row["measure"]): row for row in whole}

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
    figures = dict(Choices(game.summit).figures(Played(game, {}), side))
    assert figures["escalation"] == pytest.approx(expected)


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
    assert rows[0] == [each.name for each in TABLE.fields]
    assert len([row for row in rows[1:] if not row[2]]) == 2 * len(MEASURES)
    saves = tmp_path / "saves"
    assert wargame("run", "two-villages", "--games", "3", "--save", saves).code == 0
    told = wargame("analyze", "behavior", saves)
    assert told.out.startswith("Behavior in 3 games of two-villages")


# -- claims against needs


def line_of(scenario: str, *moves: str, mandates: tuple[str, str]) -> Played:
    """Return a game of these moves from the first seed under which these mandates are drawn and the moves are open."""
    summit = summit_of(next(path for path in BUNDLED if path.stem == scenario))
    wanted = tuple(
        [each.id for each in side.mandates].index(mandate)
        for side, mandate in zip(summit.rules.sides, mandates, strict=True)
    )
    for seed in range(200):
        game = Game(summit, seed)
        if Played(game, {}).mandates != wanted:
            continue
        for move in moves:
            if move in game.legal_moves:
                game.play(move)
        if game.ply == len(moves):
            return Played(game, dict.fromkeys(summit.rules.side_ids, "somebody"))
    raise AssertionError(moves)


def test_a_claim_overstates_what_its_mandate_wants_less_than_another_would() -> None:
    rules = summit_of(next(path for path in BUNDLED if path.stem == "two-villages")).rules
    fair, hill = rules.issue("fair"), rules.side("hill")  # [0, 7, 12] to the pious, [0, 12, 22] to the roof
    assert [misstated(fair, hill, 0, level) for level in range(3)] == [(0, 12), (5, 5), (10, 0)]
    assert [misstated(fair, hill, 1, level) for level in range(3)] == [(0, 22), (0, 10), (0, 0)]


def test_claims_are_held_against_needs_decision_by_decision_until_a_text_is_signed() -> None:
    game = line_of(
        "two-villages", "promise-all-fair", "say-nothing", "wait", "temper-fair", mandates=("pious", "proud")
    )
    found = claims_against_needs(game, "hill", Agreements(game.game.summit, [game]).signs)
    assert found["overstatement", "fair"] == found["overstatement", ""] == (10 + 5) / 2
    assert found["understatement", "fair"] == (0 + 5) / 2
    sample = Gathered.of([SAMPLES / "one-point-short.jsonl"]).finished()
    signs = Agreements(sample[0].game.summit, sample).signs
    found = claims_against_needs(sample[0], "usa", signs)  # 7 decisions up to the signature, claiming 2, 2, then 3
    assert found["overstatement", "arsenal"] == pytest.approx((2 * 2 + 5 * 3) * (9 - 7) / 7)
    assert found["understatement", "missiles"] == pytest.approx(3 * 5)
    assert found["overstatement", ""] == pytest.approx(
        sum(points for (name, issue), points in found.items() if name == "overstatement" and issue)
    )


# -- what was asked, and what was agreed


def test_papers_count_as_they_were_laid_down_and_are_worth_what_the_values_say() -> None:
    game = line_of(
        "two-villages",
        *("say-nothing", "say-nothing", "table-half-for-a-third", "table-half-for-half"),
        mandates=("roof", "proud"),
    )
    assert list(papers_of(game, "hill")) == [(2, 2)]
    assert list(papers_of(game, "vale")) == [(2, 1)]
    agreements = Agreements(game.game.summit, [game])
    assert dict(agreements.figures(game, "hill"))["demand"] == 22 - 5
    assert dict(agreements.figures(game, "vale"))["demand"] == 22 - 3


def test_a_text_takes_its_share_of_what_the_two_could_gain() -> None:
    game = line_of(
        "two-villages",
        *("say-nothing", "say-nothing", "wait", "table-half-for-half", "wait", "accept"),
        mandates=("roof", "proud"),
    )
    found = dict(Agreements(game.game.summit, [game]).figures(game, "hill"))
    assert signed_text(game.game) == (2, 2)
    assert (found["agreement"], found["agreement found"]) == (1, 1)
    best = max((22 - 5) + (22 - 8), (12 - 5) + (22 - 3), (22 - 2) + (12 - 8), (12 - 2) + (12 - 3))
    assert found["joint gain"] == pytest.approx(((22 - 5) + (22 - 8)) / best)


def test_nobody_is_blamed_for_finding_no_agreement_where_there_is_no_room(tmp_path: Path) -> None:
    text = next(path for path in BUNDLED if path.stem == "two-villages").read_text()
    for old, new in (("[0, -8, -17]", "[0, -40, -40]"), ("[0, -2, -5]", "[0, -40, -40]")):
        assert old in text
        text = text.replace(f"= {old}", f"= {new}", 1)
    path = tmp_path / "bell.toml"
    path.write_text(text)
    summit = summit_of(path)
    game = played(summit, 1, "random")
    names = [name for name, _ in Agreements(summit, [game]).figures(game, "hill")]
    assert "agreement" in names
    assert not {"agreement found", "joint gain"} & {*names}


def test_intervals_have_ends_that_json_can_say_and_take_games_of_one_seed_together() -> None:
    names = ("--players", "doctrine,random,greedy", "--games", "4", "--json")
    done = wargame("analyze", "behavior", "--scenario", "two-villages", *names)
    rows = json.loads(done.out)["measures"]
    assert "Infinity" not in done.out
    assert {row["seeds"] for row in rows if row["measure"] == "score"} == {2}
    assert {row["games"] for row in rows if row["measure"] == "score"} == {8}
    assert all(row["unit"] for row in rows)


# -- files


def test_a_line_that_a_killed_tournament_left_is_told_of_and_left_out(tmp_path: Path) -> None:
    ledger = tmp_path / "t.jsonl"
    wargame("tournament", "two-villages", "--players", "doctrine,random", "--games", "4", "--out", ledger)
    whole = ledger.read_bytes()
    ledger.write_bytes(whole[:-20])
    for command in ("behavior", "calibrate"):
        done = wargame("analyze", command, ledger)
        assert (done.code, done.out == "") == (0, False), done.err
        assert "the last line, 5, is cut short; what stands before it is whole" in done.err


def test_a_tournament_of_a_variant_is_read_by_the_rules_that_its_name_tells(tmp_path: Path) -> None:
    ledger = tmp_path / "t.jsonl"
    changes = ("--set", "success=40", "--set", "issues.bell.values.hill.pious=[0, -7, -16]")
    wargame("tournament", "two-villages", *changes, "--players", "doctrine,random", "--games", "2", "--out", ledger)
    done = wargame("analyze", "behavior", ledger)
    assert (done.code, done.out[:45]) == (0, "Behavior in 2 games of two-villages with succ"), done.err
    other = tmp_path / "u.jsonl"
    wargame("tournament", "two-villages", "--players", "doctrine,random", "--games", "2", "--out", other)
    mixed = wargame("analyze", "behavior", ledger, other)
    assert mixed.code == 1
    assert "u.jsonl is by the rules two-villages (" in mixed.error
    assert "name games by the same" in mixed.error


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1: neither a saved game nor the file of a tournament"),
        (b"\x00\xff", "line 1: neither a saved game"),
        (b'{"format": "wargame-tournament-1"}\n', "line 1: it lacks 'scenario'"),
        (None, "no such saved game"),
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
