"""The seed of a game that is not over is told to nobody who has not chosen it: not in words, data, or a file's name."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from commands import Done, only_save, wargame
from piloted import Driver, driven, summit_named

from wargame.journal.branches import branch_words
from wargame.journal.keeping import branch_off
from wargame.journal.reading import read_journal
from wargame.tui import openers

if TYPE_CHECKING:
    from pathlib import Path

SUMMIT = "trump-kim-2018"
SIDES = ("usa", "dprk")


@pytest.fixture
def left(tmp_path: Path) -> tuple[Path, Done]:
    """Return a game that was left after a few moves, and what was told on the way."""
    for attempt in range(20):
        folder = tmp_path / str(attempt) / "saves"
        done = wargame("play", SUMMIT, "--saves", folder, typed="1\n1\nstories\nlog\n1\n")
        if "THE END: " not in done.out:
            return only_save(folder), done
    pytest.fail("no game goes on")  # the seed is drawn, and now and then a game is short


def seeds_of(path: Path) -> set[str]:
    """Return the seeds of a saved game, in decimal and in hex."""
    header = read_journal(path).header
    seeds = {header.seed, *(each.seed for each in header.chance)}
    assert all(int(seed) > 2**40 for seed in seeds)
    return seeds | {f"{int(seed):x}" for seed in seeds}


def assert_untold(seeds: set[str], text: str) -> None:
    assert text
    assert not [seed for seed in seeds if seed in text.replace(",", "").replace("\n", "").lower()]


def test_no_command_tells_the_seed_of_a_game_that_is_not_over(left: tuple[Path, Done], tmp_path: Path) -> None:
    path, played = left
    branched = wargame("play", "--from", f"{path}@1", "--fresh", "--saves", path.parent)
    branch = next(each for each in path.parent.glob("*.jsonl") if each != path)
    seeds = seeds_of(path) | seeds_of(branch)
    torn = tmp_path / "torn.jsonl"
    torn.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    shutil.copytree(path.parent / "scenarios", tmp_path / "scenarios")
    told = [played, branched, wargame("save", "list", "--saves", path.parent), wargame("save", "repair", torn)]
    told += [wargame("save", "list", "--json", "--saves", path.parent)]
    for game in (path, branch):
        told += [wargame("play", "--resume", game, typed=""), wargame("save", "show", game)]
        told += [wargame("replay", game), wargame("replay", game, "--json"), wargame("save", "verify", game)]
        for side in SIDES:
            as_side = ("--as", side)
            told += [wargame("replay", game, *as_side), wargame("replay", game, "--json", *as_side)]
            told += [wargame("save", "export", game, *as_side)]
            wargame("replay", game, *as_side, "--markdown", tmp_path / f"{side}.md")
            assert_untold(seeds, (tmp_path / f"{side}.md").read_text(encoding="utf-8"))
    for each in told:
        assert_untold(seeds, each.out + each.err)
    assert_untold(seeds, "\n".join(map(str, path.parent.parent.rglob("*"))))


def test_no_screen_shows_it(left: tuple[Path, Done]) -> None:
    path, _ = left
    seeds = seeds_of(path)

    async def look(driver: Driver) -> None:
        await driver.settle()
        assert_untold(seeds, driver.text() + driver.everything())
        for key in ("s", "l", "b", "d"):
            await driver.press(key)
            assert_untold(seeds, driver.text() + driver.everything())
            await driver.press("escape")

    async def go_on(driver: Driver) -> None:
        await driver.press("g")
        assert_untold(seeds, driver.text() + driver.everything())

    async def listed(driver: Driver) -> None:
        await driver.click_words("Replays")
        assert_untold(seeds, driver.text() + driver.everything())

    driven(look, path.parent.parent, opener=openers.resume(path))
    driven(look, path.parent.parent, opener=openers.view(path))
    driven(go_on, path.parent.parent, opener=openers.view(path))
    driven(listed, path.parent.parent)


def test_it_is_told_once_the_game_is_over(tmp_path: Path) -> None:
    played = wargame("play", "two-villages", "--saves", tmp_path, typed="1\n" * 40)
    path = only_save(tmp_path)
    seed = read_journal(path).header.seed
    assert re.search(f"\nThe same game from its start: wargame play two-villages --seed {seed} --seat", played.out)
    assert f"Seed:       {seed}\n" in wargame("save", "show", path).out
    assert f"Seed {seed}." in wargame("replay", path).out
    assert json.loads(wargame("replay", path, "--json").out)["seed"] == seed
    assert_untold(seeds_of(path), wargame("replay", path, "--json", "--as", "hill").out)


def test_a_branch_that_is_over_does_not_tell_the_seed_of_a_game_that_is_not(left: tuple[Path, Done]) -> None:
    path, _ = left
    seats = [option for side in SIDES for option in ("--seat", f"{side}=random")]
    folder = path.parent.parent / "branch"
    done = wargame("play", "--from", f"{path}@1", *seats, "--saves", folder)
    assert "THE END: " in done.out
    made = only_save(folder)
    for each in (done, wargame("save", "show", made), wargame("replay", made), wargame("replay", made, "--json")):
        assert_untold(seeds_of(path), each.out)


def test_who_has_chosen_it_is_told_it(tmp_path: Path) -> None:
    done = wargame("play", "two-villages", "--seed", "77", "--saves", tmp_path)
    assert " Seed 77." in done.out
    assert "wargame play two-villages --seed 77" in " ".join(done.out.split())


def test_a_record_of_a_game_with_a_small_seed_is_handed_on_with_a_warning(
    left: tuple[Path, Done], tmp_path: Path
) -> None:
    assert wargame("save", "export", left[0], "--as", "usa").err == ""
    wargame("play", SUMMIT, "--seed", "77", "--saves", tmp_path / "small", typed="1\n")
    done = wargame("save", "export", only_save(tmp_path / "small"), "--as", "usa")
    assert done.code == 0
    assert "its seed is a small number" in done.err


def test_a_branch_of_an_older_game_does_not_tell_the_name_that_held_its_seed(left: tuple[Path, Done]) -> None:
    path, _ = left
    header = read_journal(path).header
    old = path.with_name(f"20251123T224000Z-{SUMMIT}-{header.seed}.jsonl")
    path.rename(old)
    journal = read_journal(old)
    keeper = branch_off(
        summit_named(SUMMIT), journal, 1, header.seats, folder=old.parent, created="2026-11-23T22:40:00Z"
    )
    keeper.close()
    made = read_journal(keeper.writer.path)
    assert "It branches off another saved game after 1 decision" in branch_words(made.header)
    done = wargame("play", "--resume", made.path, typed="")
    assert_untold(seeds_of(made.path), done.out)
