"""`wargame replay`: one telling, as the referee or as a side that must not learn more than it was shown."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from commands import Done, only_save, wargame
from examples import SMALL

from wargame.game.game import Game
from wargame.game.move import Move
from wargame.game.summit import load
from wargame.journal.entries import Decision
from wargame.journal.lines import START, encode
from wargame.journal.reading import read_journal
from wargame.journal.replay import standing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIDES = ("usa", "dprk")


@pytest.fixture(scope="module")
def games(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the first games of a run of the 2018 summit between random players."""
    return played("trump-kim-2018", 8, tmp_path_factory.mktemp("games"))


def played(scenario: str, games: int, folder: Path) -> list[Path]:
    """Return saved games between random players."""
    seats = [word for side in load(scenario).rules.side_ids for word in ("--seat", f"{side}=random")]
    assert wargame("run", scenario, *seats, "--games", str(games), "--seed", "2", "--save", folder).code == 0
    return sorted(folder.glob("*.jsonl"))


def rewritten(path: Path, change: Any, to: Path) -> Path:
    """Write a journal anew with its lines changed and its chain made to fit: what only the rules can find out."""
    data, chain = b"", START
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        fields = orjson.loads(line)
        del fields["chain"]
        change(number, fields)
        made, chain = encode(fields, chain)
        data += made
    copy = to / path.name
    copy.write_bytes(data)
    (to / "scenarios").mkdir(exist_ok=True)
    for kept in (path.parent / "scenarios").glob("*.toml"):
        (to / "scenarios" / kept.name).write_bytes(kept.read_bytes())
    return copy


def read(done: Done) -> Any:
    """Return the one object that a command has printed."""
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


# -- the story


def test_the_story_tells_every_move_every_roll_with_its_odds_and_the_end(games: list[Path]) -> None:
    rules = load("trump-kim-2018").rules
    for path in games[:3]:
        text = wargame("replay", path).out
        for each in standing(read_journal(path)):
            title = rules.move_by_id[each.side, each.move].title
            assert f"\n{each.ply}. {rules.side(each.side).name}: {title}." in text
        assert re.search(r"\(\d+%; else", text)
        assert "THE COMMUNIQUÉ AT THE END OF " in text
        assert "THE END: " in text
        assert text.count("Its mandate was") == 2
        assert max(map(len, text.splitlines())) <= 80


def test_a_stretch_is_that_part_of_the_story_and_not_the_end(games: list[Path]) -> None:
    whole = wargame("replay", games[0]).out
    part = wargame("replay", games[0], "--from", "2", "--to", "4").out
    told = [line for line in part.splitlines() if re.match(r"\d+\. ", line)]
    assert [line.partition(".")[0] for line in told] == ["2", "3", "4"]
    assert all(line in whole for line in told)
    assert "THE END: " not in part
    assert "THE COMMUNIQUÉ AS IT STANDS" in part
    entries = read(wargame("replay", games[0], "--from", "2", "--to", "4", "--json"))["entries"]
    assert {entry["ply"] for entry in entries} == {2, 3, 4}


def test_markdown_is_a_file_of_the_same_story(games: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "story.md"
    assert wargame("replay", games[0], "--markdown", out).out == f"Wrote {out}\n"
    text = out.read_text(encoding="utf-8")
    assert text.startswith("# Two Dictionaries\n\n")
    assert len(re.findall(r"^\*\*\d+\.\*\* ", text, re.MULTILINE)) == len(standing(read_journal(games[0])))
    assert "\n## Round 1, Run-up\n" in text
    assert "\n## The end: " in text
    assert "\n\n\n" not in text
    assert wargame("replay", games[0], "--markdown", out).out == f"Replaced {out}\n"
    assert [each.name for each in tmp_path.iterdir()] == ["story.md"]
    refused = wargame("replay", games[0], "--markdown", tmp_path)
    assert (refused.code, "it is a folder" in refused.err) == (1, True)


def test_notes_stand_at_their_ply_and_a_side_reads_them_after_the_end(tmp_path: Path) -> None:
    wargame("run", "two-villages", "--games", "1", "--save", tmp_path)
    path = only_save(tmp_path)
    assert wargame("save", "note", f"{path}@2", "Why *so* early?", "--mark", "?!").code == 0
    text = wargame("replay", path).out
    assert text.index("\n2. ") < text.index("Note on 2: ?! Why *so* early?") < text.index("\n3. ")
    for side in ("hill", "vale"):
        told = wargame("replay", path, "--as", side).out
        assert told.index("THE END: ") < told.index("At 2: ?! Why *so* early?")
        assert "early" not in wargame("replay", path, "--as", side, "--to", "4").out
        assert "early" not in wargame("replay", path, "--as", side, "--to", "4", "--json").out
        assert "early" not in wargame("save", "export", "--as", side, path).out
    wargame("replay", path, "--markdown", tmp_path / "x.md")
    assert r"?! Why \*so\* early?" in (tmp_path / "x.md").read_text(encoding="utf-8")


# -- what a side must not learn


def secrets_of(game: Game, side: str) -> Iterator[str]:
    """Yield words that would give away what this side was not shown."""
    rules, values = game.summit.rules, game.values()
    other = rules.side(rules.other(side))
    mandate = other.mandates[values[f"{other.id}.mandate"]]
    own = {each.title for each in rules.side(side).mandates}
    yield from {mandate.title, mandate.brief} - own
    for record in game.records:
        move = record.move
        assert isinstance(move, Move)
        rule = game.summit.rule_of(move)
        if rule.shown_as and move.side != side:
            yield f"“{rule.title}"
            yield f"{record.happenings[0].ply}. {other.name}: {rule.title}."
            yield f'"id": "{rule.id}"'


@pytest.mark.parametrize("scenario", ["trump-kim-2018", str(SMALL)], ids=["trump-kim-2018", "small"])
def test_no_seat_reads_what_it_was_not_shown_before_the_end_and_the_end_shows_it(scenario: str, tmp_path: Path) -> None:
    summit = load(scenario)
    found = 0
    for path in played(scenario, 3, tmp_path):
        journal = read_journal(path)
        game = Game(summit, int(journal.header.seed))
        for each in standing(journal):
            game.play(each.move)
        last = str(game.ply - 1)
        for side in summit.rules.side_ids:
            secrets = sorted(set(secrets_of(game.at(game.ply - 1), side)))
            found += len(secrets)
            told = wargame("replay", path, "--as", side, "--to", last)
            data = wargame("replay", path, "--as", side, "--to", last, "--json")
            for text in (" ".join(told.out.split()), data.out):
                assert not [each for each in secrets if each in text]
                assert journal.header.seed not in text
                assert path.stem not in text
            hidden = {track.id for track in summit.rules.tracks if side not in track.seen_by}
            moved = {change["track"] for entry in read(data)["entries"] for change in entry["changes"]}
            assert not hidden & moved
            ended = wargame("replay", path, "--as", side).out
            assert f"WHAT {summit.rules.side(side).name.upper()} COULD NOT SEE" in ended
            assert summit.rules.side(summit.rules.other(side)).mandates[
                game.values()[f"{summit.rules.other(side)}.mandate"]
            ].title in " ".join(ended.split())
    assert found > 10


def test_json_says_who_looks_and_gives_the_end_with_its_terms(games: list[Path]) -> None:
    seen = read(wargame("replay", games[0], "--as", "usa", "--json"))
    full = read(wargame("replay", games[0], "--json"))
    assert (seen["as"], full["as"]) == ("usa", "referee")
    assert "seed" not in seen
    assert full["seed"] == read_journal(games[0]).header.seed
    assert len(full["entries"]) > len(seen["entries"])
    assert any(entry["odds"] for entry in full["entries"])
    for told in (seen, full):
        assert told["over"]
        assert told["ending"]["id"]
        assert all(score["terms"] or score["score"] >= 0 for score in told["scores"].values())
        assert set(told["revealed"]["mandates"]) == set(SIDES)
    assert read(wargame("replay", games[0], "--to", "2", "--json"))["ending"] is None


# -- verify


def test_verify_names_the_first_result_of_chance_that_the_dice_did_not_give(games: list[Path], tmp_path: Path) -> None:
    path = games[0]
    count = len(read_journal(path).entries)
    assert wargame("replay", path, "--verify").out.startswith(f"verified: {count} entries: ")
    at = next(
        number
        for number, entry in enumerate(read_journal(path).entries, 2)
        if isinstance(entry, Decision) and any(each.rule == "event:spiral" for each in entry.drawn)
    )

    def change(number: int, fields: dict[str, Any]) -> None:
        if number == at:
            drawn = next(each for each in fields["drawn"] if each["rule"] == "event:spiral")
            drawn["outcome"] = "otherwise"

    changed = rewritten(path, change, tmp_path)
    assert not read_journal(changed).problem
    for command in (("replay", "--verify"), ("save", "verify")):
        done = wargame(*command, changed)
        assert (done.code, done.out) == (1, "")
        assert f"line {at}: chance is written as event:spiral → otherwise, and comes to event:spiral → " in done.err


# -- files that are not as they should be


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "no such saved game"),
        (b"", "not a saved game"),
        (b"\x00\xff\x1b[2J" * 50, "not a saved game"),
        (b"{}\n", "line 1:"),
        (b'{"kind":"journal","format":1}\n', "line 1:"),
    ],
)
def test_what_is_no_saved_game_is_one_clear_error(content: bytes | None, words: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    if content is not None:
        path.write_bytes(content)
    for command in (("replay",), ("replay", "--verify"), ("save", "show"), ("save", "repair"), ("play", "--resume")):
        done = wargame(*command, path)
        assert (done.code, done.out, words in done.error) == (1, "", True)
        assert done.err.count("\n") == 1


def test_a_folder_and_a_newer_format_are_named(games: list[Path], tmp_path: Path) -> None:
    done = wargame("replay", tmp_path)
    assert (done.code, "a folder, not a saved game" in done.err) == (1, True)

    def newer(number: int, fields: dict[str, Any]) -> None:
        if number == 1:
            fields |= {"format": 2, "program": "9.9"}

    done = wargame("replay", rewritten(games[0], newer, tmp_path))
    assert (done.code, "format 2" in done.err, "9.9" in done.err) == (1, True, True)


def test_a_torn_end_is_reported_and_the_rest_is_told(games: list[Path], tmp_path: Path) -> None:
    path = rewritten(games[0], lambda *_: None, tmp_path)
    path.write_bytes(path.read_bytes()[:-300])
    done = wargame("replay", path)
    assert (done.code, "1. " in done.out) == (0, True)
    assert re.search(r"the last line, \d+, is cut short", done.err)
    assert wargame("replay", "--verify", path).code == 1


def test_damage_in_the_middle_is_named_and_what_stands_before_it_is_told(games: list[Path], tmp_path: Path) -> None:
    path = rewritten(games[0], lambda *_: None, tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[6] = lines[6].replace(b'"', b"'", 1)
    path.write_bytes(b"".join(lines))
    done = wargame("replay", path)
    assert (done.code, "line 7: " in done.err) == (0, True)
    assert re.findall(r"^(\d+)\. ", done.out, re.MULTILINE) == ["1", "2", "3", "4"]
    checked = wargame("replay", "--verify", path)
    assert (checked.code, "line 7: " in checked.err) == (1, True)
    refused = wargame("play", "--resume", path)
    assert (refused.code, "wargame save repair" in refused.err) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--to", "999"), 1, "has no ply 999"),
        (("--from", "999"), 1, "has no ply 999"),
        (("--from", "5", "--to", "4"), 2, "5 comes after --to 4"),
        (("--as", "us"), 2, "did you mean 'usa'?"),
        (("--json", "--verify"), 2, "exclude each other"),
        (("--from", "x"), 2, "Invalid value for '--from'"),
    ],
)
def test_a_wrong_word_is_one_clear_error(arguments: tuple[str, ...], code: int, words: str, games: list[Path]) -> None:
    done = wargame("replay", games[0], *arguments)
    assert (done.code, done.out, words in done.error) == (code, "", True), done.err


def test_rules_that_are_nowhere_are_named_by_their_hash(games: list[Path], tmp_path: Path) -> None:
    def other(number: int, fields: dict[str, Any]) -> None:
        if number == 1:
            fields["scenario"]["sha256"] = "0" * 64

    path = rewritten(games[0], other, tmp_path)
    done = wargame("replay", path)
    assert (done.code, "000000000000" in done.err) == (1, True)
    assert "Its rules:  the rules of 'trump-kim-2018'" in wargame("save", "show", path).out


def test_a_save_of_which_no_move_can_be_read_is_refused_in_one_line(games: list[Path], tmp_path: Path) -> None:
    path = tmp_path / "damaged.jsonl"
    path.write_bytes(games[0].read_bytes().split(b"\n")[0] + b"\nrubbish\n")
    done = wargame("replay", path)
    assert (done.code, done.out, done.err.count("line 2")) == (1, "", 1), done.err
