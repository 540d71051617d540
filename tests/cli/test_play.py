"""`wargame play` from the outside: what it exits with, and what it says when it is left."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commands import wargame

from wargame.cli.app import main

ROOT = Path(__file__).parent.parent.parent
WARGAME = [sys.executable, "-m", "wargame"]


def test_the_number_1_again_and_again_through_a_pipe_plays_the_summit_to_its_ending() -> None:
    command = [*WARGAME, "play", "trump-kim-2018", "--plain"]
    done = subprocess.run(
        command, input="1\n" * 400, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0
    assert "THE END: " in done.stdout
    assert "Seed" not in done.stdout
    assert re.search(
        r"^The same game from its start: wargame play trump-kim-2018 --seed \d+ ", done.stdout, re.MULTILINE
    )


def test_input_that_ends_in_the_middle_exits_0_and_says_how_to_start_the_same_game_again() -> None:
    done = wargame("play", "two-villages", "--seed", "5", typed="1\n")
    assert (done.code, done.err) == (0, "")
    words = " ".join(done.out.split())
    assert re.search(
        r"Left after \d decisions?\. The same game from its start: wargame play two-villages --seed 5", words
    )


def test_the_same_seed_and_the_same_lines_give_the_same_game() -> None:
    arguments = ("play", "two-villages", "--seed", "9", "--seat", "hill=human", "--seat", "vale=random")
    first, second = (wargame(*arguments, typed="2\n" * 50) for _ in range(2))
    assert "THE END: " in first.out
    kept = [[line for line in each.out.splitlines() if not line.startswith("Saved")] for each in (first, second)]
    assert kept[0] == kept[1]


def test_an_interrupt_exits_130_without_a_traceback() -> None:
    command = [*WARGAME, "play", "two-villages", "--seed", "5"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as game:
        assert game.stdout is not None
        assert game.stderr is not None
        while not game.stdout.readline().startswith("YOUR MOVES"):
            pass
        time.sleep(0.2)
        game.send_signal(signal.SIGINT)
        rest, errors = game.stdout.read(), game.stderr.read()
        assert game.wait(30) == 130
    assert "Left after" in rest
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("trump-kin-2018",), 1, "did you mean 'trump-kim-2018'?"),
        (("two-villages", "--seat", "hill"), 2, "a seat is written SIDE=PLAYER"),
        (("two-villages", "--seat", "hil=human"), 2, "did you mean 'hill'?"),
        (("two-villages", "--seat", "hill=hunam"), 2, "did you mean 'human'?"),
        (("two-villages", "--seat", "hill=human", "--seat", "hill=random"), 2, "named twice"),
        (("two-villages", "--seed", "-1"), 2, "Invalid value for '--seed'"),
        (("two-villages", "--seed", str(2**64)), 2, "Invalid value for '--seed'"),
        (("two-villages", "--seat", "hill=human=x"), 2, "no player 'human=x'"),
        (("two-villages", "--seed", "soon"), 2, "Invalid value for '--seed'"),
        (("two-villages", "--fancy"), 2, "No such option"),
    ],
)
def test_a_wrong_word_on_the_command_line_is_one_clear_error(
    arguments: tuple[str, ...],
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["wargame", "play", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    written = capsys.readouterr()
    assert stopped.value.code == code
    assert words in " ".join(written.err.split())
    assert not written.out


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("ply_limit = ", "ply_limit = 2 # ", "fail after 2 decisions: it ran over the ply limit"),
        ("[[moves]]\n", '[[moves]]\nwhen = "round >= 9"\n', "fail after 0 decisions: nobody could move"),
    ],
)
@pytest.mark.parametrize("player", ["human", "doctrine"])
def test_rules_that_cannot_go_on_are_one_message(tmp_path: Path, player: str, old: str, new: str, reason: str) -> None:
    text = (ROOT / "scenarios" / "two-villages.toml").read_text(encoding="utf-8")
    if old.startswith("[["):  # its guard in place of every other
        tables = re.split(r"(?m)^(?=\[)", text)
        text = "".join(re.sub(r"(?m)^when = .*\n", "", each) if each.startswith(old) else each for each in tables)
    text = text.replace(old, new)
    broken = tmp_path / "broken.toml"
    broken.write_text(text, encoding="utf-8")
    seats = ("--seat", f"hill={player}", "--seat", "vale=doctrine")
    done = wargame("play", broken, "--seed", "5", *seats, typed="1\n" * 40)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert reason in done.err


def test_a_summit_with_a_mediator_is_played_through_a_pipe_to_its_front_pages(tmp_path: Path) -> None:
    done = wargame("play", "camp-david-1978", "--plain", "--seed", "4", "--saves", tmp_path, typed="1\n" * 60)
    assert (done.code, done.err) == (0, "")
    for paper in ("The Delta Herald", "The Evening Gate", "The Federal Gazette"):
        assert paper in done.out
