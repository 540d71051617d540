"""Every table that a command writes: a schema that holds, and the same names, types and values in every format."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pyarrow.parquet
import pytest
from commands import wargame
from examples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SMALL = "two-villages"
COIN = ROOT / "tests" / "analysis" / "coin.toml"
TABLES = {  # commands without their table, and the flag that writes it
    "run": (f"run {SMALL} --games 20", "--out"),
    "tournament": (f"tournament {SMALL} --players random,doctrine --games 6 --workers 1", "--table"),
    "sweep": (f"analyze sweep {SMALL} --vary success=40,60 --games 3 --workers 1", "--table"),
    "sensitivity": (f"analyze sensitivity {SMALL} --vary phases.bargaining.rounds --games 9 --workers 1", "--table"),
    "worth": (f"analyze worth {SMALL} --of vagueness --player random --games 9 --workers 1", "--table"),
    "exploit": (f"analyze exploit {COIN} --player random --games 9 --workers 1", "--table"),
    "behavior": (f"analyze behavior --scenario {SMALL} --players random,doctrine --games 2", "--table"),
    "bargain": (f"analyze bargain {SMALL}", "--out"),
}
TYPES = {"integer": int, "number": int | float, "text": str}


def schema_of(name: str) -> list[dict[str, Any]]:
    """Return the columns that a command says its table has."""
    command = ["analyze", "behavior"] if name == "behavior" else TABLES[name][0].split()
    done = wargame(*command, "--schema", "--json")
    assert (done.code, done.err) == (0, "")
    columns: list[dict[str, Any]] = json.loads(done.out)["columns"]
    return columns


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_the_same_in_every_format_and_as_its_schema_says(name: str, tmp_path: Path) -> None:
    command, flag = TABLES[name]
    files = {ending: tmp_path / f"table.{ending}" for ending in ("csv", "jsonl", "parquet")}
    for ending, path in files.items():
        more = ("--export", ending) if name == "bargain" else ()
        assert wargame(*command.split(), *more, flag, path).code == 0
        assert wargame(*command.split(), *more, flag, path).code == 0  # a table of its kind may be replaced
    columns, rows = schema_of(name), [json.loads(line) for line in files["jsonl"].read_text("utf-8").splitlines()]
    names = [column["name"] for column in columns]
    assert rows
    for row in rows:
        assert list(row) == names
        for column in columns:
            check_cell(column, row[column["name"]])
    with files["csv"].open(encoding="utf-8", newline="") as file:
        heads, *lines = csv.reader(file)
    assert heads == names
    assert [list(map(shown, names, row.values())) for row in rows] == [
        [cell.removeprefix("'") for cell in line] for line in lines
    ]
    table = pyarrow.parquet.read_table(files["parquet"])
    assert table.to_pylist() == rows
    for column, field in zip(columns, table.schema, strict=True):
        assert field.metadata[b"meaning"].decode() == column["meaning"] != ""
        is_category = pyarrow.types.is_dictionary(field.type)
        assert is_category == (column["type"] == "text" and column["name"] != "seed")
        assert pyarrow.types.is_integer(field.type) == (column["type"] == "integer")
        if is_category and column["values"]:
            assert table[field.name].chunk(0).dictionary.to_pylist() == column["values"]


def check_cell(column: dict[str, Any], cell: Any) -> None:
    """Assert that a cell is what the schema says of its column."""
    if cell is None:
        assert column["empty"], column["name"]
        return
    assert isinstance(cell, TYPES[column["type"]]), column["name"]
    assert cell != ""
    assert not column["values"] or cell in column["values"]
    assert column["least"] is None or cell >= column["least"]
    assert column["most"] is None or cell <= column["most"]


def shown(name: str, cell: Any) -> str:
    """Return a cell as CSV has it."""
    return f"s{cell}" if name == "seed" else "" if cell is None else str(cell)


@pytest.mark.parametrize("name", sorted(TABLES.keys() - {"run", "bargain"}))
def test_a_name_that_says_no_format_is_refused_before_anything_is_played(name: str, tmp_path: Path) -> None:
    done = wargame(*TABLES[name][0].split(), "--table", tmp_path / "table.xlsx")
    assert (done.code, done.out, [*tmp_path.iterdir()]) == (2, "", [])
    assert ".csv, .jsonl or .parquet" in " ".join(done.err.replace("│", "").split())
