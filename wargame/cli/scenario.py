"""`wargame scenario list | show | check`, beside `new` and `schema`."""

from __future__ import annotations

import shlex
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.cli.authoring import new, schema, versions
from wargame.cli.completing import scenarios as scenario_names
from wargame.cli.flags import Changes, examples
from wargame.errors import RunError, ScenarioError
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.authoring.catalog import Found
    from wargame.plain.paper import Paper
    from wargame.scenario.places import Origin
    from wargame.scenario.ruleset import Rules

scenarios = typer.Typer(help="Begin, list, read and check scenarios.", no_args_is_help=True, rich_markup_mode=None)
scenarios.command("new", epilog=examples("scenario new my-summit"))(new)
scenarios.command("schema", epilog=examples("scenario schema > scenario.schema.json"))(schema)

NAME = "A scenario's name, or the path of a file."

SAMPLED = 2_000  # games of each kind that `check` plays
SAMPLE_SEED = 2018


@scenarios.command("list", epilog=examples("scenario list"))
def list_() -> None:
    """List the scenarios that have a name.

    They are the bundled ones, and those in a folder of yours: the one named in WARGAME_SCENARIOS, else one among the
    user's data; a policy may lie beside each.
    """
    from wargame.authoring.catalog import bundled, known

    for name, path in known().items():
        origin = "bundled" if name in bundled() else f"yours, {legible(path)}"
        print(f"{name:<16} {_described(name, path)} ({origin})")


def _described(name: str, path: Path) -> str:
    """Say in half a line what a scenario is about, or that its file cannot be read."""
    from wargame.authoring.catalog import find
    from wargame.authoring.reading import parse_scenario

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
    from wargame.authoring.catalog import find
    from wargame.authoring.loading import rules_of
    from wargame.plain.paper import Paper, terminal_width

    if move is not None and paragraph is not None:
        message = "give either --move or --paragraph"
        raise RunError(message)
    found = find(name, changes or ())
    rules = rules_of(found.text, found.name, strict=True, origin=found.origin())
    paper = Paper(sys.stdout, terminal_width())
    if move is not None:
        _show_move(paper, rules, move)
    elif paragraph is not None:
        _show_paragraph(paper, rules, paragraph)
    else:
        _show_overview(paper, rules)


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
    from wargame.scenario.lookup import rules_named

    for rule in rules_named(rules, text):
        paper.line()
        show_card(paper, card_of(rules, rule))


def _show_paragraph(paper: Paper, rules: Rules, number: int) -> None:
    from wargame.scenario.lookup import citing, paraphrase

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
    sample: Annotated[
        bool, typer.Option(help="Also play games, and tell what fails and what never comes up in them.")
    ] = True,
) -> None:
    """Name every fault of scenario files, each with its line.

    Then name what their author may have overlooked; of a good file, say what is in it. A fault, or a game of the
    sample that cannot be played to an ending, is an error; warnings are not, and both are told on standard error.
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
    from wargame.authoring.catalog import find
    from wargame.authoring.lint import doubts
    from wargame.authoring.loading import rules_of

    try:
        found = find(name, changes)
        origin = found.origin(name if found.path == Path(name) else found.path.name)
        rules = rules_of(found.text, origin.name, strict=True, origin=origin)
    except ScenarioError as error:
        _print_errors(error.faults or [str(error)])
        return False
    print(_summary(name, found, rules), flush=True)
    _print_errors(doubts(rules).lines(origin, "warning: "))
    return _is_played(found, rules, origin) if sample else True


def _print_errors(lines: Sequence[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)


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


def _is_played(found: Found, rules: Rules, origin: Origin) -> bool:
    """Play a sample, tell what failed and what never came up, and say whether every game came to an ending."""
    from wargame.game.summit import compile_found
    from wargame.runs.sample import doubts, failures, sampled

    summit = compile_found(found)
    samples = [sampled(summit, player, SAMPLED, SAMPLE_SEED) for player in ("random", "doctrine")]
    failed = failures(rules, samples)
    _print_errors(failed.lines(origin))
    _print_errors(doubts(rules, samples).lines(origin, "warning: "))
    sizes = " and ".join(f"{each.games:,} between {each.player} players" for each in samples)
    print(f"  sampled: games from seed {SAMPLE_SEED}, {sizes}")
    for each in samples:
        never = each.legal - each.played
        unplayed = [f"{move.side}:{move.id}" for move in rules.moves if (move.side, move.id) in never]
        if unplayed:
            words = f"moves that were legal and never played by {each.player} players in this sample"
            print(f"  {words} ({len(unplayed)}): {', '.join(unplayed)}")
    return not failed.found
