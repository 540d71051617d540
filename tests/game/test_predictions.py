"""What is predicted before a move is what happens after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from summits import ALL, positions, summit_of

from wargame.game.hidden import Known
from wargame.game.standing import open_score, projected
from wargame.game.view import REFEREE
from wargame.game.worth import worth_of
from wargame.kernel import trace

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.game.game import Game
    from wargame.game.preview import Branch, Preview
    from wargame.game.record import Record
    from wargame.game.worth import Worth

# Those with a what-if of acceptance.
ACCEPTING = [path for path in ALL if '\nid = "accepted' in path.read_text(encoding="utf-8")]


def prediction(game: Game, move: str) -> Preview:
    """Return the preview of a move of the side to move, whose chances add up to one."""
    preview = game.preview(move)
    low, high = sum(branch.low for branch in preview.branches), sum(branch.high for branch in preview.branches)
    assert low == 1 or (preview.depends_on_hidden and low <= 1 <= high)
    return preview


def applied(record: Record, side: str) -> tuple[tuple[str, ...], dict[str, int]]:
    """Return the titles on the way and the visible changes, up to the end of the ply's own events."""
    summit, titles = record.summit, []
    after = record.before
    compiled = summit.compiled
    for happening, row, state in zip(record.happenings, record.rows, record.states, strict=True):
        rule = compiled.every_rule[int(row[0])]
        if getattr(rule, "at", "ply") != "ply":
            break
        after = state
        if happening.outcome:
            outcome = next(each for each in rule.outcomes if each.id == happening.outcome)
            title = f"{rule.title}: {outcome.title}" if getattr(rule, "actor", "") else outcome.title
            titles.append(title if side in outcome.seen_by else "something out of your sight")
        elif happening.kind == "event" and side in getattr(rule, "seen_by", ()) and not getattr(rule, "actor", ""):
            titles.append(rule.title)
    slots = compiled.slots.of_name
    moved = {
        track.id: int(after[slots[track.id]]) - int(record.before[slots[track.id]]) for track in summit.rules.tracks
    }
    seen = {track.id for track in summit.rules.tracks if side in track.seen_by}
    return tuple(titles), {name: change for name, change in moved.items() if change and name in seen}


def fits(branch: Branch, changes: dict[str, int]) -> bool:
    """Say whether a branch foretold these changes, exactly or within its ranges."""
    ranges = {each.track: (each.low, each.high) for each in branch.changes}
    inside = all(low <= changes.get(name, 0) <= high for name, (low, high) in ranges.items())
    return inside and changes.keys() <= ranges.keys() and branch.high > 0


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_what_happens_is_a_branch_of_the_preview_whose_chances_add_up_to_one(path: Path) -> None:
    plies = 0
    foreseen: dict[str, Preview] = {}
    for game in positions(path, games=5, seed=100):
        if game.records and foreseen:
            record = game.records[-1]
            assert record.move is not None
            preview = foreseen[record.move.id]
            titles, changes = applied(record, record.move.side)
            branches = [branch for branch in preview.branches if branch.titles == titles]
            assert branches, (record.move, titles, preview)
            assert any(fits(branch, changes) for branch in branches), (record.move, changes, preview)
            plies += 1
        foreseen = {} if game.is_over else {move: prediction(game, move) for move in game.legal_moves}
    assert plies > 15


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_score_is_the_sum_of_its_terms_between_0_and_100(path: Path) -> None:
    for game in positions(path, games=5, seed=70):
        for side in game.summit.rules.side_ids:
            score = open_score(game.known_to(REFEREE), side)
            if score.terms:
                whole = sum(term.low for term in score.terms)
                assert score.low == score.high == min(100, max(0, whole))
            if game.is_over:
                assert game.ending is not None
                assert score.endings == (game.ending.id,)
                assert score.low == game.scores[side]
            own = game.projections(side)
            assert all(each.score.low <= each.score.high for each in own)


def test_a_preview_leaves_the_game_as_it_is() -> None:
    for game in positions(ALL[0], games=3, seed=2):
        state = game.state.copy()
        if not game.is_over:
            for move in game.legal_moves:
                prediction(game, move)
        assert np.array_equal(state, game.state)


def worths_hold(game: Game, foreseen: dict[str, tuple[Worth, ...]]) -> int:
    """Check what-ifs foreseen before the last move against those of the position that its ply has led to."""
    record = game.records[-1]
    assert record.move is not None
    side, summit = record.move.side, game.summit
    after = record.before
    for row, state in zip(record.rows, record.states, strict=True):
        if getattr(summit.compiled.every_rule[int(row[0])], "at", "ply") != "ply":
            break
        after = state
    reached = {each.id: each.score for each in projected(Known(summit, after, side))}  # as it is in truth
    promised = {each.id: each for each in foreseen[record.move.id]}
    for id_, score in reached.items():
        assert id_ in promised, (record.move, id_)
        assert promised[id_].least <= score.high, (record.move, promised[id_], score)
        assert score.low <= promised[id_].most, (record.move, promised[id_], score)
        if score.low == score.high:
            assert promised[id_].least <= score.low <= promised[id_].most
    for worth in promised.values():
        assert worth.least <= worth.mean[0] <= worth.mean[1] <= worth.most
        assert worth.id in reached or not worth.always, (record.move, worth)
    return len(reached)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_what_a_move_is_said_to_be_worth_holds_once_it_is_played(path: Path) -> None:
    compared = 0
    foreseen: dict[str, tuple[Worth, ...]] = {}
    for game in positions(path, games=2, seed=300):
        if game.records:
            compared += worths_hold(game, foreseen)
        if not game.is_over:
            legal = {move: game.summit.rules.move_by_id[game.turn, move] for move in game.legal_moves}
            foreseen = {move: worth_of(game.known_to(rule.side), rule) for move, rule in legal.items()}
    assert compared > 5


@pytest.mark.parametrize("path", ACCEPTING, ids=lambda path: path.stem)
def test_a_package_accepted_in_a_what_if_gives_the_text_that_accepting_it_gives(path: Path) -> None:
    summit = summit_of(path)
    compiled, slots = summit.compiled, summit.compiled.slots.of_name
    clauses = [slots[f"offer.{issue.id}"] for issue in summit.rules.issues]
    body, *_ = [at for at, each in enumerate(summit.rules.projections) if each.id.startswith("accepted")]
    met = 0
    for game in positions(path, 40, 9, likes=frozenset({"table"})):
        if "accept" in game.legal_moves and not game.is_over:
            imagined, played = game.state.copy(), game.state.copy()
            trace.run_projection(compiled.ints, compiled.words, imagined, body)
            trace.run_move(compiled.ints, compiled.words, played, compiled.move_index[game.turn, "accept"])
            assert imagined[clauses].tolist() == played[clauses].tolist()
            met += 1
    assert met > 20
