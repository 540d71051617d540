"""The commands: where each one is, and what its help gives as examples.

Only the one that is asked for is loaded, and none for the menu; all of them for the help, for a shell that completes,
and for a word that is none of theirs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import typer
from attrs import frozen

from wargame.cli.flags import examples

if TYPE_CHECKING:
    from collections.abc import Sequence


@frozen
class Command:
    """A command, or a group of them (a `Typer`), by the name of what it is in its module."""

    module: str
    name: str
    examples: tuple[str, ...] = ()  # a group's commands have their own

    def join(self, app: typer.Typer, word: str) -> None:
        """Load it, and offer it as this word."""
        found = getattr(import_module(f"wargame.cli.{self.module}"), self.name)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=word)
        else:
            app.command(word, epilog=examples(*self.examples))(found)


COMMANDS = {
    "play": Command(
        "play",
        "play",
        (
            "play",
            "play two-villages --seat hill=human --seat vale=human",
            "play --resume",
            "play --from game.jsonl@12",
        ),
    ),
    "replay": Command(
        "replay",
        "replay",
        (
            "replay game.jsonl",
            "replay game.jsonl --as usa --to 12",
            "replay game.jsonl --verify",
        ),
    ),
    "review": Command(
        "review",
        "review",
        (
            "review game.jsonl",
            "review game.jsonl --budget 10000 --json",
            "review game.jsonl --html review.html",
            "review game.jsonl --retry 12",
        ),
    ),
    "run": Command(
        "run",
        "run_games",
        (
            "run trump-kim-2018 --games 100000 --out games.csv",
            "run trump-kim-2018 --game 17 --verbose",
            "run trump-kim-2018 --first 500 --games 500 --json",
            "run two-villages --games 10000 --trajectories games.parquet",
            "run trump-kim-2018 --games 100000 --dask local --json",
        ),
    ),
    "merge": Command(
        "merge",
        "merge",
        (
            "merge first.json second.json",
            "merge part-*.json --json",
        ),
    ),
    "mcp": Command(
        "mcp",
        "mcp",
        (
            "mcp",
            "mcp --saves assistant",
        ),
    ),
    "serve": Command("serve", "serve", ("serve --port 9000",)),
    "tournament": Command(
        "tournament",
        "tournament",
        (
            "tournament two-villages --players random,doctrine --seed 1",
            "tournament river-treaty --players doctrine,search:200 --out t.jsonl",
            "tournament two-villages --players random,greedy --selves --nfg x.nfg",
            "tournament two-villages --players random,search:200 --dask local",
        ),
    ),
    "train": Command(
        "train",
        "train",
        (
            "train my-summit.toml",
            "train two-villages --games 300 --seed 1",
            "train two-villages --dask tcp://10.0.0.1:8786",
        ),
    ),
    "classroom": Command(
        "classroom",
        "classroom",
        (
            "classroom trump-kim-2018 --out pack",
            "classroom my-summit.toml --out pack",
        ),
    ),
    "debrief": Command(
        "debrief",
        "debrief",
        (
            "debrief saves/samples --html out",
            "debrief class --player search:100 --games 200",
        ),
    ),
    "solve": Command(
        "solve",
        "solve",
        (
            "solve two-villages",
            "solve two-villages --out tv.strategy.json",
            "solve river-treaty --method external --seconds 60",
        ),
    ),
    "export": Command("export", "export", ("export two-villages --efg two-villages.efg",)),
    "bench": Command("bench", "bench", ("bench --seconds 2 --json",)),
    "analyze": Command("analyze", "analyses"),
    "scenario": Command("scenario", "scenarios"),
    "save": Command("save", "saved"),
}


def asked(words: Sequence[str]) -> tuple[str, ...]:
    """Return the commands that may be meant by the words behind `wargame`: none (the menu), one, or all."""
    if {*words} <= {"--plain"}:
        return ()
    first = next((word for word in words if not word.startswith("-")), "")
    return (first,) if first in COMMANDS else tuple(COMMANDS)
