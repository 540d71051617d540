"""What `import wargame` offers: one table, for type checkers too, described in docs/api.md, loaded when asked for."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest
from api_page import PAGE, written
from examples import ROOT

import wargame

SOURCE = (ROOT / "wargame" / "__init__.py").read_text(encoding="utf-8")


ROOMS = {path.stem for path in (ROOT / "wargame").iterdir()}


def homes_for_type_checkers() -> dict[str, str]:
    block = next(each for each in ast.parse(SOURCE).body if isinstance(each, ast.If))
    found = {}
    for each in block.body:
        assert isinstance(each, ast.ImportFrom)
        for alias in each.names:
            assert alias.asname == alias.name, f"{alias.name} is not exported for type checkers"
            found[alias.name] = str(each.module)
    return found


def test_the_table_and_what_type_checkers_are_told_are_the_same() -> None:
    assert homes_for_type_checkers() == wargame._HOMES


def test_every_public_name_is_there_and_listed() -> None:
    assert [name for name in wargame._HOMES if getattr(wargame, name) is None] == []
    assert wargame._HOMES.keys() <= {*dir(wargame)} & {*wargame.__all__}


def test_another_name_is_an_error_as_in_any_module() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Gane'"):
        _ = wargame.Gane  # type: ignore[attr-defined]


def test_a_public_name_hides_no_room() -> None:
    assert not ROOMS & wargame._HOMES.keys()


def test_the_program_itself_does_not_go_through_the_public_names() -> None:
    for path in (ROOT / "wargame").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "wargame":
                assert {alias.name for alias in node.names} <= {"__version__", *ROOMS}, path


def test_help_names_every_one_of_them() -> None:
    code = "import pydoc, wargame; print(pydoc.plain(pydoc.render_doc(wargame)))"
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    contents = shown.partition("\nCLASSES\n")[2]
    assert [name for name in wargame._HOMES if name not in contents] == []
    assert "for the side to move, and run the game" in contents


def test_the_page_is_as_the_code_has_it() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == written(page), "`make docs` writes it anew"


def test_the_page_describes_every_name_in_words() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in wargame._HOMES:
        section = page.partition(f"\n### {name}\n")[2].partition("\n##")[0]
        assert section.count("```") == 2, name
        assert name.isupper() or section.rpartition("```")[2].strip(), name
