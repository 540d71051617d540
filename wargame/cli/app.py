"""The `wargame` command: its subcommands, and what becomes of errors.

Exit codes: 0 done, 1 failed with one message on standard error, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import os
import sys

import typer

from wargame.cli.bench import bench
from wargame.cli.play import play
from wargame.cli.run import run_games
from wargame.cli.scenario import scenarios
from wargame.errors import WargameError

__all__ = ["app", "main"]

app = typer.Typer(
    name="wargame",
    help="Summit negotiations as a tabletop wargame: play, simulate and study them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(scenarios, name="scenario")
app.command("play")(play)
app.command("run")(run_games)
app.command("bench")(bench)


def main() -> None:
    """Run the command line; every expected error is one message and an exit code."""
    try:
        app()
    except WargameError as error:
        print(f"wargame: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("\nwargame: interrupted", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:  # the reader has gone, for example `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
