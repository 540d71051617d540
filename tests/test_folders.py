"""Without a home folder there is one message, and what needs no folder goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import wargame

from wargame.errors import WargameError
from wargame.folders import data_folder
from wargame.journal.store import saves_folder
from wargame.tui.settings import Settings


@pytest.fixture(params=[RuntimeError, "~/.local/share"], ids=["unknown", "as it is"])
def _homeless(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Have platformdirs find no home, as newer and older releases tell it."""

    def nowhere(*_: object, **__: object) -> Path:
        if isinstance(request.param, str):
            return Path(request.param)
        raise request.param

    for name in ("user_data_path", "user_config_path", "user_log_path"):
        monkeypatch.setattr(f"wargame.folders.{name}", nowhere)
    for variable in ("WARGAME_SAVES", "WARGAME_POLICIES", "WARGAME_CONFIG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("_homeless")
def test_without_a_home_folder_it_is_said_what_to_set() -> None:
    with pytest.raises(WargameError, match="set HOME, or name a folder in WARGAME_POLICIES"):
        data_folder("WARGAME_POLICIES", "policies")
    with pytest.raises(WargameError, match="WARGAME_SAVES"):
        saves_folder()
    assert "WARGAME_CONFIG" in Settings.load().save()
    done = wargame("save", "list")
    assert (done.code, done.out) == (1, "")
    assert "WARGAME_SAVES" in done.error
    done = wargame("run", "two-villages", "--games", "1", "--seat", "hill=search:2")
    assert done.code == 0, done.err
