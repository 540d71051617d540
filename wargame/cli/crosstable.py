"""The report of a tournament in tables, for a terminal or a file."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from wargame.analysis.standings.payoffs import LEAST_SCORE
from wargame.cli.tables import console_for, table_of
from wargame.kernel.playout import MOST_SCORE

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from wargame.analysis.standings.standings import Figure, PairingAccount, SeatEffect, Standings
    from wargame.scenario.ruleset import Rules

_SHOWN = 10  # offenses told one by one
_MARK = "*"  # of a player whose moves depend on the clock
NONE = "–"  # where nothing came to scores


def print_standings(rules: Rules, report: Standings, policy: str, *, plain: bool = False) -> None:
    """Print the policy in use, the ratings, the cross table, the payoffs of each seating, and the forfeits."""
    console = console_for(plain=plain)
    console.print(
        f"{rules.scenario.title} ({report['scenario']}): {report['games']:,} games from seed {report['seed']}"
    )
    if policy:
        console.print(policy, soft_wrap=True)
    if not report["games"]:
        return
    console.print(_ratings(rules, report))
    if len(report["players"]) > 1 and report["pairings"]:
        console.print(_crosstable(report))
        console.print(_pairings(report))
    console.print(_payoffs(rules, report))
    _notes(console, report)


def _ratings(rules: Rules, report: Standings) -> Table:
    names = [rules.side(side).name for side in rules.side_ids]
    table = table_of(
        [
            ("player", "left"),
            ("rating", "right"),
            ("95 % interval", "right"),
            ("games", "right"),
            *((f"mean score as {name}", "right") for name in names),
            ("forfeits", "right"),
        ]
    )
    ratings = report["ratings"]
    ranked = sorted(report["players"], key=lambda each: -(ratings[each["player"]] or {"value": -inf})["value"])
    for each in ranked:
        rating = ratings[each["player"]]
        means = [NONE if mean is None else f"{mean:.2f}" for mean in each["mean_score_by_seat"]]
        mark = "" if each["reproducible"] else _MARK
        table.add_row(
            each["player"] + mark,
            *_gain(rating, "+.0f"),
            f"{each['games']:,}",
            *means,
            f"{each['forfeits']:,}",
        )
    return table


def _crosstable(report: Standings) -> Table:
    """Return the cross table: how many of its pairs each player won against each other one."""
    players = [each["player"] for each in report["players"]]
    shares = {}
    for each in report["pairings"]:
        won = each["pairs_won"]["value"]
        shares[each["first"], each["second"]], shares[each["second"], each["first"]] = won, 1 - won
    table = table_of([("pairs won against", "left"), *((player, "right") for player in players)])
    for one in players:
        cells = [_percent(shares[one, two]) if (one, two) in shares else "" for two in players]
        table.add_row(one, *cells)
    return table


def _pairings(report: Standings) -> Table:
    others = any(each["gain_against_others"] for each in report["pairings"])
    table = table_of(
        [
            ("pairing", "left"),
            ("pairs", "right"),
            ("won", "right"),
            ("95 % interval", "right"),
            ("gain", "right"),
            ("95 % interval", "right"),
            ("luck out", "right"),
            ("95 % interval", "right"),
            *([("against others", "right"), ("95 % interval", "right")] if others else []),
            *([("better", "left")] if any("verdict" in each for each in report["pairings"]) else []),
        ]
    )
    for each in report["pairings"]:
        won, gain, clean = each["pairs_won"], each["gain"], each["gain_corrected"]
        field = each["gain_against_others"]
        verdict = [_verdict(each)] if "verdict" in each else []
        table.add_row(
            f"{each['first']} – {each['second']}",
            f"{each['pairs']:,}",
            _percent(won["value"]),
            f"{100 * won['low']:.0f} – {100 * won['high']:.0f} %",
            *_gain(gain),
            *_gain(clean),
            *(_gain(field) if others else ()),
            *verdict,
        )
    return table


def _verdict(pairing: PairingAccount) -> str:
    verdict = pairing["verdict"]
    words = {"first": pairing["first"], "second": pairing["second"], "neither": "neither", "": "open"}
    return f"{words[verdict['better']]} ({verdict['pairs']} pairs)"


def _payoffs(rules: Rules, report: Standings) -> Table:
    sides = rules.side_ids
    names = [rules.side(side).name for side in sides]
    table = table_of(
        [
            *((name, "left") for name in names),
            *((f"{name} scores", "right") for name in names),
            *((name, "right") for name in ("together", "agreed", "Pareto", "bargaining")),
        ]
    )
    for each in report["payoffs"]:
        scores = [_plus_minus(each["scores"][side]) for side in sides]
        agreed, pareto = (
            _percent(figure["value"]) if figure else NONE for figure in (each["agreement"], each["pareto"])
        )
        bargaining = f"{each['bargaining']['value']:.0f}" if each["bargaining"] else NONE
        together = f"{each['welfare']['value']:.1f}" if each["welfare"] else NONE
        seats = [each["seats"][side] for side in sides]
        table.add_row(*seats, *scores, together, agreed, pareto, bargaining)
    return table


def _notes(console: Console, report: Standings) -> None:
    seat = report["seat_effect"]
    if seat["value"] is not None:
        worth = f"{seat['value']:+.0f} rating points ({_range(seat, '+.0f')})"
        console.print(f"The seat of {seat['seat']} is worth {worth}.")
    console.print(
        "A gain is what the first scores more than the second, in points a game; “luck out” is the same with the luck"
        " of the dice taken out; “against others” compares what the two score against third players, luck out."
    )
    if not report["reproducible"]:
        console.print(f"Players marked {_MARK}, and any move limit, hang on the clock: this is not reproducible.")
    if report["offenses"]:
        console.print(
            f"A forfeited game counts as {LEAST_SCORE} points for who forfeits and {MOST_SCORE} for the other."
        )
    for each in report["offenses"][:_SHOWN]:
        told = f"{each['player']} ({each['side']}) forfeited game {each['game']}: {each['offense']}: {each['detail']}"
        console.print(told)
    if (more := len(report["offenses"]) - _SHOWN) > 0:
        console.print(f"… and {more:,} more forfeits")
    if report["faults"]:
        console.print(f"The rules failed in {report['faults']:,} games; they count for nobody.")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _range(figure: Figure | SeatEffect, form: str) -> str:
    if figure["low"] is None or figure["high"] is None:
        return NONE
    return f"{figure['low']:{form}} to {figure['high']:{form}}"


def _gain(figure: Figure | None, form: str = "+.2f") -> tuple[str, str]:
    return (f"{figure['value']:{form}}", _range(figure, form)) if figure else (NONE, NONE)


def _plus_minus(figure: Figure | None) -> str:
    if figure is None:
        return NONE
    if figure["low"] is None or figure["high"] is None:
        return f"{figure['value']:.1f}"
    return f"{figure['value']:.1f} ± {(figure['high'] - figure['low']) / 2:.1f}"
