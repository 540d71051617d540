"""Scenarios in a folder of one's own are found by name wherever a bundled one is, and a broken one spoils nothing."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from commands import only_save, wargame
from examples import ROOT, SMALL
from policies import a_policy, write_policy

from wargame.authoring.catalog import bundled, find, known, own, own_folder
from wargame.cli import completing
from wargame.confined import CONFINED
from wargame.errors import ScenarioError
from wargame.game.summit import load
from wargame.tui.screens.new_game import offers
from wargame.tui.screens.rules import rules_by_name

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of one's own, with the small scenario in it."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "small.toml").write_bytes(SMALL.read_bytes())
    monkeypatch.setenv("WARGAME_SCENARIOS", str(folder))
    return folder


def test_the_list_says_where_each_is_from(mine: Path) -> None:
    lines = wargame("scenario", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == [*bundled(), "small"]
    assert all(line.endswith("(bundled)") for line in lines[:-1])
    assert lines[-1] == f"{'small':<16} Small: North and South, 2 issues (yours, {mine / 'small.toml'})"


@pytest.mark.parametrize("command", ["run small --games 3", "scenario show small", "scenario check small"])
@pytest.mark.usefixtures("mine")
def test_commands_find_it_by_its_name(command: str) -> None:
    assert wargame(*command.split()).code == 0


@pytest.mark.usefixtures("mine")
def test_it_is_completed_offered_and_its_rules_can_be_read() -> None:
    assert completing.scenarios("sm") == ["small"]
    assert [offer.name for offer in offers()][-1] == "small"
    assert "small" in rules_by_name(known())
    assert "yours: small" in wargame("run", "smal").error


def test_a_saved_game_of_it_goes_on_when_it_has_gone(mine: Path, tmp_path: Path) -> None:
    wargame("play", "small", "--plain", "--seat", "north=doctrine", "--saves", tmp_path / "saves")
    (mine / "small.toml").unlink()
    assert wargame("save", "verify", only_save(tmp_path / "saves")).code == 0


def test_a_policy_beside_it_is_found_also_when_a_game_goes_on(mine: Path) -> None:
    summit = load("small")
    write_policy(mine / "small.policy.json", a_policy(summit, 1, reach=2000))
    done = wargame("run", "small", "--games", "1", "--seat", "north=search:20", "--json")
    assert json.loads(done.out)["policy"]["name"] == "small"


def test_what_is_broken_there_spoils_no_list(mine: Path) -> None:
    (mine / "broken.toml").write_text("format = 1\nid = ", encoding="utf-8")
    (mine / "one-sided.toml").write_text(
        SMALL.read_text(encoding="utf-8").replace('conceded_by = "north"', 'conceded_by = "nroth"'), encoding="utf-8"
    )
    (mine / "bytes.toml").write_bytes(b"\xff\xfe")
    (mine / "folder.toml").mkdir()
    (mine / "nowhere.toml").symlink_to(mine / "gone")
    os.mkfifo(mine / "pipe.toml")
    (mine / "esc\x1b[31m.toml").write_bytes(SMALL.read_bytes())
    (mine / ".hidden.toml").write_bytes(SMALL.read_bytes())
    (mine / "notes.txt").touch()
    done = wargame("scenario", "list")
    lines = {line.split()[0]: line for line in done.out.splitlines()}
    assert (done.code, done.err, "\x1b" in done.out) == (0, "", False)
    assert set(lines) == {*bundled(), "small", "broken", "one-sided", "bytes", "folder", "nowhere", "pipe"}
    assert f"cannot be read; `wargame scenario check {mine / 'broken.toml'}` says why" in lines["broken"]
    assert {offer.name for offer in offers()} == {*bundled(), "small", "one-sided"}
    assert set(rules_by_name(known())) == {*bundled(), "small"}
    assert wargame("scenario", "check", "broken").code == 1


def test_a_name_means_the_bundled_scenario_even_if_one_s_own_has_it(mine: Path) -> None:
    (mine / "two-villages.toml").write_bytes(SMALL.read_bytes())
    assert find("two-villages").path == bundled()["two-villages"]
    assert "two-villages" not in own()


@pytest.mark.usefixtures("mine")
def test_who_plays_in_a_browser_finds_the_bundled_ones_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONFINED, "1")
    assert own() == {}
    with pytest.raises(ScenarioError):
        find("small")


def test_the_folder_is_among_the_user_s_data_unless_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WARGAME_SCENARIOS")
    assert own_folder().name == "scenarios"
    monkeypatch.setenv("WARGAME_SCENARIOS", str(ROOT / "gone"))
    assert own() == {}


def test_who_wrote_a_scenario_is_shown_and_checked(mine: Path) -> None:
    path = mine / "small.toml"
    text = path.read_text(encoding="utf-8")
    facts = 'author = "A. Writer"\nlicense = "CC-BY-4.0"\nversion = "1.2"\nlanguage = "pt-BR"\n'
    path.write_text(facts + text, encoding="utf-8")
    shown = " ".join(wargame("scenario", "show", "small").out.split())
    assert "Author: A. Writer. License: CC-BY-4.0. Version: 1.2. Language: pt-BR." in shown
    for line, told in (
        ('language = "Portuguese!"', "language: expected a language tag, such as en or pt-BR"),
        ('author = "A\\nB"', "author: expected one line of at most 200 characters"),
        (f'license = "{"x" * 201}"', "license: expected one line"),
        ("version = 1.2", "version: expected text in quotes"),
    ):
        path.write_text(f"{line}\n{text}", encoding="utf-8")
        assert told in wargame("scenario", "check", "small").error
