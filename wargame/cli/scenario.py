"""`wargame scenario list | show | check`, beside `new` and `schema`."""

from __future__ import annotations

import shlex
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.cli.authoring import new, schema, versions
from wargame.cli.completing import scenarios as scenario_names
from wargame.cli.flags import Changes, examples
from wargame.errors import RunError, ScenarioError
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from wargame.plain.paper import Paper
    from wargame.runs.sample import Sample
    from wargame.scenario.catalog import Found
    from wargame.scenario.rules import Rules

scenarios = typer.Typer(help="Begin, list, read and check scenarios.", no_args_is_help=True, rich_markup_mode=None)
scenarios.command("new", epilog=examples("scenario new my-summit"))(new)
scenarios.command("schema", epilog=examples("scenario schema > scenario.schema.json"))(schema)

NAME = "A scenario's name, or the path of a file."

SAMPLED = 2_000  # games of each kind that `check` plays
SAMPLE_SEED = 2018


@scenarios.command("list", epilog=examples("scenario list"))
def list_() -> None:
    """List the scenarios that have a name: the bundled ones, and those in a folder of yours.

    That is the folder named in WARGAME_SCENARIOS, else one among the user's data; a policy may lie beside each.
    """
    from wargame.scenario.catalog import bundled, known

    for name, path in known().items():
        origin = "bundled" if name in bundled() else f"yours, {legible(path)}"
        print(f"{name:<16} {_described(name, path)} ({origin})")


def _described(name: str, path: Path) -> str:
    """Say in half a line what a scenario is about, or that its file cannot be read."""
    from wargame.scenario.catalog import find
    from wargame.scenario.reading import parse_scenario

    try:
        found = find(name)
        scenario = parse_scenario(found.text, found.name)
    except ScenarioError:
        return f"cannot be read; `wargame scenario check {shlex.quote(legible(path))}` says why"
    sides = " and ".join(side.name for side in scenario.sides)
    return f"{scenario.title}: {sides}, {len(scenario.issues)} issues"


@scenarios.command(
    "show", epilog=examples("scenario show trump-kim-2018", "scenario show trump-kim-2018 --move send-envoy")
)
def show(
    name: Annotated[str, typer.Argument(metavar="SCENARIO", help=NAME, autocompletion=scenario_names)],
    *,
    changes: Changes = None,
    move: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="The whole card of a move: its id, SIDE:ID, or a template; or an event or ending."
        ),
    ] = None,
    paragraph: Annotated[
        int | None, typer.Option(metavar="N", help="What one paragraph of the source says, and which rules cite it.")
    ] = None,
) -> None:
    """Print the rules of a scenario in words.

    Secrets are in it: it is the rulebook.
    """
    from wargame.plain.paper import Paper, terminal_width
    from wargame.scenario.catalog import find

    if move is not None and paragraph is not None:
        message = "give either --move or --paragraph"
        raise RunError(message)
    rules = _rules_of(find(name, changes or ()))
    paper = Paper(sys.stdout, terminal_width())
    if move is not None:
        _show_move(paper, rules, move)
    elif paragraph is not None:
        _show_paragraph(paper, rules, paragraph)
    else:
        _show_overview(paper, rules)


def _rules_of(found: Found) -> Rules:
    from wargame.scenario.checking import check as check_meaning
    from wargame.scenario.expansion import expand
    from wargame.scenario.reading import parse_scenario

    rules = expand(parse_scenario(found.text, found.name), found.name)
    check_meaning(rules, found.name)
    return rules


def _show_overview(paper: Paper, rules: Rules) -> None:
    from wargame.scenario.overview import overview

    paper.line(f"{rules.scenario.title} ({rules.scenario.id})")
    for section in overview(rules):
        paper.heading(section.heading)
        for line in section.lines:
            paper.line(line.strip(), indent=2 + len(line) - len(line.lstrip()))


def _show_move(paper: Paper, rules: Rules, text: str) -> None:
    from wargame.pages.cards import show_card
    from wargame.scenario.cards import card_of
    from wargame.scenario.overview import rules_named

    for rule in rules_named(rules, text):
        paper.line()
        show_card(paper, card_of(rules, rule))


def _show_paragraph(paper: Paper, rules: Rules, number: int) -> None:
    from wargame.scenario.cards import citing
    from wargame.scenario.overview import paraphrase

    paper.line(f"¶{number}: {paraphrase(rules, number)}")
    found = citing(rules, number)
    paper.heading("Rules that come from it" if found else "No rule cites it")
    for each in found:
        paper.line(f"{each.kind} {each.id}: {each.title}", indent=2)


@scenarios.command("check", epilog=examples("scenario check my-summit.toml", "scenario check my-summit.toml --watch"))
def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO", help="Paths of files, or names of scenarios.", autocompletion=scenario_names
        ),
    ],
    *,
    changes: Changes = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on: check again whenever a file changes, until Ctrl-C.")
    ] = False,
    sample: Annotated[bool, typer.Option(help="Also play games, and note what never came up in them.")] = True,
) -> None:
    """Name every fault of scenario files.

    Of a good one, say what is in it, and what never comes up when it is played.
    """

    def are_good() -> bool:
        results = [_is_good(name, changes or (), sample=sample) for name in files]
        return all(results)

    if watch:
        for number in versions(files):
            if number > 1:
                print(f"-- {datetime.now().astimezone():%H:%M:%S}: a file has changed", flush=True)
            are_good()
    elif not are_good():
        raise typer.Exit(1)


def _is_good(name: str, changes: Sequence[str], *, sample: bool) -> bool:
    """Check one file, tell what was found, and say whether it can be played."""
    from wargame.scenario.catalog import find

    try:
        found = find(name, changes)
        rules = _rules_of(found)
    except ScenarioError as error:
        _print_faults(name, error)
        return False
    print(_summary(name, found, rules), flush=True)
    if sample:
        for note in _notes(found, rules):
            print(f"  {note}", flush=True)
    return True


def _print_faults(name: str, error: ScenarioError) -> None:
    """Print every fault in a line that begins with the file."""
    if not error.faults:
        print(f"{error}", file=sys.stderr)
    for fault in error.faults:
        print(f"{legible(name)}: {fault}", file=sys.stderr)


def _summary(name: str, found: Found, rules: Rules) -> str:
    counts = {
        "tracks": rules.tracks,
        "derived tracks": rules.derived,
        "issues": rules.issues,
        "moves": rules.moves,
        "events": rules.events,
        "endings": rules.endings,
    }
    sides = " and ".join(side.name for side in rules.sides)
    words = ", ".join(f"{len(entries)} {words}" for words, entries in counts.items())
    return f"{legible(name)}: {rules.scenario.title}, between {sides}: {words}; {len(found.text.encode()):,} bytes"


def _notes(found: Found, rules: Rules) -> Iterator[str]:
    """Play, and yield what never came up."""
    from wargame.game.summit import compile_found
    from wargame.runs.sample import sampled

    summit = compile_found(found)
    samples = [sampled(summit, player, SAMPLED, SAMPLE_SEED) for player in ("random", "doctrine")]
    yield f"sampled: {SAMPLED:,} games between random and {SAMPLED:,} between doctrine players, from seed {SAMPLE_SEED}"
    yield from _never(rules, samples)
    for each in samples:
        if each.stuck:
            yield f"{each.stuck} of {each.games:,} {each.player} games got stuck: no move, or nothing to be drawn"
        if each.too_long:
            limit = rules.scenario.ply_limit
            yield f"{each.too_long} of {each.games:,} {each.player} games went over {limit} decisions"


def _never(rules: Rules, samples: list[Sample]) -> Iterator[str]:
    reached = set().union(*(each.endings for each in samples))
    legal = set().union(*(each.legal for each in samples))
    moves = {(move.side, move.id) for move in rules.moves}
    yield from _note("endings never reached", [each.id for each in rules.endings if each.id not in reached])
    yield from _note("moves never legal", [f"{side}:{id_}" for side, id_ in sorted(moves - legal)])
    for each in samples:
        unplayed = [f"{side}:{id_}" for side, id_ in sorted((moves & each.legal) - each.played)]
        yield from _note(f"moves that were legal and never played by {each.player} players", unplayed)


def _note(words: str, names: list[str]) -> Iterator[str]:
    if names:
        yield f"{words} in this sample ({len(names)}): {', '.join(names)}"
