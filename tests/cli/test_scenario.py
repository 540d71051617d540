"""`wargame scenario show` and `check` from the outside."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from examples import BUNDLED, ROOT, SMALL, rules_of
from typer.testing import CliRunner

from wargame.authoring.reading import read_text
from wargame.cli.app import app_with, main
from wargame.errors import WargameError
from wargame.scenario.cards import card_of
from wargame.scenario.lookup import citing, rules_named
from wargame.scenario.overview import overview

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.scenario.rules import Ending, Event, MoveRule


APP = app_with()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `wargame scenario`."""
    command = [sys.executable, "-m", "wargame", "scenario", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


def shown(*arguments: str) -> str:
    """Return what `wargame scenario show` prints, in one line."""
    done = CliRunner().invoke(APP, ["scenario", "show", *arguments])
    assert done.exit_code == 0, done.exception
    assert max(map(len, done.output.splitlines())) <= 100
    return " ".join(done.output.split())


def test_the_overview_names_sides_mandates_issues_moves_endings_and_source() -> None:
    words = shown("trump-kim-2018")
    for expected in (
        "Two Dictionaries",
        "Mandate “Hawk” (hawk)",
        "Red lines of “Hawk”: No text without a first share of the weapons.",
        "Arsenal (arsenal), conceded by Pyongyang. ¶7 ¶18 ¶26",
        "claim: Claim more: … (Run-up, Summit) for Sanctions, Forces, Status ¶8",
        "secret-program: Keep the program going in secret (Aftermath, secret)",
        "seen by Pyongyang",
        "¶38: ",
    ):
        assert expected in words


def test_a_card_says_what_a_move_needs_does_and_may_lead_to_and_cites_its_source() -> None:
    words = shown("trump-kim-2018", "--move", "send-envoy")
    for expected in (
        "Needs - Process at most",
        "Does - Tension −",
        " − Process): Washington's face −",
        "¶6: The usual months of preparation have been skipped",
    ):
        assert expected in words


def test_what_is_shown_of_a_variant_is_the_variant() -> None:
    assert "A side succeeds with 77 points" in shown("two-villages", "--set", "success=77")


def test_a_secret_move_s_card_says_what_is_shown_instead() -> None:
    assert "Washington is shown “Drag feet” instead." in shown("trump-kim-2018", "--move", "dprk:secret-program")


def test_a_template_prints_the_card_of_each_of_its_moves() -> None:
    words = shown("trump-kim-2018", "--move", "claim")
    assert words.count("Claim more: ") == 7
    assert shown("trump-kim-2018", "--move", "usa:accept").count("Accept the paper") == 1
    assert shown("trump-kim-2018", "--move", "accept").count("Accept the paper") == 2


def test_a_paragraph_prints_our_sentence_and_every_rule_that_cites_it() -> None:
    words = shown("trump-kim-2018", "--paragraph", "38")
    assert words.startswith("¶38: So wide a distance")
    assert "event spiral: Spiral" in words
    assert "move usa:military-threat: Washington: Military threat" in words


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_every_rule_has_a_card_and_every_paragraph_a_rule(path: Path) -> None:
    rules = rules_of(read_text(path))
    everything: list[MoveRule | Event | Ending] = [*rules.moves, *rules.events, *rules.endings]
    for rule in everything:
        card = card_of(rules, rule)
        assert card.title
        assert all(line.strip() for section in card.sections for line in section.lines)
        assert "Where it comes from" in {section.heading for section in card.sections}
    assert all(section.lines for section in overview(rules))
    assert all(citing(rules, number) for number in rules.scenario.source.paragraphs)
    assert rules_named(rules, rules.events[0].id)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("show", "trump-kim-2018", "--move", "sned-envoy"), 1, "did you mean 'send-envoy'?"),
        (("show", "trump-kim-2018", "--paragraph", "70"), 1, "has no ¶70; its source has ¶1 to ¶38"),
        (("show", "trump-kim-2018", "--move", "a", "--paragraph", "1"), 1, "either --move or --paragraph"),
        (("show", "nothing.toml"), 1, "nothing.toml"),
        (("show",), 2, "Missing argument"),
        (("check",), 2, "Missing argument"),
    ],
)
def test_a_wrong_word_is_one_clear_error(
    arguments: tuple[str, ...],
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["wargame", "scenario", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == code
    assert words in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("command", ["check", "show"])
def test_what_is_no_scenario_is_told_without_a_traceback(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "empty.toml").touch()
    (tmp_path / "binary.toml").write_bytes(bytes(range(256)))
    for name, words in (
        ("missing", "No such file"),
        ("folder", "a folder, and no regular file"),
        ("empty", "title: missing"),
        ("binary", "not UTF-8 text"),
    ):
        monkeypatch.setattr(sys, "argv", ["wargame", "scenario", command, str(tmp_path / f"{name}.toml")])
        with pytest.raises(SystemExit) as stopped:
            main()
        written = capsys.readouterr()
        assert (stopped.value.code, written.out) == (1, "")
        assert words in written.err
        assert f"{name}.toml" in written.err


def test_the_list_names_every_bundled_scenario_with_its_title() -> None:
    done = CliRunner().invoke(APP, ["scenario", "list"])
    assert done.exit_code == 0
    for path in BUNDLED:
        line = next(line for line in done.output.splitlines() if line.startswith(f"{path.stem} "))
        assert rules_of(read_text(path)).scenario.title in line


def test_a_good_file_is_summed_up_in_a_line() -> None:
    done = run("check", "two-villages", "trump-kim-2018", "--no-sample")
    assert done.returncode == 0
    first, second = done.stdout.splitlines()
    assert first.startswith("two-villages: One Bell, between Overhill and Netherdale: ")
    assert second.endswith("bytes")


def test_every_fault_is_printed_with_file_and_place_and_the_good_file_beside_it_too(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    text = read_text(SMALL)
    bad.write_text(
        text.replace('when = "tension <= 8"', 'when = "tensoin <= 8"').replace('"tension += 2"]', '"x = 1"]')
    )
    done = run("check", str(bad), "two-villages", "--no-sample")
    assert done.returncode == 1
    assert done.stdout.startswith("two-villages: ")
    lines = done.stderr.splitlines()
    assert len(lines) > 1
    assert all(re.match(rf"{re.escape(str(bad))}:\d+: ", line) for line in lines)
    assert any("(shout).when, column 1" in line and "did you mean 'tension'?" in line for line in lines)


def test_what_only_play_can_show_is_noted_as_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wargame.cli.scenario.SAMPLED", 30)
    done = CliRunner().invoke(APP, ["scenario", "check", "two-villages"])
    assert done.exit_code == 0
    assert "sampled: games from seed 2018, 30 between random players and 30 between doctrine players" in done.output


def test_what_never_comes_up_in_the_sample_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wargame.cli.scenario.SAMPLED", 1)
    done = CliRunner().invoke(APP, ["scenario", "check", "two-villages"])
    assert done.exit_code == 0
    lines = (ROOT / "scenarios" / "two-villages.toml").read_text(encoding="utf-8").splitlines()
    header = lines.index('id = "handshake"')  # the line above it, counted from 1
    assert f"toml:{header}: warning: endings[5] (handshake): never reached in 2 sampled games" in done.stderr
    assert "moves that were legal and never played by random players in this sample" in done.output


def test_a_wargame_error_is_what_an_unknown_name_raises() -> None:
    with pytest.raises(WargameError, match="no move 'zzz'"):
        rules_named(rules_of(read_text(SMALL)), "zzz")


def test_the_overview_tells_every_kind_of_rule() -> None:
    words = shown(str(SMALL))
    for expected in (
        "north_blush: North blushes (end of round) south_blush",
        "The weather (weather) Fair (weight 2): nothing changes Foul (weight 1): Tension +2",
        "North: unmet (north.unmet), 0 to 5. Claims above the draft. Wood claimed beyond the plain draft",
        "The leader's face: 4 × North's face + 30",
        "4 in all if it ends in Brawl",
        "Signed and built (built): “Signed” now stands;",
        "DOCTRINE OF NORTH: HOW MUCH EACH MOVE APPEALS TO THE PATIENT",
        "Shout: 1 + 4 (if Tension at most 3 (quiet))",
    ):
        assert expected in words


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_no_line_of_an_overview_closes_what_it_did_not_open(path: Path) -> None:
    for section in overview(rules_of(read_text(path))):
        for line in section.lines:
            assert line.count("(") == line.count(")"), line


def test_a_game_of_the_sample_that_cannot_go_on_is_an_error_and_can_be_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wargame.cli.scenario.SAMPLED", 40)
    path = tmp_path / "short.toml"
    path.write_text(read_text(SMALL).replace("ply_limit = 20", "ply_limit = 3"), encoding="utf-8")
    done = CliRunner().invoke(APP, ["scenario", "check", str(path)])
    assert done.exit_code == 1
    line = next(line for line in done.stderr.splitlines() if "of random players fail in it" in line)
    found = re.match(
        rf"{re.escape(str(path))}:\d+: phases\[.*: it ran over the ply limit; see one by .* with (.*)", line
    )
    assert found is not None, line
    look = CliRunner().invoke(APP, ["run", str(path), *found[1].split()])
    assert "it ran over the ply limit" in f"{look.output}{look.stderr}{look.exception}"
    assert CliRunner().invoke(APP, ["scenario", "check", str(path), "--no-sample"]).exit_code == 0


def test_warnings_go_to_standard_error_and_are_no_failure(tmp_path: Path) -> None:
    path = tmp_path / "idle.toml"
    path.write_text(read_text(SMALL).replace('"tension -= 1", "north.plan += 1"', '"tension -= 1"'), encoding="utf-8")
    done = CliRunner().invoke(APP, ["scenario", "check", str(path), "--no-sample"])
    assert done.exit_code == 0
    assert done.stderr == f"{path}:80: warning: tracks[3] (north.plan): no rule writes it: it is always 0\n"
    assert ": warning:" not in done.stdout


@pytest.mark.parametrize("command", [["run", "--games", "1"], ["scenario", "show"], ["train"]])
def test_whatever_loads_a_file_names_the_line(command: list[str], tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(read_text(SMALL).replace("trade = -2\n", ""), encoding="utf-8")
    done = CliRunner().invoke(APP, [*command, str(path)])
    assert done.exit_code == 1
    assert "bad.toml:106: issues[0] (stone).values.north: no value for 'trade'" in f"{done.output}{done.exception}"
