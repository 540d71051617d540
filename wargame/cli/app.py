"""The `wargame` command: its subcommands, and the handling of errors.

Exit codes: 0 done, 1 failed with one message on standard error, 2 wrong usage, 128 + n stopped by signal n: 130 by
Ctrl-C, 143 by SIGTERM, 129 by SIGHUP. A reader of standard output that has gone, such as `head`, is no failure.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from wargame import __version__
from wargame.cli.analyze import analyses
from wargame.cli.bench import bench
from wargame.cli.classroom import classroom
from wargame.cli.completing import words_as_bash_has_them
from wargame.cli.debrief import debrief
from wargame.cli.desk import open_lobby
from wargame.cli.export import export
from wargame.cli.flags import examples
from wargame.cli.mcp import mcp
from wargame.cli.merge import merge
from wargame.cli.play import play
from wargame.cli.replay import replay
from wargame.cli.review import review
from wargame.cli.run import run_games
from wargame.cli.save import saved
from wargame.cli.scenario import scenarios
from wargame.cli.screen import has_screen, open_screen
from wargame.cli.serve import serve
from wargame.cli.solve import solve
from wargame.cli.streams import open_streams
from wargame.cli.tournament import tournament
from wargame.cli.train import train
from wargame.cli.waiting import tell_of_preparing
from wargame.errors import ScenarioError, WargameError
from wargame.legible import legible

app = typer.Typer(
    name="wargame",
    epilog=examples("play", "play two-villages --help", "serve"),
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001  Typer calls it so
    if wanted:
        print(f"wargame {__version__}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version, and stop.")
]


Plain = Annotated[bool, typer.Option("--plain", help="The menu line by line, for pipes and screen readers.")]


@app.callback()
def begin(context: typer.Context, *, plain: Plain = False, version: Version = False) -> None:  # noqa: ARG001  its callback has it
    """Summit negotiations as a tabletop wargame: play, simulate and study them.

    Without a command: the menu, on a full screen; line by line with --plain, and without a terminal.
    """
    if context.invoked_subcommand is None:
        open_screen() if has_screen() and not plain else open_lobby()
    elif plain:
        message = f"goes with the menu, or behind a command: wargame {context.invoked_subcommand} --plain"
        raise typer.BadParameter(message, param_hint="'--plain'")


app.command(
    "play",
    epilog=examples(
        "play", "play two-villages --seat hill=human --seat vale=human", "play --resume", "play --from game.jsonl@12"
    ),
)(play)
app.command(
    "replay", epilog=examples("replay game.jsonl", "replay game.jsonl --as usa --to 12", "replay game.jsonl --verify")
)(replay)
app.command(
    "review",
    epilog=examples(
        "review game.jsonl",
        "review game.jsonl --budget 10000 --json",
        "review game.jsonl --html review.html",
        "review game.jsonl --retry 12",
    ),
)(review)
app.command(
    "run",
    epilog=examples(
        "run trump-kim-2018 --games 100000 --out games.csv",
        "run trump-kim-2018 --game 17 --verbose",
        "run trump-kim-2018 --first 500 --games 500 --json",
        "run two-villages --games 10000 --trajectories games.parquet",
        "run trump-kim-2018 --games 100000 --dask local --json",
    ),
)(run_games)
app.command("merge", epilog=examples("merge first.json second.json", "merge part-*.json --json"))(merge)
app.command("mcp", epilog=examples("mcp", "mcp --saves assistant"))(mcp)
app.command("serve", epilog=examples("serve --port 9000"))(serve)
app.command(
    "tournament",
    epilog=examples(
        "tournament two-villages --players random,doctrine --seed 1",
        "tournament river-treaty --players doctrine,search:200 --out t.jsonl",
        "tournament two-villages --players random,greedy --selves --nfg x.nfg",
        "tournament two-villages --players random,search:200 --dask local",
    ),
)(tournament)
app.command(
    "train",
    epilog=examples(
        "train my-summit.toml",
        "train two-villages --games 300 --seed 1",
        "train two-villages --dask tcp://10.0.0.1:8786",
    ),
)(train)
app.command(
    "classroom",
    epilog=examples("classroom trump-kim-2018 --out pack", "classroom my-summit.toml --out pack"),
)(classroom)
app.command(
    "debrief", epilog=examples("debrief saves/samples --html out", "debrief class --player search:100 --games 200")
)(debrief)
app.command(
    "solve",
    epilog=examples(
        "solve two-villages",
        "solve two-villages --out tv.strategy.json",
        "solve river-treaty --method external --seconds 60",
    ),
)(solve)
app.command("export", epilog=examples("export two-villages --efg two-villages.efg"))(export)
app.command("bench", epilog=examples("bench --seconds 2 --json"))(bench)
app.add_typer(analyses, name="analyze")
app.add_typer(scenarios, name="scenario")
app.add_typer(saved, name="save")


def main() -> None:
    """Run the command line; every expected error is one message and an exit code."""
    open_streams()
    tell_of_preparing()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy would start threads that nothing here has a use for
    try:
        try:
            with words_as_bash_has_them():
                app()
        finally:
            sys.stdout.flush()  # here, where a full disk can still be told
    except WargameError as error:
        _stop(1, legible(error, lines=isinstance(error, ScenarioError)))  # only that one has more than one line
    except KeyboardInterrupt:
        _stop(130, "interrupted")
    except BrokenPipeError:
        _drop_output()
        sys.exit(0)
    except SystemExit as stop:
        met_first = stop.__context__  # by Typer, which exits without a word
        if isinstance(met_first, BrokenPipeError):
            _drop_output()
            sys.exit(0)
        if met_first is not None and isinstance(met_first.__cause__, KeyboardInterrupt):
            _stop(130, "interrupted")
        raise
    except ImportError as error:
        _stop(1, f"a part that is needed cannot be loaded: {_first(error)}")
    except MemoryError:
        _stop(1, "out of memory")
    except OSError as error:  # a full disk, a terminal that has gone
        _drop_output()
        place = f"{legible(error.filename)}: " if error.filename else ""
        _stop(1, f"{place}{error.strerror or error}")


def _first(error: BaseException) -> str:
    """Return the innermost cause of an error, in one line: those around it add advice for other people."""
    while (before := error.__cause__ or (None if error.__suppress_context__ else error.__context__)) is not None:
        error = before
    return " ".join(str(error).split()) or type(error).__name__


def _stop(code: int, message: str) -> None:
    print(f"wargame: {legible(message, lines=True)}", file=sys.stderr)
    sys.exit(code)


def _drop_output() -> None:
    """Discard what is still buffered for standard output, or Python would fail once more while it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
