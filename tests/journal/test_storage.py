"""The short forms of `make torture`: power cuts, kills, rivals, failing disks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from failing import FAULTS, fail_at
from hypothesis import settings
from machine import Machine
from modelled import cut_at

from wargame.journal.disk import Disk

TESTS = Path(__file__).parent.parent


@pytest.mark.parametrize(("seed", "trouble"), [(1, 0.0), (2, 0.05)])
def test_a_power_cut_at_any_instant_loses_nothing_that_was_acknowledged(seed: int, trouble: float) -> None:
    tried = [cut_at(seed, instant, 25, trouble) for instant in range(seed, 140, 6)]
    assert sum(tried) > 10


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failing_call_is_told_and_the_next_move_catches_up(fault: str, tmp_path: Path) -> None:
    first = FAULTS.index(fault) % 11
    came = [fail_at(fault, at, tmp_path / str(at)) for at in range(first, 90, 11)]
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


def test_a_pipe_that_looks_like_a_save_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    with pytest.raises(OSError, match="a pipe"):
        Disk().read(tmp_path / "pipe.jsonl", 10)


def test_a_disk_without_links_publishes_by_renaming(tmp_path: Path) -> None:
    class Linkless(Disk):
        def link(self, old: Path, new: Path) -> None:
            raise PermissionError(old, new)

    disk = Linkless()
    disk.write_file(tmp_path / "a.new", b"a")
    disk.publish(tmp_path / "a.new", tmp_path / "a")
    disk.write_file(tmp_path / "b.new", b"b")
    with pytest.raises(FileExistsError):
        disk.publish(tmp_path / "b.new", tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"a"


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=25, stateful_step_count=30, deadline=None, derandomize=True)
