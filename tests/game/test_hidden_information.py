"""What a seat is shown hangs only on what it may see."""

from __future__ import annotations

import random
from itertools import chain
from typing import TYPE_CHECKING

import pytest
from summits import ALL, differing, positions

from wargame.game.preview import preview_of, risks_at_round_end, turns_of_actors
from wargame.game.standing import open_score, projected
from wargame.game.view import REFEREE, log_of, unseen_by, view_of
from wargame.scenario.rules import MOMENTS

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.game.game import Game

SECRETS = frozenset({"accept", "table", "sign", "secret-program", "scheme", "night-gate"})  # what leads to them, too


def shown(game: Game, side: str) -> list[object]:
    """Return everything that the interface may show to a side."""
    known, rules = game.known_to(side), game.summit.rules
    found: list[object] = [view_of(game, side), known.reach, risks_at_round_end(known), projected(known)]
    found += [turns_of_actors(known, moment) for moment in MOMENTS]
    found.append(open_score(known, side))
    found.append(open_score(known, rules.other(side)))
    if game.turn == side:
        own = [move for move in rules.moves if move.side == side]
        found.append([(move.id, game.why_not(move.id)) for move in own])
        found.append([preview_of(known, move) for move in own if move.id in game.legal_moves])
    return found


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_two_games_that_differ_only_in_what_a_seat_cannot_see_look_the_same_to_it(path: Path) -> None:
    rnd = random.Random(3)  # noqa: S311
    compared = 0
    for game in chain(positions(path, games=2, seed=11), positions(path, games=2, seed=9, likes=SECRETS)):
        if game.is_over:
            continue
        for side in game.summit.rules.side_ids:
            other = differing(game, side, rnd)
            if other is not None:
                compared += 1
                assert shown(game, side) == shown(other, side)
    assert compared > 20


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_the_log_of_a_seat_holds_no_mandate_of_the_other_and_no_secret_move(path: Path) -> None:
    secrets_played, secrets_open = 0, False
    for game in positions(path, games=15, seed=5, likes=SECRETS):
        rules = game.summit.rules
        if not game.is_over:
            secrets_open |= any(rules.move_by_id[game.turn, move].shown_as for move in game.legal_moves)
            continue
        secret = {(move.side, move.id): move.shown_as for move in rules.moves if move.shown_as}
        by_record = {record.happenings[0].ply: record.move for record in game.records if record.move is not None}
        for side in rules.side_ids:
            log = log_of(game, side)
            assert not [entry for entry in log if entry.id == f"{rules.other(side)}_mandate"]
            seen = {name for name, track in rules.track_by_id.items() if side in track.seen_by}
            assert all(change.track in seen for entry in log for change in entry.changes)
            for entry in log:
                played = by_record.get(entry.ply)
                if entry.kind == "move" and played is not None and played.side != side:
                    hidden_as = secret.get((played.side, played.id))
                    secrets_played += hidden_as is not None
                    assert entry.id == (hidden_as or played.id)
    assert secrets_played or not secrets_open


def test_after_the_end_every_view_is_the_whole_truth_and_names_what_was_unseen() -> None:
    for game in positions(ALL[0], games=10, seed=1):
        if game.is_over:
            for side in game.summit.rules.side_ids:
                assert view_of(game, side).log == view_of(game, REFEREE).log
                assert view_of(game, side).tracks == view_of(game, REFEREE).tracks
                other = game.summit.rules.other(side)
                assert f"{other}_mandate" in {entry.id for entry in unseen_by(game, side)}
