from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from commands import wargame
from examples import ROOT

from wargame.errors import RunError
from wargame.kernel.jit import INTERPRETED
from wargame.players.policy import read_policy

if TYPE_CHECKING:
    from pathlib import Path

TRAINING = (
    "train",
    "two-villages",
    "--rounds",
    "2",
    "--games",
    "30",
    "--player",
    "search:8",
    "--workers",
    "1",
    "--seed",
    "2",
)


def test_a_policy_is_written_and_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "mine.policy.json"
    done = wargame(*TRAINING, "--out", path)
    assert (done.code, done.err) == (0, "")
    for words in ("boasting", "bargaining", "surprise", f"written: {path}"):
        assert words in done.out
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["scenario"] == "two-villages"
    assert data["made"] | {"decisions": 0} == {
        "player": "search:8",
        "rounds": 2,
        "games": 30,
        "decisions": 0,
        "seed": "2",
    }
    assert [each.name for each in path.parent.iterdir()] == [path.name]  # the games are not needed any more
    first = path.read_bytes()
    assert wargame(*TRAINING, "--out", path).code == 0
    assert path.read_bytes() == first


def test_without_out_it_stands_among_the_user_s_policies_and_plays_from_then_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARGAME_POLICIES", str(tmp_path / "policies"))
    path = tmp_path / "policies" / "two-villages.policy.json"
    done = wargame(*TRAINING)
    assert (done.code, done.err) == (0, "")
    assert f"written: {path}" in done.out
    report = json.loads(wargame("run", "two-villages", "--games", "1", "--seat", "hill=search:2", "--json").out)
    assert report["policy"]["sha256"] == read_policy(path).digest


LONG = ("train", "two-villages", "--rounds", "2", "--games", "100", "--player", "search:200", "--seed", "2")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the policy of a training that nobody stopped."""
    path = tmp_path_factory.mktemp("training") / "whole.json"
    assert wargame(*LONG, "--workers", "2", "--out", path).code == 0
    return path.read_bytes()


@pytest.mark.skipif(INTERPRETED, reason="takes minutes without the compiler")
@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL], ids=lambda sign: sign.name)
def test_a_training_that_is_stopped_goes_on_and_comes_to_the_same_policy(
    sign: signal.Signals, whole: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "stopped.json"
    lessons = path.with_name("stopped.json.lessons")
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    code += "from wargame.__main__ import main\nmain()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, *LONG, "--workers", "1", "--out", str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while process.poll() is None and not (lessons.exists() and lessons.read_bytes().count(b"\n") > 5):
        time.sleep(0.01)
    process.send_signal(sign)
    out, err = process.communicate(timeout=120)
    games = lessons.read_bytes().count(b"\n") - 1
    assert (out, path.exists()) == ("", False)
    assert 5 <= games < 200
    if sign != signal.SIGKILL:
        assert process.returncode == 128 + sign
        assert err == f"wargame: stopped after {games:,} of 200 games; the same command goes on from {lessons}\n"
    other = wargame(*LONG, "--seed", "3", "--out", path)
    assert (other.code, other.out) == (1, "")
    assert f"{lessons} is the file of another training: seed was" in other.error
    assert wargame(*LONG, "--out", path).code == 0
    assert path.read_bytes() == whole
    assert not lessons.exists()


def test_games_are_kept_until_the_policy_is_where_it_belongs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mine.policy.json"

    def full(*_: object) -> None:
        message = "no space"
        raise RunError(message)

    monkeypatch.setattr("wargame.cli.train._write", full)
    assert wargame(*TRAINING, "--out", path).code == 1
    assert (tmp_path / "mine.policy.json.lessons").read_bytes().count(b"\n") == 61
    monkeypatch.undo()
    assert wargame(*TRAINING, "--out", path).code == 0
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("--player", "doctrine"),
            "only a search without a book can be learned from, such as search:1000",
        ),
        (("--player", "search:0"), "1 to 10,000,000 simulations"),
        (("--player", "nobody"), "no player 'nobody'"),
        (("--games", "3"), "30"),
        (("--rounds", "0"), "greater than or equal to 1"),
        (("--set", "success=60"), "say with --out where it goes"),
    ],
)
def test_what_cannot_teach_is_refused(arguments: tuple[str, ...], words: str) -> None:
    done = wargame("train", "two-villages", *arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.error.replace("│ ", "")


def test_a_place_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = wargame(*TRAINING, "--out", tmp_path / "file" / "mine.policy.json")
    assert done.code == 1
    assert f"{tmp_path / 'file' / 'mine.policy.json'}: " in done.error
    assert "choose another place with --out" in done.error
