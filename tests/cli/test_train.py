from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from commands import wargame

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
    first = path.read_bytes()
    assert wargame(*TRAINING, "--out", path).code == 0
    assert path.read_bytes() == first


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--player", "doctrine"), "only a search can be learned from, such as search:1000; found 'doctrine'"),
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
