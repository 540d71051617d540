"""The `wargame` command: its subcommands, and the handling of errors.

Exit codes: 0 done, 1 failed with one message on standard error, 2 wrong usage, 128 + n stopped by signal n: 130 by
Ctrl-C, 143 by SIGTERM, 129 by SIGHUP. A reader of standard output that has gone, such as `head`, is no failure.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import TYPE_CHECKING, Annotated

import typer
from typer.main import get_command

from wargame import __version__
from wargame.cli.commands import COMMANDS, asked
from wargame.cli.completing import words_as_bash_has_them
from wargame.cli.desk import open_lobby
from wargame.cli.flags import examples
from wargame.cli.screen import has_screen, open_screen
from wargame.cli.streams import open_streams
from wargame.cli.waiting import tell_of_preparing
from wargame.errors import ScenarioError, WargameError
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_COMPLETING = "_WARGAME_COMPLETE"  # set by a shell that completes a word


def _print_version(wanted: bool) -> None:  # noqa: FBT001  Typer calls it so
    if wanted:
        print(f"wargame {__version__}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version, and stop.")
]


Plain = Annotated[bool, typer.Option("--plain", help="The menu line by line, for pipes and screen readers.")]


def begin(context: typer.Context, *, plain: Plain = False, version: Version = False) -> None:  # noqa: ARG001  its callback has it
    """Summit negotiations as a tabletop wargame: play, simulate and study them.

    Without a command: the menu, on a full screen; line by line with --plain, and without a terminal.
    """
    if context.invoked_subcommand is None:
        open_screen() if has_screen() and not plain else open_lobby()
    elif plain:
        message = f"goes with the menu, or behind a command: wargame {context.invoked_subcommand} --plain"
        raise typer.BadParameter(message, param_hint="'--plain'")


def app_with(commands: Iterable[str] = COMMANDS) -> typer.Typer:
    """Return the command line with these commands."""
    app = typer.Typer(
        name="wargame",
        epilog=examples("play", "play two-villages --help", "serve"),
        invoke_without_command=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(begin)
    for word in commands:
        COMMANDS[word].join(app, word)
    return app


@cache
def command_line(commands: tuple[str, ...]) -> Callable[[], None]:
    """Return what runs the words behind `wargame`, with these commands; made once, for programs that call it often."""
    return get_command(app_with(commands))


def main() -> None:
    """Run the command line; every expected error is one message and an exit code."""
    open_streams()
    tell_of_preparing()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy would start threads that nothing here has a use for
    try:
        try:
            with words_as_bash_has_them():
                command_line(tuple(COMMANDS) if _COMPLETING in os.environ else asked(sys.argv[1:]))()
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
