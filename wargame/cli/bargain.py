"""`wargame analyze bargain`: what each pair of mandates leaves to bargain about."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.cli.completing import saved_games, scenarios
from wargame.cli.flags import Changes, Plain  # noqa: TC001  Typer reads the annotations
from wargame.cli.output import AsJson, Force, destination, print_json, print_schema, scenario_files
from wargame.cli.replay import REFEREE_NAME, As, seat_named
from wargame.cli.saves import Saves, at_ply, open_save, rules_for
from wargame.errors import JournalError, RunError, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.analysis.bargaining.zone_report import PositionAccount
    from wargame.analysis.bargaining.zones import Zone
    from wargame.destination import Destination
    from wargame.game.game import Game
    from wargame.game.summit import Summit


class Export(StrEnum):
    """What other programs may be given."""

    NEGMAS = "negmas"
    GENIUS = "genius"
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


TABLES = (Export.CSV, Export.JSONL, Export.PARQUET)
Of = Annotated[
    str | None,
    typer.Argument(
        metavar="[SCENARIO]",
        help="A scenario's name, or the path of a file; with --from it may be left out.",
        autocompletion=scenarios,
    ),
]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="FILE@PLY",
        help="Of a saved game at a decision: the deals that can still be reached there.",
        autocompletion=saved_games,
    ),
]
Pair = Annotated[
    str | None,
    typer.Option(
        metavar="MANDATE,MANDATE", help="Only this pair of mandates, the first side's first, with its texts in words."
    ),
]
Exported = Annotated[
    Export | None,
    typer.Option(
        help="With --out: write a folder with a domain of NegMAS or GENIUS for each pair of mandates, or one table of"
        " all texts, as CSV, JSON Lines or Parquet (which needs wargame[parquet]).",
    ),
]
Schema = Annotated[bool, typer.Option("--schema", help="Describe the columns of that table, and value nothing.")]
Out = Annotated[Path | None, typer.Option(metavar="PATH", help="With --export: the folder, or the table.")]


def bargain(  # noqa: PLR0913  flags
    scenario: Of = None,
    *,
    changes: Changes = None,
    start: From = None,
    seat: As = REFEREE_NAME,
    pair: Pair = None,
    export: Exported = None,
    out: Out = None,
    schema: Schema = False,
    force: Force = False,
    as_json: AsJson = False,
    plain: Plain = False,
    saves: Saves = None,
) -> None:
    """Say what each pair of mandates leaves to bargain about.

    Of all texts that could be signed: how many both sides prefer to no deal, the frontier that no text beats, which of
    them Nash, Kalai and Smorodinsky, an egalitarian and a utilitarian would pick, how opposed the two are, and how much
    vague wording or a change of course would open. Texts are valued as signed and kept by both.
    """
    from wargame.analysis.bargaining.zone_report import zones_report

    if schema:
        _describe(scenario, changes, start, saves, as_json=as_json)
        return
    _check(scenario, changes, start, seat, export, out)
    summit, zones, position = (
        _at_start(scenario or "", changes) if start is None else _at_position(scenario, start, seat, saves)
    )
    if zones is None:
        message = f"{summit.name} has no what-ifs for a text that is kept and for no deal, so no text can be valued"
        raise ScenarioError(message)
    if pair is not None:
        zones = _chosen(summit, zones, pair)
    if export is not None and out is not None:
        read = scenario_files(scenario) if scenario is not None and start is None else []
        _write(summit, zones, export, out, read, force=force)
    report = zones_report(summit, zones, position)
    if as_json:
        print_json(report)
    else:
        from wargame.cli.zone_tables import print_zones

        print_zones(report, summit.rules.scenario.title, in_words=pair is not None, plain=plain)


def _describe(
    scenario: str | None, changes: list[str] | None, start: str | None, saves: Path | None, *, as_json: bool
) -> None:
    from wargame.analysis.bargaining.zone_report import zone_table
    from wargame.game.summit import load

    _check(scenario, changes, start, REFEREE_NAME, None, None)
    summit = load(scenario or "", changes or ()) if start is None else _moment(scenario, start, saves)[0]
    print_schema(zone_table(summit.rules).fields, f"The texts of {summit.name}, by pair of mandates", as_json=as_json)


def _check(  # noqa: PLR0913, PLR0917  flags
    scenario: str | None,
    changes: list[str] | None,
    start: str | None,
    seat: str,
    export: Export | None,
    out: Path | None,
) -> None:
    """Refuse what does not go together.

    Raises:
        typer.BadParameter: it does not.
    """
    if scenario is None and start is None:
        message = "name a scenario, or a moment of a saved game with --from FILE@PLY"
        raise typer.BadParameter(message, param_hint="'SCENARIO'")
    if start is None and seat != REFEREE_NAME:
        message = "goes with --from: at the start of a game there is nothing that only one side knows"
        raise typer.BadParameter(message, param_hint="'--as'")
    if start is not None and changes:
        message = "a saved game has its own rules; --from does not go with it"
        raise typer.BadParameter(message, param_hint="'--set'")
    if (export is None) != (out is None):
        message = "--export says what is written and --out where; they go together"
        raise typer.BadParameter(message, param_hint="'--export'" if export is None else "'--out'")


def _at_start(scenario: str, changes: list[str] | None) -> tuple[Summit, list[Zone] | None, None]:
    from wargame.analysis.bargaining.zones import zones_of
    from wargame.game.summit import load

    summit = load(scenario, changes or ())
    return summit, zones_of(summit), None


def _at_position(
    scenario: str | None, start: str, name: str, saves: Path | None
) -> tuple[Summit, list[Zone] | None, PositionAccount]:
    """Return the zones at a moment of a saved game.

    Raises:
        JournalError: there is no such moment, the game is over there, or it is one of another scenario.
    """
    from wargame.analysis.bargaining.reachable import still_signable
    from wargame.analysis.bargaining.zones import zones_at

    summit, game, file = _moment(scenario, start, saves)
    seat = seat_named(summit, name)
    known = game.known_to(seat)
    return summit, zones_at(known, still_signable(known)), {"file": file, "ply": game.ply, "seat": seat}


def _moment(scenario: str | None, start: str, saves: Path | None) -> tuple[Summit, Game, str]:
    from wargame.authoring.catalog import find
    from wargame.journal.replay import replayed

    name, ply = at_ply(start, "--from")
    journal = open_save(name, saves)
    summit = rules_for(journal)
    if scenario is not None and find(scenario).name.removesuffix(".toml") != summit.id:
        message = f"{journal.path.name} is a game of {summit.id}, not of {scenario}; leave the scenario out"
        raise JournalError(message)
    game = replayed(summit, journal, ply)
    if game.is_over:
        message = f"{journal.path.name} is over at ply {ply}; name a decision before it, 0 to {ply - 1}"
        raise JournalError(message)
    return summit, game, journal.path.name


def _chosen(summit: Summit, zones: Sequence[Zone], text: str) -> list[Zone]:
    """Return the zone of the pair of mandates that is named.

    Raises:
        typer.BadParameter: there is no such pair.
    """
    from wargame.scenario.faults import nearest

    names = tuple(each.strip() for each in text.split(","))
    hint = "'--pair'"
    if len(names) != len(summit.rules.sides):
        message = f"write two mandates, such as {','.join(zones[0].room.mandates)}; found {text!r}"
        raise typer.BadParameter(message, param_hint=hint)
    for side, name in zip(summit.rules.sides, names, strict=True):
        known = [each.id for each in side.mandates]
        if name not in known:
            message = f"{side.name} has no mandate {name!r}{nearest(name, known)}; there are {', '.join(known)}"
            raise typer.BadParameter(message, param_hint=hint)
    found = [zone for zone in zones if zone.room.mandates == names]
    if not found:
        possible = "; ".join(",".join(zone.room.mandates) for zone in zones)
        message = f"{text} cannot be the pair there; possible are {possible}"
        raise typer.BadParameter(message, param_hint=hint)
    return found


# -- files


def _write(  # noqa: PLR0913
    summit: Summit, zones: Sequence[Zone], export: Export, out: Path, read: list[Path], *, force: bool
) -> None:
    from wargame.analysis.bargaining.exchange import FILES, folder_of
    from wargame.analysis.bargaining.zone_report import zone_rows, zone_table

    if export in TABLES:
        table, ending = zone_table(summit.rules), f".{export.value}"
        table.write(destination(out, table.kind(ending), read=read, force=force), zone_rows(zones), ending)
        return
    kind, files_of = FILES[export]
    made: list[tuple[Destination, str]] = []
    for zone in zones:
        folder = out / folder_of(zone)
        _make_folder(folder)
        files = files_of(summit.rules, zone).items()
        made += [(destination(folder / name, kind, read=read, force=force), text) for name, text in files]
    for place, text in made:
        place.write(text)


def _make_folder(folder: Path) -> None:
    """Make a folder for a domain.

    Raises:
        RunError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        message = f"cannot write {folder}: {getattr(error, 'strerror', None) or error}"
        raise RunError(message) from error
