"""Learned policies are read with care, fit by what they name, are found by place, and are leaned on by the search."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from examples import BUNDLED, ROOT, SMALL
from policies import a_policy, write_policy
from summits import summit_of

from wargame.errors import PlayerError
from wargame.game.game import Game
from wargame.game.summit import load
from wargame.game.view import view_of
from wargame.kernel.policy import UNLEARNED
from wargame.players.learned import chosen, found
from wargame.players.policy import ENDING, known_names, misfit, read_policy
from wargame.players.roster import make_player, policy_of, uses_policy

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from wargame.players.policy import Policy

TINY = ROOT / "scenarios" / "two-villages.toml"
LARGE = ROOT / "scenarios" / "trump-kim-2018.toml"
LEARNED = [path for path in BUNDLED if path.with_name(f"{path.stem}{ENDING}").exists()]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Return the file of a policy."""
    path = tmp_path / f"mine{ENDING}"
    write_policy(path, a_policy(summit_of(TINY), 1))
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a user's policies."""
    monkeypatch.setenv("WARGAME_POLICIES", str(tmp_path / "policies"))
    return tmp_path / "policies"


def variant(folder: Path, *changes: tuple[str, str], end: str = "") -> Path:
    """Write a scenario's text, changed, under its own name."""
    text = TINY.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    folder.mkdir(exist_ok=True)
    path = folder / TINY.name
    path.write_bytes((text + end).encode())
    return path


# -- what fits


@pytest.mark.parametrize("path", LEARNED, ids=lambda path: path.stem)
def test_a_bundled_policy_is_that_of_the_scenario_beside_it(path: Path) -> None:
    use, policy = found(load(path.stem)), read_policy(path.with_name(f"{path.stem}{ENDING}"))
    assert (use.name, use.digest, use.reason, use.warning) == (path.stem, policy.digest, "", "")
    assert policy.sha256 == load(path.stem).sha256, f"{path.name} was changed: train it again"


CHANGES = {
    "a comment": ("success = 50", "success = 50  # a comment"),
    "words": ('title = "', 'title = "What if: '),
    "a number": ("success = 50", "success = 51"),
    "line ends": ("\n", "\r\n"),
}


@pytest.mark.parametrize("how", CHANGES)
def test_another_text_with_the_same_moves_and_tracks_has_the_same_policy(how: str, tmp_path: Path) -> None:
    plain, other = load("two-villages"), load(str(variant(tmp_path, CHANGES[how])))
    assert (other.sha256 == plain.sha256) == (how == "line ends")
    assert found(other).digest == found(plain).digest != ""
    assert found(other).words == found(plain).words


LACKS = {
    "another move": (("go-home", "walk-home"), "'go-home' of hill in bargaining: the scenario has no such move"),
    "another phase": (("boasting", "bragging"), "the scenario has no side 'hill' with a phase 'boasting'"),
}


@pytest.mark.parametrize("how", LACKS)
def test_a_scenario_that_lacks_what_a_policy_needs_says_so_aloud(how: str, tmp_path: Path) -> None:
    change, words = LACKS[how]
    use = found(load(str(variant(tmp_path, change))))
    assert (use.digest, use.table is UNLEARNED) == ("", True)
    assert use.warning.startswith("policy: none, ")
    assert f"two-villages{ENDING} does not fit two-villages: " in use.warning
    assert words in use.warning


def test_the_digest_is_of_what_a_policy_says_and_not_of_how_it_is_laid_out(written: Path) -> None:
    policy = read_policy(written)
    data = json.loads(written.read_text(encoding="utf-8"))
    data["habits"].reverse()
    data |= {"sha256": "another text", "made": data["made"] | {"seed": "7"}}
    written.write_bytes(json.dumps(data, indent=3).replace("\n", "\r\n").encode())
    assert read_policy(written).digest == policy.digest
    data["habits"][0]["moves"].popitem()
    written.write_text(json.dumps(data), encoding="utf-8")
    assert read_policy(written).digest != policy.digest


def test_what_was_written_is_read_again(written: Path) -> None:
    assert read_policy(written) == a_policy(summit_of(TINY), 1)


# -- where it is found


def test_a_policy_is_found_beside_the_file_then_in_the_users_folder_then_among_the_bundled(
    tmp_path: Path, folder: Path
) -> None:
    path = variant(tmp_path / "mine", end="# 0\n")
    bundled = found(load("two-villages")).digest
    places = [(path.with_name(f"two-villages{ENDING}"), 2), (folder / f"two-villages{ENDING}", 3)]
    expected = [bundled]
    for at, (place, seed) in enumerate(reversed(places), 1):
        policy = a_policy(summit_of(TINY), seed)
        write_policy(place, policy)
        expected.append(policy.digest)
        variant(tmp_path / "mine", end=f"# {at}\n")  # what was found is kept for one text
        assert found(load(str(path))).digest == expected[-1]
    assert len(set(expected)) == 3


def test_the_users_own_comes_before_the_bundled_one_however_the_scenario_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = a_policy(summit_of(TINY), 4)
    write_policy(folder / f"two-villages{ENDING}", policy)
    monkeypatch.chdir(ROOT)
    for name in ("two-villages", "scenarios/two-villages.toml"):
        assert found(load(name)).digest == policy.digest


def test_one_that_does_not_fit_leaves_the_place_to_the_next_and_is_told_of(folder: Path) -> None:
    write_policy(folder / f"two-villages{ENDING}", a_policy(summit_of(SMALL), 1))
    use = found(load("two-villages"))
    assert use.digest == read_policy(TINY.with_name(f"two-villages{ENDING}")).digest
    assert use.reason == ""
    assert use.warning.endswith(use.words)
    assert str(folder / f"two-villages{ENDING}") in use.warning


def test_none_can_be_asked_for_and_a_file_can(written: Path) -> None:
    summit = load("two-villages")
    assert (chosen(summit, "none").words, chosen(summit, "none").table is UNLEARNED) == ("policy: none, as asked", True)
    assert chosen(summit, str(written)).digest == read_policy(written).digest
    with pytest.raises(PlayerError, match="it does not fit"):
        chosen(summit_of(SMALL), str(written))


def test_a_damaged_policy_stops_only_what_would_use_it(folder: Path) -> None:
    folder.mkdir()
    for name in ("two-villages", "mine"):
        (folder / f"{name}{ENDING}").write_text("oops", encoding="utf-8")
    assert found(load("river-treaty")).digest
    with pytest.raises(PlayerError, match=r"two-villages\.policy\.json: line 1, column 1: this is no JSON"):
        found(load("two-villages"))
    assert not policy_of(load("two-villages"), ("doctrine", "greedy", "human", "module:x.py")).is_used
    assert chosen(load("two-villages"), "none").table is UNLEARNED


def test_who_searches_leans_on_a_policy() -> None:
    assert all(map(uses_policy, ("search:10", "search:2s", "sampled:10", "minister", "grandmaster")))
    assert not any(map(uses_policy, ("random", "doctrine", "novice", "envoy", "human", "module:search.py")))


def test_the_search_leans_on_the_policy_it_is_given_and_on_the_one_that_is_found(folder: Path) -> None:
    summit = load("two-villages")
    policy = a_policy(summit, 1, reach=0)
    game = Game(summit, 3)
    loved = game.legal_moves[-1]
    for habit in policy.habits:
        if loved in habit.moves:
            habit.moves[loved].by_mandate[:] = [5000] * len(habit.moves[loved].by_mandate)
    path = folder / f"two-villages{ENDING}"
    write_policy(path, policy)
    for use in (None, chosen(summit, str(path))):
        player: Any = make_player(summit, "search:20", 1, policy=use)
        assert list(player.think(view_of(game, game.turn)))[-1].candidates[0].move == loved


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


# A hostile file: what is done to it, and what is told.
SPOILED: dict[str, tuple[Callable[[Any], object], str]] = {
    "a strange key": (lambda data: data.update(colour="red"), "extra fields found (colour)"),
    "a key that a terminal obeys": (lambda data: data.update({"\x1b[2J": 1}), "extra fields found (?[2J)"),
    "a missing key": (lambda data: data.pop("made"), "required field missing at made"),
    "a fraction": (lambda data: _move(data)["by_track"].__setitem__(0, 1.5), "expected a number, found 1.5"),
    "a truth value": (lambda data: _move(data)["by_track"].__setitem__(0, True), "expected a number, found True"),
    "no number": (lambda data: _move(data)["by_track"].__setitem__(0, float("nan")), "expected a number, found NaN"),
    "a table for a list": (lambda data: data.update(habits={}), "habits"),
    "a name that a terminal obeys": (lambda data: data.update(scenario="\x1b[2J"), "expected a name, found"),
    "a long name": (lambda data: data.update(scenario="x" * 201), "expected a name, found"),
    "half a character": (lambda data: data.update(scenario="\ud800"), "expected a name, found"),
    "another format": (lambda data: data.update(format=9, colour="red"), "format 9 is not known here"),
    "many habits": (lambda data: data.update(habits=[1] * 100_000), "habits: 100,000 entries, and at most 1,000"),
    "many moves": (
        lambda data: _habit(data).update(moves=dict.fromkeys(map(str, range(5000)))),
        "habits[0].moves: 5,000 entries, and at most 1,000",
    ),
    "many numbers": (
        lambda data: _move(data).update(by_track=[0] * 100_000),
        ".by_track: 100,000 entries, and at most 1,000",
    ),
    "a missing number": (lambda data: _move(data)["by_track"].pop(), "6 numbers by track, of 7 tracks"),
    "a huge number": (lambda data: _move(data)["by_track"].__setitem__(0, 2**40), "a number is beyond 16,777,216"),
    "a track twice": (
        lambda data: _habit(data)["tracks"].__setitem__(0, _habit(data)["tracks"][1]),
        "habits[0]: a track stands there twice",
    ),
    "a habit twice": (lambda data: data["habits"].append(_habit(data)), "two habits are of the same side and phase"),
}


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_policy_is_refused_with_its_place(how: str, written: Path) -> None:
    spoil, words = SPOILED[how]
    data = json.loads(written.read_text(encoding="utf-8"))
    spoil(data)
    written.write_text(json.dumps(data), encoding="utf-8")
    assert_refused(written, words)


def assert_refused(path: Path, words: str) -> None:
    """See that a file is refused in one printable line."""
    with pytest.raises(PlayerError) as caught:
        read_policy(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert words in message
    assert "wargame train" in message
    assert message.isprintable()


TEXTS = {
    "a list": (b"[]", "expected a table, found a list"),
    "nothing": (b"null", "expected a table, found None"),
    "a text": (b'"policy"', "expected a table, found 'policy'"),
    "an empty file": (b"", "line 1, column 1: this is no JSON"),
    "a torn file": (b'{"format": 1,\n oops', "line 2, column 2: this is no JSON"),
    "deep lists": (b"[" * 100_000, "nested too deeply"),
    "deep tables": (b'{"a":' * 8 + b"1" + b"}" * 8, "nested too deeply"),
    "a key twice": (b'{"format": 1, "\\u001b": 1, "\\u001b": 2}', "stands twice in one table"),
    "a number without end": (b'{"format": ' + b"9" * 10_000 + b"}", "a number of so many digits"),
    "no UTF-8": (b'{"format": "\xff"}', "byte 12: this is no UTF-8"),
    "too many bytes": (b" " * (2**20 + 1), "too large: 1,048,577 bytes, and at most 1,048,576 are read"),
}


@pytest.mark.parametrize("what", TEXTS)
def test_what_is_no_policy_at_all_is_told_in_a_line(what: str, written: Path) -> None:
    text, words = TEXTS[what]
    written.write_bytes(text)
    assert_refused(written, words)


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, words in (("pipe", "a pipe"), (".", "a folder"), ("none", "No such file"), ("/dev/zero", "a device")):
        assert_refused(tmp_path / name, words)


MISFITS: dict[str, tuple[Callable[[Policy], object], str]] = {
    "a hidden track": (lambda it: it.habits[0].tracks.__setitem__(0, "vale.mandate"), "hill sees no track"),
    "a missing move": (lambda it: it.habits[0].moves.popitem(), "the scenario has a move that it does not know"),
    "a strange move": (
        lambda it: it.habits[0].moves.update({"\x1b": it.habits[0].moves["say-nothing"]}),
        "habits[0]: '\\x1b' of hill in boasting: the scenario has no such move",
    ),
    "a missing habit": (lambda it: it.habits.pop(), "it has no habit for vale in bargaining"),
    "another number of mandates": (
        lambda it: it.habits[0].moves["say-nothing"].by_mandate.append(1),
        "habits[0]: hill has 2 mandates",
    ),
}


@pytest.mark.parametrize("how", MISFITS)
def test_what_does_not_fit_is_told_with_its_place(how: str) -> None:
    change, words = MISFITS[how]
    policy = a_policy(summit_of(TINY), 1)
    assert misfit(policy, summit_of(TINY)) == ""
    change(policy)
    assert words in misfit(policy, summit_of(TINY))
