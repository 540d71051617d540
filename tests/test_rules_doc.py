"""The rulebook of the 2018 summit says what its scenario says: titles, numbers, sources, a game to replay."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from examples import ROOT
from summits import summit_of

from wargame.game import Game

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = ROOT / "scenarios" / "trump-kim-2018.toml"
TEXT = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
SCENARIO: dict[str, Any] = tomllib.loads(PATH.read_text(encoding="utf-8"))
SIDES = {"usa": "Washington", "dprk": "Pyongyang"}
LETTERS = {"usa": "W", "dprk": "P"}
METERS = (
    "tension",
    "process",
    "trust",
    "usa.face",
    "usa.home",
    "usa.leverage",
    "dprk.face",
    "dprk.home",
    "dprk.leverage",
)


# -- reading the book


def section(heading: str) -> str:
    """Return the text under a heading, up to the next heading of any rank."""
    start = TEXT.index(f"# {heading}\n")
    rest = TEXT[start:].split("\n", 1)[1]
    return re.split(r"^#+ ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of each table row, headings and rules of tables included."""
    for line in text.split("\n"):
        if line.startswith("|"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def row_of(text: str, first: str, sources: list[int] | None = None) -> list[str]:
    """Return the one row that begins with a cell and ends with these sources."""
    found = [row for row in rows(text) if row[0] == first and (sources is None or row[-1] == listed(sources))]
    assert len(found) == 1, f"{len(found)} rows for {first!r} with the sources {sources}"
    return found[0]


def listed(sources: list[int]) -> str:
    return ", ".join(map(str, sources))


def signed(number: int) -> str:
    return f"+{number}" if number > 0 else str(number).replace("-", "−")


def plain(weight: str) -> str:
    """Return a weight of the book in the words of the scenario, without spaces."""
    for said, meant in (
        ("rounds of Summit begun − 2", "4-clock"),
        ("secret work", "dprk.cheat"),
        ("Inspection offer", "offer.inspection"),
        ("W ", "usa."),
        ("P ", "dprk."),
        ("×", "*"),
        ("−", "-"),
    ):
        weight = weight.replace(said, meant)
    return weight.replace(" ", "")


def assert_outcomes(rule: dict[str, Any], told: str) -> None:
    for outcome in rule.get("outcomes", ()):
        found = re.search(re.escape(outcome["title"]) + r" \(([^,;)]*?)(?:,[^)]*|;[^)]*|, and [^)]*)?\)", told)
        assert found, f"{outcome['title']} is missing, or has no weight: {told}"
        base, *more = outcome["weight"] if isinstance(outcome["weight"], list) else [outcome["weight"]]
        assert plain(found[1]) == base.replace(" ", ""), outcome["title"]
        for each in more:  # told as what it comes to where the condition holds
            track, value = each["if"].split(" == ")
            weight = sum(int(eval(form, {track: int(value)})) for form in (base, each["add"]))  # noqa: S307  our own file
            assert f"; {weight} at {track} {value})" in told, outcome["title"]


# What a rule adds to the meters in plain numbers, wherever it does so.


def steps(effects: Any) -> Iterator[str]:
    for effect in effects:
        if isinstance(effect, str):
            yield effect
        else:
            yield from steps(effect["do"])


def meters_moved(rule: dict[str, Any]) -> Counter[tuple[str, str]]:
    every = [*steps(rule.get("effects", ()))]
    for outcome in rule.get("outcomes", ()):
        every += steps(outcome["effects"])
    found: Counter[tuple[str, str]] = Counter()
    for step in every:
        match = re.fullmatch(r"(\S+) ([+-])= (\d+)", step)
        if match and match[1] in METERS:
            found[match[1], match[2] + match[3]] += 1
    return found


def meters_told(told: str) -> Counter[tuple[str, str]]:
    told = told.replace("both face +1", "W face +1; P face +1")
    told = told.replace("W home −1, given back", "W home −1, W home +1")
    found: Counter[tuple[str, str]] = Counter()
    for letter, meter, sign, number in re.findall(
        r"(?:\b([WP]) )?\b([Tt]ension|process|trust|face|home|leverage) ([+−])(\d+)", told
    ):
        side = {"W": "usa.", "P": "dprk.", "": ""}[letter]
        found[side + meter.lower(), ("-" if sign == "−" else "+") + number] += 1
    return found


# -- titles and counts


def test_every_title_is_in_the_book() -> None:
    texts = [each["title"].removeprefix("{own}: ") for each in SCENARIO["tracks"]]
    texts += [each["title"].removesuffix(": {issue}") for each in SCENARIO["moves"]]
    for kind in ("packages", "events", "endings", "issues", "phases"):
        texts += [each["title"] for each in SCENARIO[kind]]
    texts += [label for issue in SCENARIO["issues"] for label in issue["labels"]]
    texts += [mandate["title"] for side in SCENARIO["sides"] for mandate in side["mandates"]]
    texts += [term["label"] for term in SCENARIO["scores"]]
    texts += [SCENARIO["title"], SCENARIO["source"]["title"]]
    book = " ".join(TEXT.split()).lower()
    missing = [text for text in texts if text.lower() not in book]
    assert not missing, f"docs/rules.md does not mention {missing}"


def test_the_counts_are_right() -> None:
    rules = summit_of(PATH).rules
    of = Counter(move.side for move in rules.moves)
    flat = " ".join(TEXT.split())
    assert f"the scenario has {len(rules.moves)} moves" in flat
    assert f"({of['usa']} of Washington's, {of['dprk']} of Pyongyang's" in flat
    assert f"{len(rules.events)} events and {len(rules.endings)} endings" in flat
    assert f"The {len(rules.endings)} endings" in flat
    assert f"¶1 to ¶{len(SCENARIO['source']['paragraphs'])}" in flat
    assert f"**{SCENARIO['success']} or more is success**" in flat


# -- tables


@pytest.mark.parametrize("track", METERS)
def test_a_meter_has_its_range_and_start(track: str) -> None:
    (rule,) = (each for each in SCENARIO["tracks"] if each["id"] == track)
    row = row_of(section("The meters"), rule["title"])
    assert row[1:3] == [f"{rule['min']}–{rule['max']}", str(rule["start"])]


@pytest.mark.parametrize("issue", SCENARIO["issues"], ids=lambda issue: issue["id"])
def test_an_issue_has_its_levels_and_start(issue: dict[str, Any]) -> None:
    row = row_of(section("Seven issues"), issue["title"])
    start = issue.get("start", {})
    told = [f"{name} {start[name]}" for name in ("offer", "claim") if start.get(name)]
    told += ["vague"] if start.get("vague") else []
    assert row[1:] == [
        SIDES[issue["conceded_by"]],
        *issue["labels"],
        ", ".join(told) or "–",
        listed(issue["sources"]),
    ]


def mandates() -> list[tuple[str, dict[str, Any]]]:
    return [(side["id"], mandate) for side in SCENARIO["sides"] for mandate in side["mandates"]]


@pytest.mark.parametrize(
    ("side", "mandate"), mandates(), ids=lambda each: each if isinstance(each, str) else each["id"]
)
def test_a_mandate_has_its_values_and_red_lines(side: str, mandate: dict[str, Any]) -> None:
    text = section("5. Mandates and red lines")
    values = [signed(issue["values"][side][mandate["id"]]) for issue in SCENARIO["issues"]]
    assert [mandate["title"], *values, listed(mandate["sources"])] in list(rows(text))
    lines = [line for line in SCENARIO["red_lines"] if (line["side"], line["mandate"]) == (side, mandate["id"])]
    names = {issue["id"]: issue["title"] for issue in SCENARIO["issues"]}
    told = [
        f"{names[line['issue']]} at least {line['at_least']}."
        if "at_least" in line
        else f"{names[line['issue']]} at most {line['at_most']}."
        for line in lines
    ]
    assert [mandate["title"], " ".join(told)] in list(rows(text))


@pytest.mark.parametrize("package", SCENARIO["packages"], ids=lambda package: package["id"])
def test_a_package_has_its_levels_and_its_worth(package: dict[str, Any]) -> None:
    levels = {issue["id"]: package["levels"].get(issue["id"], 0) for issue in SCENARIO["issues"]}
    row = row_of(section("The eleven packages"), package["title"], package["sources"])
    assert row[1] == LETTERS[package["side"]]
    assert row[2:9] == [str(level) if level else "–" for level in levels.values()]
    needed = re.findall(r"process >= (\d)", package.get("when", ""))
    assert re.findall(r"process (\d)", row[9]) == needed
    assert meters_told(row[9]) == meters_moved(package)
    worth = [
        signed(sum(issue["values"][side][mandate["id"]] * levels[issue["id"]] for issue in SCENARIO["issues"]))
        + marks(side, mandate["id"], levels)
        for side, mandate in mandates()
    ]
    assert [package["title"], *worth] in list(rows(section("5. Mandates and red lines")))


def marks(side: str, mandate: str, levels: dict[str, int]) -> str:
    vague = {issue["id"] for issue in SCENARIO["issues"] if issue.get("start", {}).get("vague")}
    crossed = [
        line["issue"] in vague
        for line in SCENARIO["red_lines"]
        if (line["side"], line["mandate"]) == (side, mandate)
        and not line.get("at_least", 0) <= levels[line["issue"]] <= line.get("at_most", 3)
    ]
    return ("!" if False in crossed else "") + ("*" if True in crossed else "")


@pytest.mark.parametrize(
    "move", SCENARIO["moves"], ids=lambda move: f"{move.get('side', move.get('for'))}:{move['id']}"
)
def test_a_move_has_its_weights_its_meters_and_its_sources(move: dict[str, Any]) -> None:
    heading = f"{SIDES[move['side']]}'s moves" if "side" in move else "The clause moves of both sides"
    first = move["title"].removesuffix(": {issue}")
    candidates = [row for row in rows(section(heading)) if row[0] == first and row[-1] == listed(move["sources"])]
    whose = {"issues conceded": "you concede", "issues claimed": "you claim", "issues": "either"}.get(
        move.get("for", "")
    )
    if whose:
        candidates = [row for row in candidates if row[2] == whose]
    assert len(candidates) == 1, f"{len(candidates)} rows for {first} with the sources {listed(move['sources'])}"
    (row,) = candidates
    letters = {"runup": "R", "summit": "S", "aftermath": "A"}
    assert row[1] == " ".join(letters[phase] for phase in move["phases"])
    assert_outcomes(move, " ".join(row))
    if "side" in move:
        assert meters_told("; ".join(row[3:5])) == meters_moved(move)


def test_every_row_of_moves_is_a_move() -> None:
    known = {move["title"].removesuffix(": {issue}") for move in SCENARIO["moves"]} | {"Table", "move"}
    for heading in ("Washington's moves", "Pyongyang's moves", "The clause moves of both sides"):
        for row in rows(section(heading)):
            assert row[0] in known or row[0].startswith(("**", "---")), row[0]


@pytest.mark.parametrize(
    "event", [event for event in SCENARIO["events"] if event["at"] == "round"], ids=lambda event: event["id"]
)
def test_an_event_of_the_round_has_its_weights_and_sources(event: dict[str, Any]) -> None:
    row = row_of(section("7. What a round's end may bring"), event["title"], event["sources"])
    assert_outcomes(event, row[2])
    if event["id"] != "collide":  # told in section 8
        assert meters_told(row[2]) == meters_moved(event)


def test_the_events_of_the_round_stand_in_their_order() -> None:
    told = [row[0] for row in rows(section("7. What a round's end may bring"))][2:]
    assert told == [event["title"] for event in SCENARIO["events"] if event["at"] == "round"]


def test_the_endings_stand_in_their_order_with_class_scores_and_sources() -> None:
    told = list(rows(section(f"9. The {len(SCENARIO['endings'])} endings")))[2:]
    assert [row[:3] + row[4:] for row in told] == [
        [str(number), ending["title"], ending["class"].replace("_", " "), listed(ending["sources"])]
        for number, ending in enumerate(SCENARIO["endings"], 1)
    ]
    for row, ending in zip(told, SCENARIO["endings"], strict=True):
        scores = ending.get("scores")
        assert ("points" in row[3]) == bool(scores)
        if scores:
            assert f"W {scores['usa']}, P {scores['dprk']} points" in row[3]


def test_the_terms_of_the_score_have_their_numbers() -> None:
    text = section("10. The score")
    titles = {side["id"]: [mandate["title"] for mandate in side["mandates"]] for side in SCENARIO["sides"]}
    for term in SCENARIO["scores"]:
        row = row_of(text, term["label"])
        if "side" in term and not isinstance(term["form"], str):
            for mandate, amount in zip(titles[term["side"]], term["form"][0]["add"], strict=True):
                assert f"{mandate} {amount}" in row[2], term["label"]
        if "for" in term:
            assert row[3] == listed(term["sources"])
        else:
            assert listed(term["sources"]) in row[3]
        if isinstance(term["form"], str):
            numbers = re.findall(r"-?\d+", term["form"])
            assert all(signed(int(each)).lstrip("+") in row[2] for each in numbers), term["label"]


# -- the game worked through


def test_the_worked_game_can_be_replayed() -> None:
    text = section("14. A game worked through")
    found = re.search(r"--seed (\d+)", text)
    assert found
    game = Game(summit_of(PATH), int(found[1]))
    for row in rows(text):
        if not row[0].isdecimal():
            continue
        number, round_, side, move, _, *told = row
        values = game.values()
        assert (int(number), int(round_), side) == (game.ply + 1, values["round"], LETTERS[game.turn])
        game.play(move.strip("`"))
        after = [str(game.values()[meter]) for meter in METERS]
        assert told == [" ".join(after[at : at + 3]) for at in (0, 3, 6)], f"after move {number}"
    assert game.is_over
    assert game.ending is not None
    assert game.ending.title in text
    assert row_of(text, "**Sum**")[1:] == [f"**{game.scores[side]}**" for side in SIDES]
