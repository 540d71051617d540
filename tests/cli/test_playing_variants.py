"""A variant is named wherever its games are told of, and they are verified and gone on with by the rules they carry."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from commands import only_save, wargame
from examples import ROOT

from wargame.cli.app import app_with

if TYPE_CHECKING:
    from pathlib import Path

TINY = ROOT / "scenarios" / "two-villages.toml"
CHANGE = "success=55"
NAME = f"two-villages with {CHANGE}"
SET = ("--set", CHANGE)


def test_a_run_of_a_variant_says_so_in_its_report_and_plays_by_it() -> None:
    done = wargame("run", "two-villages", *SET, "--games", "20", "--json")
    report, usual = json.loads(done.out), json.loads(wargame("run", "two-villages", "--games", "20", "--json").out)
    assert (report["scenario"], report["success_line"]) == (NAME, 55)
    assert report["scenario_sha256"] != usual["scenario_sha256"]
    assert f"({NAME}): 20 games" in wargame("run", "two-villages", *SET, "--games", "20").out
    assert f"({NAME}): game 3" in wargame("run", "two-villages", *SET, "--game", "3").out


def test_reports_of_a_variant_merge_with_each_other_and_with_no_other(tmp_path: Path) -> None:
    for name, first, change in (("a", 0, SET), ("b", 5, SET), ("c", 5, ())):
        done = wargame("run", "two-villages", *change, "--first", str(first), "--games", "5", "--json")
        (tmp_path / name).write_text(done.out, encoding="utf-8")
    merged = wargame("merge", tmp_path / "a", tmp_path / "b", "--json")
    assert json.loads(merged.out)["scenario"] == NAME
    assert wargame("merge", tmp_path / "a", tmp_path / "c").code == 1


def test_several_changes_are_made_in_order_and_all_are_named() -> None:
    changes = ("--set", "success=40", "--set", "ply_limit=50", "--set", "success=55")
    done = wargame("run", "two-villages", *changes, "--games", "5", "--json")
    assert json.loads(done.out)["scenario"] == "two-villages with success=40, ply_limit=50, success=55"


def test_a_tournament_of_a_variant_goes_on_with_that_variant_alone(tmp_path: Path) -> None:
    command = ("tournament", "two-villages", "--players", "random,doctrine", "--games", "4")
    out, table = tmp_path / "t.jsonl", tmp_path / "t.csv"
    done = wargame(*command, *SET, "--out", out, "--csv", table)
    assert done.code == 0
    assert NAME in done.out
    assert json.loads(out.read_text(encoding="utf-8").splitlines()[0])["scenario"] == NAME
    assert len(list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))) == 4
    assert wargame(*command, *SET, "--out", out).code == 0
    assert wargame(*command, "--out", out).code == 1


def played(folder: Path, typed: str = "") -> Path:
    seats = () if typed else ("--seat", "hill=doctrine")
    done = wargame("play", "two-villages", *SET, *seats, "--plain", "--seed", "1", "--saves", folder, typed=typed)
    assert done.code == 0
    assert f"A variant: {NAME}." in done.out
    assert f"--set {CHANGE}" in done.out
    return only_save(folder)


def test_a_game_of_a_variant_is_verified_shown_and_retold_by_its_own_rules(tmp_path: Path) -> None:
    save = played(tmp_path)
    header = json.loads(save.read_text(encoding="utf-8").splitlines()[0])
    assert header["scenario"]["id"], header["scenario"]["variant"] == ("two-villages", CHANGE)
    assert wargame("save", "verify", save).code == 0
    assert NAME in wargame("save", "show", save).out
    assert NAME in wargame("save", "list", "--saves", tmp_path).out
    assert f"A variant: {NAME}." in wargame("replay", save, "--text").out


def test_a_game_of_a_variant_goes_on_as_one_and_branches_off_as_one(tmp_path: Path) -> None:
    save = played(tmp_path, "1\n")
    done = wargame("play", "--resume", save, "--plain", typed="1\n")
    assert (done.code, f"A variant: {NAME}." in done.out) == (0, True)
    done = wargame("play", "--from", f"{save}@1", "--plain", "--saves", tmp_path / "other", typed="1\n")
    assert (done.code, f"A variant: {NAME}." in done.out) == (0, True)
    assert wargame("save", "verify", only_save(tmp_path / "other")).code == 0


def test_a_header_that_names_another_variant_is_not_borne_out(tmp_path: Path) -> None:
    save = played(tmp_path)
    save.write_text(save.read_text(encoding="utf-8").replace(CHANGE, "success=10", 1), encoding="utf-8")
    assert wargame("save", "verify", save).code == 1


@pytest.mark.parametrize("more", [("--resume",), ("--from", "game@1")])
def test_a_saved_game_takes_no_change(more: tuple[str, ...]) -> None:
    done = wargame("play", *SET, *more)
    assert (done.code, "a saved game goes on by its own rules" in done.error) == (2, True)


@pytest.mark.parametrize("command", ["run", "play", "train", "scenario show", "scenario check", "analyze balance"])
def test_what_cannot_be_set_is_refused_in_the_checker_s_words(command: str, tmp_path: Path) -> None:
    out = ("--out", tmp_path / "p") if command == "train" else ()
    done = wargame(*command.split(), "two-villages", "--set", "success=500", *out)
    assert (done.code, done.out) == (1, "")
    assert "success: 500 is out of bounds; expected 0 to 100" in done.error
    done = wargame(*command.split(), "two-villages", "--set", "sucess=50", *out)
    assert (done.code, "did you mean 'success'?" in done.error) == (1, True)
    done = wargame(*command.split(), "two-villages", "--set", "success", *out)
    assert (done.code, "write path=value" in done.error) == (2, True)


def test_a_variant_with_the_same_moves_has_the_policy_of_the_original(tmp_path: Path) -> None:
    searching = ("--games", "1", "--seat", "hill=search:20", "--json")
    usual = json.loads(wargame("run", "two-villages", *searching).out)["policy"]
    assert json.loads(wargame("run", "two-villages", *SET, *searching).out)["policy"] == usual
    mine = tmp_path / "mine.toml"
    mine.write_text('base = "two-villages"\nid = "mine"\nsuccess = 60\n', encoding="utf-8")
    done = wargame("run", mine, *searching)
    assert (json.loads(done.out)["policy"], done.err) == (usual, "")


def test_a_variant_whose_moves_the_policy_does_not_know_says_so_once(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    gone = ["moves.go-home", "doctrines.hill.appeal.go-home", "doctrines.vale.appeal.go-home"]
    mine.write_text(f'base = "two-villages"\nid = "mine"\ndrop = {json.dumps(gone)}\n', encoding="utf-8")
    done = wargame("run", mine, "--games", "3", "--seat", "hill=search:20")
    assert (done.code, done.err.count("does not fit mine")) == (0, 1)


def test_training_a_variant_does_not_replace_the_policy_of_the_original(tmp_path: Path) -> None:
    done = wargame("train", "two-villages", *SET)
    assert (done.code, "say with --out where it goes" in done.error) == (2, True)
    out = tmp_path / "p.policy.json"
    done = wargame(
        "train", "two-villages", *SET, "--rounds", "1", "--games", "30", "--player", "search:10", "--out", out
    )
    assert (done.code, json.loads(out.read_text(encoding="utf-8"))["scenario"]) == (0, NAME)


def test_the_files_that_a_variant_is_made_from_are_not_written_over(tmp_path: Path) -> None:
    mine, base = tmp_path / "mine.toml", tmp_path / "base.toml"
    base.write_bytes(TINY.read_bytes())
    mine.write_text('base = "base.toml"\nid = "mine"\n', encoding="utf-8")
    page = tmp_path / "page.md"
    page.hardlink_to(base)
    assert wargame("analyze", "balance", mine, "--quick", "--markdown", page).code == 1
    assert base.read_bytes() == TINY.read_bytes()


def test_the_overview_of_a_variant_says_what_it_is() -> None:
    assert f"A variant of two-villages, with {CHANGE}." in wargame("scenario", "show", "two-villages", *SET).out


def test_every_command_that_takes_a_scenario_to_play_takes_changes() -> None:
    import typer.main  # noqa: PLC0415

    commands = typer.main.get_command(app_with()).commands  # type: ignore[attr-defined]
    for names in ("play", "run", "tournament", "train", "analyze", "scenario"):
        command = commands[names]
        inner = getattr(command, "commands", {}) or {names: command}
        for name, each in inner.items():
            options = {option for parameter in each.params for option in parameter.opts}
            takes = any(parameter.name == "scenario" for parameter in each.params)
            assert not takes or "--set" in options, name
