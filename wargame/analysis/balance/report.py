"""A balance report as a page of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.destination import Kind
from wargame.scenario.meanings import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wargame.analysis.balance.balance import BalanceReport, RowAccount, Usage
    from wargame.analysis.balance.terms import Contribution

PAGE = Kind("a page of balance", lambda head, _: head.startswith(b"# Balance of ") and b"\nMade by `" in head)


def balance_markdown(report: BalanceReport, command: str, date: str) -> str:
    """Return the page of a balance report; `command` and `date` stand at its head."""
    return "\n".join(_page(report, command, date)) + "\n"


def _page(report: BalanceReport, command: str, date: str) -> Iterator[str]:
    yield f"# Balance of {report['scenario']}"
    yield ""
    yield f"Made by `{command}` on {date} with wargame {report['version']}, from the scenario with SHA-256"
    yield f"`{report['scenario_sha256'][:16]}…`."
    if digest := report["policy"]["sha256"]:
        yield f"Its search players leaned on the policy `{report['policy']['name']}` with SHA-256 `{digest[:16]}…`."
    if not report["complete"]:
        yield "It was stopped early: not all of it was played."
    yield ""
    for name, pool in report["pools"].items():
        yield f"- {name}: {pool['players']}, {pool['games']:,} games"
    yield f"- positions judged by: {report['judge']}"
    yield ""
    yield f"{summary_words(report)} The square brackets hold 95 % intervals."
    yield ""
    for heading, tables in sections(report):
        yield f"## {heading}"
        yield ""
        for heads, rows in tables:
            yield from _table(heads, rows)
            yield ""
    yield "## Notes"
    yield ""
    for row in report["rows"]:
        if row["note"]:
            yield f"- {row['measure']}, {row['what']}{', ' if row['pool'] else ''}{row['pool']}: {row['note']}"
    yield ""
    yield "## Endings"
    yield ""
    names = list(report["pools"])
    yield from _table(
        ("ending", "class", *names),
        [
            (each["title"], each["class"], *(f"{100 * each['shares'][name]:.1f} %" for name in names))
            for each in report["endings"]
        ],
    )
    yield ""
    yield "## Terms of the score: points a game, by mandate"
    yield ""
    yield from _table(
        ("side", "mandate", "term", *names),
        [
            (each["side"], each["mandate"], each["term"], *(_points(each["pools"][name]) for name in names))
            for each in report["terms"]
        ],
    )
    yield ""
    yield "## Moves: played, of the decisions at which they were legal"
    yield ""
    yield from _table(
        ("side", "move", *names),
        [(each["side"], each["id"], *(_usage(each["pools"][name]) for name in names)) for each in report["moves"]],
    )


def _points(found: Contribution) -> str:
    if found["mean"] is None:
        return "–"
    ends = "" if found["low"] is None else f" [{found['low']:.1f}, {found['high']:.1f}]"
    return f"{found['mean']:+.1f}{ends}"


def _usage(usage: Usage) -> str:
    if not usage["legal"]:
        return "never legal"
    return f"{100 * usage['played'] / usage['legal']:.1f} % of {usage['legal']:,}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


Rows = tuple[tuple[str, ...], list[tuple[str, ...]]]  # heads, cells


def sections(report: BalanceReport) -> Iterator[tuple[str, list[Rows]]]:
    """Yield each heading with its tables: first the measures of pools, then those that belong to none."""
    for heading, measures in HEADINGS.items():
        tables = [table for table in (compared(report, measures), alone(report, measures)) if table[1]]
        if tables:
            yield heading, tables


def compared(report: BalanceReport, measures: Sequence[str]) -> Rows:
    """Return the table of the measures of pools: a row for each measure, a column for each pool."""
    pools = list(report["pools"])
    found: dict[tuple[str, str], dict[str, RowAccount]] = {}
    for row in report["rows"]:
        if row["pool"] and row["measure"] in measures:
            found.setdefault((row["measure"], row["what"]), {})[row["pool"]] = row
    rows = []
    for (measure, what), by_pool in sorted(found.items(), key=lambda item: measures.index(item[0][0])):
        aims = [(name, row) for name, row in by_pool.items() if row["aim"]]
        marked = [f"{name}: " if len(aims) > 1 else "" for name, _ in aims]
        rows.append(
            (
                measure,
                what,
                *(_cell(by_pool[name]) if name in by_pool else "" for name in pools),
                "; ".join(f"{mark}{row['aim']}" for mark, (_, row) in zip(marked, aims, strict=True)),
                "; ".join(f"{mark}{row['verdict']}" for mark, (_, row) in zip(marked, aims, strict=True)),
            )
        )
    return ("measure", "what", *pools, "aim", "verdict"), rows


def alone(report: BalanceReport, measures: Sequence[str]) -> Rows:
    """Return the table of the measures that belong to no pool: of the rules, or of players across pools."""
    rows = [row for row in report["rows"] if not row["pool"] and row["measure"] in measures]
    cells: list[tuple[str, ...]] = [
        (row["measure"], row["what"], _cell(row), row["aim"], row["verdict"]) for row in rows
    ]
    return ("measure", "what", "figure", "aim", "verdict"), cells


def _cell(row: RowAccount) -> str:
    return f"{_figure_words(row)} {_interval_words(row)}".strip()


def summary_words(report: BalanceReport) -> str:
    """Return a sentence on how many aims are met."""
    verdicts = [row["verdict"] for row in report["rows"] if row["aim"]]
    met, missed = sum(each.is_met for each in verdicts), sum(each.is_missed for each in verdicts)
    unsure = sum(each.is_uncertain for each in verdicts)
    unknown = len(verdicts) - met - missed
    more = f", {unknown} cannot be said" if unknown else ""
    return f"Of {len(verdicts)} aims {met} are met and {missed} missed ({unsure} of these verdicts not certain){more}."


def _figure_words(row: RowAccount) -> str:
    """Return a figure with its unit."""
    return "–" if row["value"] is None else _number(row["value"], row["unit"])


def _interval_words(row: RowAccount) -> str:
    """Return an interval, "" where the figure is exact or nothing is known."""
    low, high = row["low"], row["high"]
    if low is None or high is None or low == high:
        return ""
    form = 100 if row["unit"] == "%" else 1
    digits = 1 if row["unit"] == "%" else 2
    return f"[{form * low:.{digits}f}, {form * high:.{digits}f}]"


def _number(value: float, unit: str) -> str:
    if unit == "%":
        return f"{100 * value:.1f} %"
    return f"{value:+.2f}" if unit == "points" else f"{value:.3g}"
