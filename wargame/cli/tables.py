"""The report of a run in tables: with rules on a terminal, in columns of text alone anywhere else."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from wargame.cli.streams import below
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from wargame.runs.report import RunReport


WIDTH = 110  # where there is no terminal
FEW = 10  # games a second, of which tenths count


def print_tables(report: RunReport, *, plain: bool = False) -> None:
    """Print the policy in use, how the games of a run ended, their scores, and how long they took."""
    console = console_for(plain=plain)
    games = report["games"]
    part = "" if [first for first, _ in report["played"]] == [0] else f", {_numbers(report['played'])}"
    console.print(f"{report['title']} ({report['scenario']}): {games:,} games from seed {report['seed']}{part}")
    if policy := _policy(report):
        console.print(policy, soft_wrap=True)
    if games == report["faults"]:
        return
    console.print(_endings(report))
    console.print(_scores(report))
    for line in _lines(report):
        console.print(line)


def _policy(report: RunReport) -> str:
    """Return the policy that search players used in words, "" if no player uses one."""
    from wargame.players.learned import PolicyUse
    from wargame.players.roster import uses_policy

    if not any(map(uses_policy, report["seats"].values())):
        return ""
    account = report["policy"]
    return PolicyUse(name=account["name"], digest=account["sha256"], reason=account["reason"]).words


def console_for(*, plain: bool = False) -> Console:
    """Return a console on standard output, as wide as the terminal; a plain one without a terminal, or if wished."""
    is_terminal = sys.stdout.isatty()
    make = _PlainConsole if plain or not is_terminal else _Console
    width = None if is_terminal else WIDTH
    return make(file=below(sys.stdout), width=width, markup=False, emoji=False, highlight=False)


class _Console(Console):
    """A console for text from outside: markup and control codes in it have no effect."""

    def render_str(self, text: str, **options: Any) -> Text:  # noqa: ANN401  as Rich has them
        """Render a text, printed or in a cell, without markup."""
        return super().render_str(legible(text, lines=True), **options)


class _PlainConsole(_Console):
    """A console for a file, a pipe or a screen reader: no styles, no rules, no spaces at the end of a line."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  as Rich has them
        super().__init__(force_terminal=False, color_system=None, **options)

    def print(self, *objects: Any, **options: Any) -> None:  # noqa: ANN401  as Rich has them
        """Print texts, and tables as columns of text."""
        for table in objects:
            if isinstance(table, Table):
                table.box, table.pad_edge = None, False
        with self.capture() as printed:
            super().print(*objects, **options)
        self.file.writelines(f"{line.rstrip()}\n" for line in printed.get().splitlines())
        if any(isinstance(each, Table) for each in objects):
            self.file.write("\n")


def table_of(columns: Sequence[tuple[str, str]]) -> Table:
    """Return an empty table with these columns, each a heading and its alignment."""
    table = Table(box=SIMPLE_HEAD)
    for name, side in columns:
        table.add_column(name, justify="left" if side == "left" else "right")
    return table


def _endings(report: RunReport) -> Table:
    table = table_of(
        [("ending", "left"), ("", "left"), ("games", "right"), ("share", "right"), ("95 % interval", "right")]
    )
    for each in report["endings"]:
        share = _percent(each["share"])
        table.add_row(each["id"], each["title"], f"{each['count']:,}", share, _range(each["low"], each["high"]))
    return table


def _numbers(spans: Sequence[Sequence[int]]) -> str:
    """Return the numbers of games in words."""
    return "games " + ", ".join(f"{first:,} to {stop - 1:,}" for first, stop in spans)


def _scores(report: RunReport) -> Table:
    names = {side["id"]: side["title"] for side in report["sides"]}
    figures = ("mean score", "95 % interval", f"score of {report['success_line']} or more", "95 % interval")
    table = table_of([("side", "left"), ("player", "left"), *((name, "right") for name in figures)])
    for side, each in report["scores"].items():
        mean = f"{each['low']:.2f} – {each['high']:.2f}"
        success, within = _percent(each["success"]), _range(each["success_low"], each["success_high"])
        table.add_row(names[side], report["seats"][side], f"{each['mean']:.2f}", mean, success, within)
    return table


def _lines(report: RunReport) -> list[str]:
    both, one, neither = (_percent(report["fate"][which]) for which in ("both", "one", "neither"))
    plies, rolls, timing = report["plies_mean"], report["chance_nodes_mean"], report["timing"]
    threads = "1 thread" if timing["threads"] == 1 else f"{timing['threads']} threads"
    rate = timing["games_per_second"]
    return [
        f"Both succeed in {both} of games, one side in {one}, neither in {neither}.",
        f"A game takes {plies:.1f} decisions and {rolls:.1f} rolls on average.",
        f"{timing['seconds']:.2f} s on {threads}: {rate:,.{0 if rate >= FEW else 1}f} games/s",
    ]


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _range(low: float, high: float) -> str:
    return f"{100 * low:.2f} – {100 * high:.2f} %"
