"""The short forms of `make torture`: power cuts, kills, rivals, failing and lacking disks, files taken away."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from displaced import DEEDS, displaced_at
from failing import FAULTS, fail_at
from hypothesis import settings
from lacking import LACKS, play_on_lacking, rivals_without_locks
from machine import Machine
from mistaken import MISTAKES, mistaken
from modelled import cut_at

from wargame.journal.disk import Disk

TESTS = Path(__file__).parent.parent


@pytest.mark.parametrize(("seed", "trouble"), [(1, 0.0), (2, 0.05)])
def test_a_power_cut_at_any_instant_loses_nothing_that_was_acknowledged(seed: int, trouble: float) -> None:
    tried = [cut_at(seed, instant, 25, trouble) for instant in range(seed, 140, 6)]
    assert sum(tried) > 10


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_call_is_told_and_the_next_move_catches_up(fault: str, tmp_path: Path) -> None:
    first = FAULTS.index(fault) % 15
    came = [fail_at(fault, at, tmp_path / str(at)) for at in range(first, 140, 15)]
    assert any(came)
    assert not came[-1]


def _run(what: str, count: int, folder: Path) -> dict[str, int]:
    paths = os.pathsep.join([str(TESTS.parent), str(TESTS), str(TESTS / "journal")])
    done = subprocess.run(
        [sys.executable, TESTS / "journal" / "killing.py", what, str(count), "1", folder],
        env={**os.environ, "PYTHONPATH": paths},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    figures: dict[str, int] = json.loads(done.stdout)
    return figures


def test_a_killed_process_leaves_all_it_acknowledged(tmp_path: Path) -> None:
    assert _run("kills", 12, tmp_path)["acknowledged"] > 12


def test_of_two_processes_one_writes_and_the_other_is_told(tmp_path: Path) -> None:
    assert _run("pairs", 4, tmp_path) == {"pairs": 4, "refused": 4}


@pytest.mark.parametrize("deed", DEEDS)
def test_what_is_done_to_the_file_of_a_game_is_told_at_the_move_and_loses_none(deed: str, tmp_path: Path) -> None:
    for at in (0, 2, 4):
        displaced_at(deed, at, tmp_path / str(at))


@pytest.mark.parametrize("lack", LACKS)
def test_what_a_file_system_has_not_is_said_and_done_without(lack: str, tmp_path: Path) -> None:
    play_on_lacking(lack, tmp_path)


def test_without_locks_two_programs_on_one_save_lose_nothing(tmp_path: Path) -> None:
    rivals_without_locks(tmp_path)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_rules_that_are_kept_are_known_by_their_hash_and_mended(mistake: str, tmp_path: Path) -> None:
    mistaken(mistake, tmp_path)


def test_a_pipe_that_looks_like_a_save_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    with pytest.raises(OSError, match="a pipe"):
        Disk().read(tmp_path / "pipe.jsonl", 10)


def test_a_disk_without_links_publishes_by_renaming(tmp_path: Path) -> None:
    class Linkless(Disk):
        def link(self, old: Path, new: Path) -> None:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), old, None, new)

    disk = Linkless()
    disk.write_file(tmp_path / "a.new", b"a")
    disk.publish(tmp_path / "a.new", tmp_path / "a")
    disk.write_file(tmp_path / "b.new", b"b")
    with pytest.raises(FileExistsError):
        disk.publish(tmp_path / "b.new", tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"a"


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=25, stateful_step_count=30, deadline=None, derandomize=True)
