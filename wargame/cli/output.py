"""Output of commands for other programs: JSON, and the files that they write."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wargame.destination import Destination

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wargame.analysis.tidy import Table
    from wargame.destination import Kind
    from wargame.runs.fields import Field

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Force = Annotated[
    bool,
    typer.Option(
        "--force", help="Replace a file even if this command reads it, or it is of another kind than what is written."
    ),
]


def table_option(rows: str) -> Any:  # noqa: ANN401  Typer's
    """Return the option of a table's file; `rows` says what it has."""
    what = f"Write {rows}; the name ends in .csv, .jsonl or .parquet (which needs wargame[parquet])."
    return typer.Option("--table", "--csv", metavar="FILE", help=what)


def table_destination(
    table: Table, path: Path | None, *, read: Iterable[Path | None] = (), force: bool = False
) -> Destination | None:
    """Return the destination of a table's file if one is asked for, checked before the work begins.

    Raises:
        ExtraError: it is to be Parquet, and pyarrow is not installed.
        RunError: nothing may be written there, or nothing can be.
        typer.BadParameter: its name says no format.
    """
    if path is None:
        return None
    from wargame.analysis.tidy import ENDINGS, PARQUET
    from wargame.runs.parquet import loaded_pyarrow

    check_ending(path, ENDINGS, "'--table'")
    if path.suffix.lower() == PARQUET:
        loaded_pyarrow()
    return destination(path, table.kind(path.suffix.lower()), read=read, force=force)


def check_ending(path: Path, endings: Iterable[str], hint: str) -> None:
    """Check that a file's name says in which format it is to be.

    Raises:
        typer.BadParameter: it does not.
    """
    if path.suffix.lower() not in endings:
        *some, last = endings
        known = f"{', '.join(some)} or {last}" if some else last
        message = f"the name of FILE ends in {known}; found {str(path)!r}"
        raise typer.BadParameter(message, param_hint=hint)


def destination(path: Path, kind: Kind, *, read: Iterable[Path | None] = (), force: bool = False) -> Destination:
    """Return the destination of a command's file, checked before the work begins.

    Raises:
        RunError: nothing may be written there, or nothing can be.
    """
    found = Destination(path=path, kind=kind, read=tuple(each for each in read if each is not None), force=force)
    found.check()
    return found


def scenario_files(scenario: str, modules: Sequence[Path] | None = (), policy: str | None = None) -> list[Path]:
    """Return the files that a command reads: the scenario's, those of player modules, and the policy's it names."""
    from wargame.authoring.catalog import find

    return [*find(scenario).files, *(modules or ()), *([Path(policy)] if policy else [])]


def print_json(value: object) -> None:
    """Print one JSON value that every reader accepts: a lone surrogate, as from an odd file name, is replaced."""
    print(json.dumps(_sound(value), indent=2))


def _sound(value: Any) -> Any:  # noqa: ANN401  whatever JSON holds
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_sound(key): _sound(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_sound(each) for each in value]
    return value


def print_schema(fields: Sequence[Field], title: str, *, as_json: bool) -> None:
    """Print what the columns of a table are."""
    print_schemas({"columns": (title, fields)}, as_json=as_json)


def print_schemas(tables: Mapping[str, tuple[str, Sequence[Field]]], *, as_json: bool) -> None:
    """Print what the columns of tables are; each has a title and a key in JSON."""
    from wargame.runs.fields import described

    if as_json:
        print_json({key: described(fields) for key, (_, fields) in tables.items()})
        return
    from wargame.plain.paper import Paper, terminal_width

    paper = Paper(sys.stdout, terminal_width())
    for title, fields in tables.values():
        paper.line(f"{title}: {len(fields)} columns, the same in every format")
        for field in fields:
            about = [field.type, field.unit, _bounds(field), f"empty if {field.empty}" if field.empty else ""]
            paper.line(f"{field.name} ({', '.join(each for each in about if each)})")
            paper.line(f"{field.meaning}{'' if field.meaning.endswith('.') else '.'}", indent=4)


def _bounds(field: Field) -> str:
    if field.values:
        return f"one of {' | '.join(field.values)}"
    if field.most is not None:
        return f"{field.least} to {field.most}"
    return "" if field.least is None else f"from {field.least}"
