"""Learned policies are found by their scenario's text, read with care, and leaned on by the search."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from examples import BUNDLED, ROOT, SMALL
from policies import a_policy
from summits import summit_of

from wargame.errors import PlayerError
from wargame.game import Game, load, view_of
from wargame.kernel.policy import UNLEARNED
from wargame.players import policy as policies
from wargame.players.policy import ENDING, as_table, known_names, policies_folder, policy_of, read_policy, write_policy
from wargame.players.roster import make_player

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TINY = ROOT / "scenarios" / "two-villages.toml"
LARGE = ROOT / "scenarios" / "trump-kim-2018.toml"
LEARNED = [path for path in BUNDLED if path.with_name(f"{path.stem}{ENDING}").exists()]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Return the file of a policy."""
    path = tmp_path / f"two-villages{ENDING}"
    write_policy(path, a_policy(summit_of(TINY), 1))
    return path


@pytest.mark.parametrize("path", LEARNED, ids=lambda path: path.stem)
def test_a_bundled_policy_is_that_of_the_scenario_beside_it(path: Path) -> None:
    policy = policy_of(load(path.stem))
    assert policy is not None, f"{path.name} was changed: train it again"
    assert policy.scenario == path.stem


def test_the_game_of_2018_has_a_policy_and_a_changed_one_has_none(tmp_path: Path) -> None:
    changed = tmp_path / LARGE.name
    changed.write_text(LARGE.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert policy_of(load(str(LARGE))) is not None
    assert policy_of(load(str(changed))) is None
    assert as_table(load(str(changed))) is UNLEARNED


def test_what_was_written_is_read_again(written: Path) -> None:
    assert read_policy(written, summit_of(TINY)) == a_policy(summit_of(TINY), 1)


def test_the_search_leans_on_a_policy_from_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    summit = summit_of(TINY)
    policy = a_policy(summit, 1, reach=0)
    game = Game(summit, 3)
    loved = game.legal_moves[-1]
    for habit in policy.habits:
        if loved in habit.moves:
            habit.moves[loved].by_mandate[:] = [5000] * len(habit.moves[loved].by_mandate)
    path = policies_folder() / f"mine{ENDING}"
    monkeypatch.setattr(policies, "_TABLES", {})
    try:
        write_policy(path, policy)
        policies._read.cache_clear()
        thought = list(make_player(summit, "search:20", 1).think(view_of(game, game.turn)))[-1]  # type: ignore[attr-defined]
        assert thought.candidates[0].move == loved
    finally:
        path.unlink()
        policies._read.cache_clear()


def test_a_policy_may_not_look_at_what_its_side_does_not_see() -> None:
    for path in BUNDLED:
        summit = summit_of(path)
        for side in summit.rules.side_ids:
            hidden = {track.id for track in summit.rules.tracks if side not in track.seen_by}
            assert hidden
            assert not hidden & summit.compiled.slots.behind(known_names(summit, side))


def _habit(data: Any) -> Any:
    return data["habits"][0]


def _move(data: Any) -> Any:
    return next(iter(_habit(data)["moves"].values()))


SPOILED: dict[str, tuple[Callable[[Any], object], str]] = {
    "a strange key": (lambda data: data.update(colour="red"), "extra fields found (colour)"),
    "a missing key": (lambda data: data.pop("made"), "required field missing at made"),
    "a fraction": (lambda data: _move(data)["by_track"].__setitem__(0, 1.5), "expected a number, found 1.5"),
    "a truth value": (lambda data: _move(data)["by_track"].__setitem__(0, True), "expected a number, found True"),
    "another format": (lambda data: data.update(format=9), "format 9 is not known here"),
    "a strange phase": (lambda data: _habit(data).update(phase="lunch"), "habits[0]: the scenario has no side"),
    "a hidden track": (lambda data: _habit(data)["tracks"].__setitem__(0, "vale.mandate"), "hill sees no track"),
    "a missing move": (lambda data: _habit(data)["moves"].popitem(), "habits[0]: these are not the moves of hill"),
    "a missing number": (lambda data: _move(data)["by_track"].pop(), "a number is missing, or one is too many"),
    "a huge number": (lambda data: _move(data)["by_track"].__setitem__(0, 2**40), "a number is beyond 16,777,216"),
    "a habit twice": (lambda data: data["habits"].append(_habit(data)), "it has not one habit for each side and phase"),
    "a missing habit": (lambda data: data["habits"].pop(), "it has not one habit for each side and phase"),
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_policy_is_refused_with_its_place(how: str, written: Path) -> None:
    spoil, words = SPOILED[how]
    data = json.loads(written.read_text(encoding="utf-8"))
    spoil(data)
    written.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(PlayerError) as caught:
        read_policy(written, summit_of(TINY))
    assert str(caught.value).startswith(f"{written}: ")
    assert words in str(caught.value)


def test_what_is_no_json_is_told_with_line_and_column(written: Path) -> None:
    written.write_text('{"format": 1,\n oops', encoding="utf-8")
    with pytest.raises(PlayerError, match="line 2, column"):
        read_policy(written, summit_of(TINY))


def test_a_damaged_policy_stops_only_the_scenario_that_it_may_be_of(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    learned, small = summit_of(TINY), summit_of(SMALL)
    monkeypatch.setenv("WARGAME_POLICIES", str(tmp_path))
    strange = tmp_path / f"mine{ENDING}"
    strange.write_text("oops", encoding="utf-8")
    assert policy_of(learned) is not None
    with pytest.raises(PlayerError, match=r"mine\.policy\.json, line 1"):
        policy_of(small)
    write_policy(tmp_path / f"other{ENDING}", a_policy(small, 1))
    assert policy_of(small) == a_policy(small, 1)
    strange.rename(tmp_path / f"{learned.id}{ENDING}")
    with pytest.raises(PlayerError, match=r"two-villages\.policy\.json, line 1"):
        policy_of(learned)
    assert policy_of(small) == a_policy(small, 1)
