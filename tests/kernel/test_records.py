"""Where the fields of a record lie is said once: what is written, what is read, and what C reads agree."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, get_type_hints

import numpy as np
import pytest
from examples import BUNDLED, ROOT
from summits import summit_of

from wargame.compiler.writer import TableWriter
from wargame.kernel import records, tables
from wargame.kernel.records import Span, flat, layout, width

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

sys.path.insert(0, str(ROOT / "benchmarks"))

from native import header

LAYOUTS = {each: layout(each) for each in tables.RECORDS.values()}


def numbered(record: Any, counter: Iterator[int]) -> Any:
    """Return a record whose integers are all different."""
    kinds = get_type_hints(record).values()
    return record(*(next(counter) if kind is int else numbered(kind, counter) for kind in kinds))


def test_every_field_is_read_where_it_was_written() -> None:
    for record, offsets in LAYOUTS.items():
        written = numbered(record, iter(range(100, 200)))
        numbers = flat(written)
        assert len(numbers) == offsets.width == width(record)
        for name, value in zip(get_type_hints(record), written, strict=True):
            at = getattr(offsets, name)
            expected = flat(value) if isinstance(value, tuple) else [value]
            assert numbers[at : at + len(expected)] == expected, (record, name)


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_the_tables_of_a_scenario_hold_whole_records(path: Path) -> None:
    summit = summit_of(path)
    ints, rules = summit.compiled.ints, summit.rules
    ends = ints[: len(tables.FIELDS) + 1].tolist()
    found = {name: ints[ends[at] : ends[at + 1]] for at, name in enumerate(tables.FIELDS)}
    for name, numbers in found.items():
        assert len(numbers) % tables.WIDTHS[name] == 0, name
    assert len(found["rules"]) == tables.RULES.width * len(summit.compiled.every_rule)
    assert len(found["outcomes"]) == tables.OUTCOMES.width * len(summit.compiled.outcomes)
    assert len(found["bodies"]) == tables.BODIES.width * len(rules.projections)
    assert len(found["endings"]) == tables.ENDINGS.width * len(rules.endings)
    assert found["sizes"][tables.SIZES.moves] == len(rules.moves)
    assert found["sizes"][tables.SIZES.ply_limit] == rules.scenario.ply_limit
    outcomes = found["rules"].reshape(-1, tables.RULES.width)[:, tables.RULES.outcomes :]
    counts = outcomes[:, records.SPANS.stop] - outcomes[:, records.SPANS.start]
    assert counts.tolist() == [len(rule.outcomes) for rule in summit.compiled.every_rule]


def test_a_record_that_lacks_a_field_or_is_of_another_table_is_not_written() -> None:
    writer = TableWriter()
    with pytest.raises(TypeError, match="missing 1 required"):
        writer.add("terms", tables.Term(factor=1))  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="an entry of terms is a Term, not Range"):
        writer.add("terms", tables.Range(1, 2, 3))
    with pytest.raises(TypeError, match="an entry of sums is a int"):
        writer.add("sums", Span(1, 2))
    assert writer.size() == 0


def test_what_c_is_told_has_every_name_once() -> None:
    defined = [line.split()[1:] for line in header().splitlines()]
    names = [name for name, _ in defined]
    assert len(names) == len(set(names))
    told = {name: int(value) for name, value in defined}
    assert told["RULES_WEIGHT_REFRESH"] == tables.RULES.weight_refresh
    assert told["RULES"] == tables.FIELDS.index("rules")
    assert np.array_equal(sorted(told[name.upper()] for name in tables.FIELDS), range(len(tables.FIELDS)))
