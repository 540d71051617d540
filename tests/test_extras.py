"""What an extra brings and is not there, or is not what was tried, is one clear error."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import pytest

from wargame import extras
from wargame.errors import ExtraError
from wargame.extras import extra

if TYPE_CHECKING:
    from pathlib import Path

NEEDS = [
    'pytest>=9000,<9001; extra == "parquet"',
    "pytest<2",
    'no-such-package>=2; extra == "parquet"',
    'pytest<3; extra == "dask"',
]


def test_what_is_missing_is_named_with_what_brings_it() -> None:
    with (
        pytest.raises(
            ExtraError, match=r"^a page needs no_such, which is not installed: pip install 'wargame\[serve\]' b"
        ),
        extra("serve", "a page"),
    ):
        import_module("no_such.module")


def test_a_version_out_of_bounds_is_refused_with_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "requires", lambda _: NEEDS)
    with (
        pytest.raises(ExtraError) as caught,
        extra("parquet", "a Parquet file"),
    ):
        pytest.fail("it is refused before anything is imported")
    assert str(caught.value) == (
        f"a Parquet file needs pytest <9001,>=9000, found {version('pytest')}: pip install 'wargame[parquet]' brings it"
    )
    with extra("mcp", "another one"):
        import_module("json")


def test_a_package_that_cannot_be_loaded_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torn_package.py").write_text("from json import no_such_name\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with (
        pytest.raises(ExtraError, match=r"a page needs json, which cannot be loaded .*no_such_name"),
        extra("serve", "a page"),
    ):
        import_module("torn_package")


@pytest.mark.parametrize("name", ["wargame.no_such_room", "wargame"])
def test_a_fault_of_ours_is_not_blamed_on_others(name: str) -> None:
    with pytest.raises(ImportError), extra("serve", "a page"):
        raise ModuleNotFoundError(name=name)


def test_where_nothing_is_stated_everything_is_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(name: str) -> list[str]:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(extras, "requires", unknown)
    with extra("parquet", "a Parquet file"):
        import_module("json")


def test_every_extra_that_is_installed_here_is_within_its_bounds() -> None:
    for name in ("parquet", "study", "llm", "mcp", "serve", "adapters", "dask"):
        with extra(name, "this test"):
            pass
