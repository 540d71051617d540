"""An author begins with a file that plays, is told of faults while he writes, and loses nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from commands import wargame
from examples import ROOT, SMALL

from wargame.kernel.jit import INTERPRETED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


# -- new


def test_a_new_scenario_passes_the_check_and_its_games_end_in_every_way(tmp_path: Path) -> None:
    done = wargame("scenario", "new", "demo")
    assert (done.code, done.err, "wargame play demo.toml" in done.out) == (0, "", True)
    checked = wargame("scenario", "check", "demo.toml")
    assert (checked.code, checked.err, "never" in checked.out) == (0, "", False)
    report = json.loads(wargame("run", "demo.toml", "--games", "1000", "--json").out)
    assert (report["scenario"], report["title"]) == ("demo", "Demo")
    assert all(0.02 < ending["share"] < 0.6 for ending in report["endings"])
    assert 0.05 < report["fate"]["both"] < 0.9
    assert [path.name for path in tmp_path.iterdir()] == ["demo.toml"]


@pytest.mark.skipif(INTERPRETED, reason="needs a hundred games of search players")
def test_a_new_scenario_is_a_fair_and_lively_game_of_who_plays_to_win() -> None:
    wargame("scenario", "new", "demo")
    strong = [f"--seat={side}=search:1000" for side in ("upper", "lower")]
    report = json.loads(wargame("run", "demo.toml", "--games", "150", *strong, "--json").out)
    assert max(ending["share"] for ending in report["endings"]) < 0.6
    assert sum(ending["share"] > 0.05 for ending in report["endings"]) >= 4
    for found in report["scores"].values():
        assert found["success_low"] < 0.7  # 30 to 70 % of a thousand games, and so of these, but for chance
        assert found["success_high"] > 0.3


def test_a_new_scenario_teaches_each_part_of_the_language(tmp_path: Path) -> None:
    wargame("scenario", "new", "my-summit")
    text = (tmp_path / "my-summit.toml").read_text(encoding="utf-8")
    assert text.startswith("#:schema ./scenario.schema.json\n")
    assert 'title = "My summit"' in text
    for part in ("sides.mandates", "phases", "tracks", "issues", "moves.outcomes", "packages", "events", "endings"):
        assert f"[[{part}]]" in text
    assert "[doctrines.upper]" in text


@pytest.mark.parametrize("name", ["../demo", "demo.toml", "Demo", "", "a" * 61, "é", "-demo", "a b", "two-villages"])
def test_a_name_that_will_not_do_is_refused_with_what_would(name: str, tmp_path: Path) -> None:
    done = wargame("scenario", "new", "--", name)
    assert (done.code, "'NAME'" in done.error, list(tmp_path.iterdir())) == (2, True, [])


@pytest.mark.parametrize("what", ["text", "nothing", "link"])
def test_a_file_that_is_there_is_replaced_only_if_asked(what: str, tmp_path: Path) -> None:
    path = tmp_path / "demo.toml"
    if what == "link":
        path.symlink_to(tmp_path / "gone.toml")
    else:
        path.write_text("mine" if what == "text" else "", encoding="utf-8")
    done = wargame("scenario", "new", "demo")
    assert (done.code, "replace it with --force" in done.error) == (1, True)
    assert not (tmp_path / "gone.toml").exists()
    assert wargame("scenario", "new", "demo", "--force").code == 0
    assert wargame("scenario", "check", "demo.toml", "--no-sample").code == 0


def test_a_folder_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "demo.toml").mkdir()
    assert wargame("scenario", "new", "demo", "--force").code == 1


# -- schema


def test_the_schema_is_printed_whole() -> None:
    whole, variant = (json.loads(wargame("scenario", "schema", *more).out) for more in ((), ("--variant",)))
    assert "success" in whole["required"]
    assert variant["required"] == ["base", "id"]


# -- check --watch


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Watch a scenario and its variant."""
    (tmp_path / "small.toml").write_bytes(SMALL.read_bytes())
    (tmp_path / "mine.toml").write_text('base = "small.toml"\nid = "mine"\n', encoding="utf-8")
    command = [sys.executable, "-m", "wargame", "scenario", "check", "mine.toml", "--watch", "--no-sample"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        yield process
        process.kill()


def told(process: subprocess.Popen[str], words: str) -> None:
    """Wait for a line with these words."""
    assert process.stdout is not None
    while words not in (line := process.stdout.readline()):
        assert line, f"it ended without {words!r}"


def test_a_scenario_is_checked_again_when_it_or_its_base_changes(
    watching: subprocess.Popen[str], tmp_path: Path
) -> None:
    base, mine = tmp_path / "small.toml", tmp_path / "mine.toml"
    told(watching, "mine.toml: Small, between North and South")
    base.write_text(base.read_text(encoding="utf-8").replace("success = 50", "success = 500"), encoding="utf-8")
    told(watching, "a file has changed")
    told(watching, "success: 500 is out of bounds")
    mine.write_text(mine.read_text(encoding="utf-8") + "success = 60\n", encoding="utf-8")
    told(watching, "mine.toml: Small, between North and South")
    mine.unlink()
    told(watching, "cannot be read")
    watching.send_signal(2)
    assert watching.wait(30) == 130


def test_nothing_is_said_while_nothing_changes(watching: subprocess.Popen[str], tmp_path: Path) -> None:
    told(watching, "mine.toml: Small, between North and South")
    time.sleep(1)
    (tmp_path / "mine.toml").unlink()
    assert watching.stdout is not None
    assert "a file has changed" in watching.stdout.readline()
