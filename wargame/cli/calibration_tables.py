"""A calibration printed: odds by bins and by rules, expected scores by bins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wargame.cli.tables import console_for, table_of

if TYPE_CHECKING:
    from rich.console import Console

    from wargame.analysis.calibration.calibration import CalibrationReport

_SHOWN = 12  # rules
_FULL = 100


def print_calibration(report: CalibrationReport, title: str, *, plain: bool) -> None:
    """Print it."""
    console = console_for(plain=plain)
    unfinished = f", {report['unfinished']:,} of them unfinished" if report["unfinished"] else ""
    console.print(f"{title} ({report['scenario']}): {report['games']:,} games{unfinished}, seed {report['seed']}")
    console.print(f"\nStated odds beside {report['rolls']:,} rolls, all outcomes of like odds together:")
    _print_odds(console, report)
    console.print(f"By rule, the least likely first ({len(report['rules'])} rules that rolled):")
    _print_rules(console, report)
    if report["least_chance"] is not None:
        console.print(f"That honest dice bring the first of so many rules: {report['least_chance']:.2f} (Bonferroni)")
    console.print(f"\nExpected scores beside those reached, one decision of each game; the judge: {report['judge']}")
    for each in report["scores"]:
        _print_scores(console, each)


def _print_odds(console: Console, report: CalibrationReport) -> None:
    heads = ("odds", "outcomes", "stated", "drawn", "difference", "95 % interval")
    table = table_of([(head, "right") for head in heads])
    each: Any
    for each in report["odds"]:
        odds = f"{_FULL * each['low']:.0f} to {_FULL * each['high']:.0f} %"
        stated, drawn = (f"{_FULL * each[name]:.2f} %" for name in ("stated", "drawn"))
        table.add_row(odds, f"{each['outcomes']:,}", stated, drawn, *_interval(each["difference"], _FULL))
    console.print(table)


def _print_rules(console: Console, report: CalibrationReport) -> None:
    heads = ("rolls", "chi-square", "degrees", "chance")
    table = table_of([("rule", "left"), *((head, "right") for head in heads)])
    each: Any
    for each in report["rules"][:_SHOWN]:
        chi_square, chance = f"{each['chi_square']:.2f}", f"{each['chance']:.3f}"
        table.add_row(each["rule"], f"{each['rolls']:,}", chi_square, str(each["freedom"]), chance)
    console.print(table)


def _print_scores(console: Console, each: Any) -> None:  # noqa: ANN401  plain data
    if not each["games"]:
        console.print(f"{each['side']}: no game came to an ending")
        return
    error, ends = _interval(each["error"])
    slope = "" if each["slope"] is None else f"; for each point expected {' '.join(_interval(each['slope']))} reached"
    console.print(f"{each['side']}: mean error {error} {ends}, root mean square {each['deviation']:.1f}{slope};")
    console.print(f"  the forecasts take away {_FULL * each['explained']:.0f} % of the scores' variance")
    heads = ("expected", "games", "mean", "reached", "error", "95 % interval")
    table = table_of([(head, "right") for head in heads])
    for found in each["bins"]:
        between, means = (
            f"{found['low']} to {found['high']}",
            (f"{found[name]:.1f}" for name in ("expected", "reached")),
        )
        table.add_row(between, f"{found['games']:,}", *means, *_interval(found["error"]))
    console.print(table)


def _interval(found: dict[str, float], scale: float = 1) -> tuple[str, str]:
    value, low, high = (scale * found[end] for end in ("value", "low", "high"))
    return f"{value:+.2f}", f"[{low:+.2f}, {high:+.2f}]"
