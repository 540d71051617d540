"""What is known of a scenario as a page of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["balance_markdown", "figure_words", "interval_words", "summary_words"]

Report = dict[str, Any]


def balance_markdown(report: Report, command: str, date: str) -> str:
    """Return the page of a balance report; `command` and `date` say how and when it was made."""
    return "\n".join(_page(report, command, date)) + "\n"


def _page(report: Report, command: str, date: str) -> Iterator[str]:
    yield f"# Balance of {report['scenario']}"
    yield ""
    yield f"Made by `{command}` on {date}, from the scenario with SHA-256 `{report['scenario_sha256'][:16]}…`."
    if not report["complete"]:
        yield "It was stopped early: not all of it was played."
    yield ""
    for name, pool in report["pools"].items():
        yield f"- {name}: {pool['players']}, {pool['games']:,} games"
    yield f"- positions judged by: {report['judge']}"
    yield ""
    yield f"{summary_words(report)} The square brackets hold 95 % intervals."
    yield ""
    yield from _table(
        ("measure", "pool", "what", "figure", "interval", "aim", "verdict", "note"),
        [
            (
                row["measure"],
                row["pool"],
                row["what"],
                figure_words(row),
                interval_words(row),
                row["aim"],
                row["verdict"],
                row["note"],
            )
            for row in report["rows"]
        ],
    )
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
    yield "## Moves: played, of the decisions at which they were legal"
    yield ""
    yield from _table(
        ("side", "move", *names),
        [(each["side"], each["id"], *(_usage(each["pools"][name]) for name in names)) for each in report["moves"]],
    )


def _usage(usage: Report) -> str:
    if not usage["legal"]:
        return "never legal"
    return f"{100 * usage['played'] / usage['legal']:.1f} % of {usage['legal']:,}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def summary_words(report: Report) -> str:
    """Return how many aims are met, in a sentence."""
    verdicts = [row["verdict"] for row in report["rows"] if row["aim"]]
    met, missed = (sum(each.startswith(word) for each in verdicts) for word in ("met", "missed"))
    unsure = sum(each.endswith("not certain") for each in verdicts)
    unknown = len(verdicts) - met - missed
    more = f", {unknown} cannot be said" if unknown else ""
    return f"Of {len(verdicts)} aims {met} are met and {missed} missed ({unsure} of these verdicts not certain){more}."


def figure_words(row: Report) -> str:
    """Return a figure with its unit."""
    return "–" if row["value"] is None else _number(row["value"], row["unit"])


def interval_words(row: Report) -> str:
    """Return an interval, "" where the figure is exact or nothing is known."""
    if row["low"] is None or row["low"] == row["high"]:
        return ""
    form = 100 if row["unit"] == "%" else 1
    digits = 1 if row["unit"] == "%" else 2
    return f"[{form * row['low']:.{digits}f}, {form * row['high']:.{digits}f}]"


def _number(value: float, unit: str) -> str:
    if unit == "%":
        return f"{100 * value:.1f} %"
    return f"{value:+.2f}" if unit == "points" else f"{value:.3g}"
