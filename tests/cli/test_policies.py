"""The learned policy that plays is part of what games hang on: it is chosen, named, and missed aloud."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from commands import only_save, wargame
from examples import ROOT
from policies import a_policy, write_policy

from wargame.game.summit import load
from wargame.journal.entries import PolicyId
from wargame.journal.reading import read_journal
from wargame.players.policy import read_policy

if TYPE_CHECKING:
    from pathlib import Path

TINY = ROOT / "scenarios" / "two-villages.toml"
FEW = ("--games", "2", "--judged", "2", "--skill-games", "2", "--workers", "1")
SEARCHING = ("--seat", "hill=search:20", "--seat", "vale=search:20")
DIGEST = read_policy(TINY.with_name("two-villages.policy.json")).digest
LEARNED = f"policy: two-villages (learned, {DIGEST[:8]}…)"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Return the file of another policy."""
    path = tmp_path / "mine.policy.json"
    write_policy(path, a_policy(load("two-villages"), 1, reach=2000))
    return path


@pytest.fixture
def unfit(tmp_path: Path) -> Path:
    """Return a scenario whose moves are not those of the policy under its id."""
    path = tmp_path / "unfit.toml"
    path.write_text(TINY.read_text(encoding="utf-8").replace("go-home", "walk-home"), encoding="utf-8")
    return path


def ran(scenario: str | Path, *more: str | Path) -> dict[str, Any]:
    """Return what a run of searched games tells, without what may differ between two texts of a scenario."""
    done = wargame("run", scenario, "--games", "6", "--seed", "11", "--json", *SEARCHING, *more)
    assert (done.code, done.err) == (0, "")
    report: dict[str, Any] = json.loads(done.out)
    del report["timing"], report["scenario_sha256"]
    return report


def test_a_comment_changes_no_player(tmp_path: Path) -> None:
    for name, change in (("comment", b"\n# a comment\n"), ("returns", b"")):
        copy = tmp_path / f"{name}.toml"
        text = TINY.read_bytes() + change
        copy.write_bytes(text if change else text.replace(b"\n", b"\r\n"))
        assert ran(copy) == ran("two-villages")


def test_the_policy_that_plays_is_chosen_and_named(mine: Path) -> None:
    reports = [ran("two-villages", *more) for more in ((), ("--policy", "none"), ("--policy", mine))]
    assert [report["policy"]["sha256"] for report in reports] == [DIGEST, "", read_policy(mine).digest]
    assert reports[0]["version"]
    assert len({json.dumps(report["scores"]) for report in reports}) == 3
    assert LEARNED in wargame("run", "two-villages", "--games", "1", *SEARCHING).out
    assert "policy: none, as asked" in wargame("run", "two-villages", "--game", "0", *SEARCHING, "--policy", "none").out


@pytest.mark.parametrize(
    "command",
    [
        ("run", "{}", "--games", "1", *SEARCHING),
        ("tournament", "{}", "--players", "search:2,doctrine", "--games", "2"),
        ("play", "{}", *SEARCHING),
        ("analyze", "balance", "{}", "--strong", "search:2", "--ladder", "", *FEW),
    ],
    ids=lambda command: command[0],
)
def test_a_scenario_that_lacks_what_its_policy_needs_says_so_once_and_only_where_it_matters(
    command: tuple[str, ...], unfit: Path
) -> None:
    done = wargame(*(str(unfit) if word == "{}" else word for word in command))
    assert done.code == 0
    assert done.error.count("policy: none, ") == 1
    assert "'go-home' of hill in bargaining: the scenario has no such move" in done.error
    assert "policy: none, " in " ".join(done.out.split())
    good = wargame(*("two-villages" if word == "{}" else word for word in command))
    assert (good.code, good.err) == (0, "")
    assert LEARNED in good.out


def test_of_a_policy_that_nobody_leans_on_nothing_is_said(unfit: Path) -> None:
    quiet = wargame("run", unfit, "--games", "1")
    assert (quiet.code, quiet.err, "policy" in quiet.out) == (0, "", False)


@pytest.mark.parametrize("choice", ["missing.policy.json", "", "."])
def test_a_file_that_is_no_policy_is_one_message(choice: str, tmp_path: Path) -> None:
    path = tmp_path / choice if choice else tmp_path
    done = wargame("run", "two-villages", "--games", "1", *SEARCHING, "--policy", path)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"wargame: {path}: ")
    assert "--policy" in done.err


def test_a_policy_for_nobody_is_a_fault_of_the_command(mine: Path) -> None:
    done = wargame("run", "two-villages", "--games", "1", "--policy", mine)
    assert (done.code, done.out) == (2, "")
    assert "nobody who plays leans on a policy" in done.error
    assert wargame("run", "two-villages", "--games", "1", "--policy", "none").code == 0


def test_a_damaged_policy_stops_only_what_would_use_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARGAME_POLICIES", str(tmp_path))
    (tmp_path / "two-villages.policy.json").write_text("[]", encoding="utf-8")
    done = wargame("run", "two-villages", "--games", "1", *SEARCHING)
    assert (done.code, done.out) == (1, "")
    assert "two-villages.policy.json: expected a table, found a list" in done.error
    for players in (("hill=doctrine", "vale=doctrine"), ("hill=greedy", "vale=mixed")):
        seats = [word for player in players for word in ("--seat", player)]
        assert wargame("run", "two-villages", "--games", "1", *seats).code == 0
    assert wargame("run", "river-treaty", "--games", "1", "--seat", "mere=search:2").code == 0
    assert ran("two-villages", "--policy", "none")["policy"]["name"] == "none"
    asked = wargame("play", "two-villages", "--seed", "1", "--saves", tmp_path / "saves", typed="hint\n1\nquit\n")
    assert (asked.code, asked.err) == (0, "")
    assert "None: " in asked.out
    assert "expected a table, found a list" in asked.out


# -- saved games


def test_every_save_names_the_policy_that_played(tmp_path: Path, mine: Path) -> None:
    wargame("run", "two-villages", "--game", "0", "--save", tmp_path / "run", *SEARCHING, "--policy", mine)
    wargame("play", "two-villages", "--seed", "1", "--saves", tmp_path / "play", *SEARCHING)
    wargame("play", "two-villages", "--seed", "1", "--saves", tmp_path / "none", *SEARCHING, "--policy", "none")
    wargame("play", "two-villages", "--seed", "1", "--saves", tmp_path / "quiet", "--seat", "hill=doctrine")
    named = [read_journal(only_save(tmp_path / name)).header.policy for name in ("run", "play", "none", "quiet")]
    learned = [PolicyId("two-villages", digest) for digest in (read_policy(mine).digest, DIGEST)]
    assert named == [*learned, PolicyId("none", ""), None]
    shown = wargame("save", "show", only_save(tmp_path / "play"))
    assert f"Policy:     {LEARNED.removeprefix('policy: ')}" in shown.out


def test_a_game_that_goes_on_with_another_policy_says_so(tmp_path: Path, mine: Path) -> None:
    folder = tmp_path / "saves"
    begun = wargame("play", "two-villages", "--seed", "1", "--saves", folder, "--seat", "vale=search:20")
    assert (begun.err, LEARNED in begun.out) == ("", True)
    path = only_save(folder)
    assert wargame("play", "--resume", path).err == ""
    for choice in (mine, "none"):
        done = wargame("play", "--resume", path, "--policy", choice)
        assert done.code == 0
        assert f"saved with another policy, {LEARNED.removeprefix('policy: ')}; now policy: " in done.error
