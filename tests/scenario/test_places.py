"""Where the keys of a TOML file stand, held against what tomli reads."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import tomli
from examples import BUNDLED, ROOT, SMALL
from hypothesis import strategies as st
from mutants import mutated

from wargame.scenario.places import Origin, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CROOKED = '''\
# [none] = "x"
a.b."c.d" = 1 # x ] [
'q' . r = [ # [
  """x"]
  """"", [1,
   {k = '\\', "l\\u0041" = 2,}, # }
  ]]
d = 1979-05-27 07:32:00 # ,
[[t]]
  [t.u]
x = "#]\\"["
[[ t ]]
[[t.v]]
y = { a.b = 3,
 c = [] }
[[t.v]]
[z."w ]".'']
m = \'\'\'
[no]
a = 1\'\'\'\'
n = """
\\"""
b = 1
"""
o = +1_000
'''
LINES = {
    ("a", "b", "c.d"): 2,
    ("q", "r"): 3,
    ("q", "r", 0): 4,
    ("q", "r", 1): 5,
    ("q", "r", 1, 1, "lA"): 6,
    ("d",): 8,
    ("t", 0, "u", "x"): 11,
    ("t", 1): 12,
    ("t", 1, "v", 0, "y", "a", "b"): 14,
    ("t", 1, "v", 0, "y", "c"): 15,
    ("t", 1, "v", 1): 16,
    ("z", "w ]", ""): 17,
    ("z", "w ]", "", "m"): 18,
    ("z", "w ]", "", "n"): 21,
    ("z", "w ]", "", "o"): 25,
}


def keys_in(node: Any, keys: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield every key and index of what tomli read."""
    if keys:
        yield keys
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        yield from keys_in(value, (*keys, key))


def test_strings_comments_tables_and_dotted_keys_of_every_form_are_stepped_over() -> None:
    lines = lines_of(CROOKED)
    assert lines.keys() == set(keys_in(tomli.loads(CROOKED)))
    assert {keys: lines[keys] for keys in LINES} == LINES


@pytest.mark.parametrize("path", [*BUNDLED, SMALL, ROOT / "pyproject.toml"], ids=lambda path: path.name)
def test_every_key_that_tomli_reads_has_its_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines, rows = lines_of(text), text.split("\n")
    assert lines.keys() == set(keys_in(tomli.loads(text)))
    for keys, line in lines.items():
        if isinstance(keys[-1], str):
            assert keys[-1] in rows[line - 1]


def test_so_it_is_in_injured_files_that_are_still_toml() -> None:
    dice, good, read = random.Random(15), SMALL.read_text(encoding="utf-8"), 0  # noqa: S311  repeatable injuries
    for _ in range(400):
        text = mutated(good, dice)
        try:
            raw = tomli.loads(text)
        except ValueError:
            continue
        read += 1
        assert lines_of(text).keys() == set(keys_in(raw))
    assert read > 100


_SIGNS = st.text(st.sampled_from("ab #[]{}=,.é\t") | st.sampled_from("\"'\\\n"), max_size=8)
_PLAIN = st.text(st.sampled_from('ab #[]{}=,.é"'), max_size=6).map(lambda text: f"'{text}'")
_QUOTED = _SIGNS.map(lambda text: json.dumps(text, ensure_ascii=False))
_LONG = st.text(st.sampled_from('ab#]}=\n\'""'), max_size=9).map(lambda text: f'"""{text}"""')
_LONG_PLAIN = st.text(st.sampled_from("ab#]}=\n'\\\""), max_size=9).map(lambda text: f"'''{text}'''")
_FILLER = st.sampled_from(["", " ", "\n", "# ]}\"'\n", "\n\n  "])
_KEYS = st.lists(st.sampled_from(["a", "b", "c-1", "2"]) | _QUOTED | _PLAIN, min_size=1, max_size=3).map(" . ".join)


def _braced(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    items = st.lists(st.tuples(_FILLER, inner, _FILLER).map("".join), max_size=3).map(",".join)
    pairs = st.lists(st.tuples(_FILLER, _KEYS, inner).map(lambda each: f"{each[0]}{each[1]} = {each[2]}"), max_size=3)
    return items.map(lambda text: f"[{text}]") | pairs.map(lambda each: f"{{{','.join(each)}}}")


_VALUES = st.recursive(
    st.one_of(st.sampled_from(["1", "-2.5", "true", "1979-05-27 07:32:00"]), _QUOTED, _PLAIN, _LONG, _LONG_PLAIN),
    _braced,
    max_leaves=8,
)
_LINES = st.one_of(
    st.tuples(_KEYS, _VALUES).map(" = ".join),
    _KEYS.map(lambda key: f"[{key}]"),
    _KEYS.map(lambda key: f"[[ {key} ]] # [x]"),
    st.just("# a = ["),
)


@hypothesis.given(text=st.lists(_LINES, max_size=6).map("\n".join))
@hypothesis.settings(suppress_health_check=[hypothesis.HealthCheck.filter_too_much])
def test_so_it_is_in_whatever_tomli_reads(text: str) -> None:
    try:
        raw = tomli.loads(text)
    except tomli.TOMLDecodeError:
        hypothesis.reject()
    assert lines_of(text).keys() == set(keys_in(raw))


def test_lists_nested_deeply_are_no_matter() -> None:
    text = "a = " + "[\n" * 250 + "]" * 250
    assert lines_of(text)["a", *[0] * 249] == 250


PATHS = {
    "t[1].v[0].y.c": 15,
    "t[1].v[0].y.nothing.more": 14,  # the nearest thing around it
    "t[5].v": 9,
    "a.b.c.d": 2,
    "q.r[1][1].lA": 6,
    "z.w ]..n": 21,
    "": 1,
    "missing": 1,
}


@pytest.mark.parametrize(("path", "line"), PATHS.items())
def test_a_path_of_a_message_leads_to_its_line(path: str, line: int) -> None:
    assert Origin("x.toml", CROOKED).at(path) == f"x.toml:{line}"


def test_a_form_of_one_term_is_found_with_and_without_its_index() -> None:
    origin = Origin("x.toml", 'form = [\n  { if = "a",\n    add = "1" },\n]\n')
    assert origin.place("form.add")[1] == origin.place("form[0].add")[1] == 3


def test_an_id_that_looks_like_a_path_leads_nowhere_else() -> None:
    origin = Origin("x.toml", '[[moves]]\nid = "a).b[0"\ntitle = "t"\n[[moves]]\nid = "c"\n')
    assert origin.place("moves[0] (a).b[0).title")[1] == 3
