"""Lets every test import `reference` and `examples`, wherever it lies, and save games where they are thrown away."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wargame.system import cores

if TYPE_CHECKING:
    from collections.abc import Iterator

# Started in the background, or by nohup, this process ignores a signal, and so would the programs that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

sys.path.insert(0, str(Path(__file__).parent))


def pytest_xdist_auto_num_workers() -> int:
    """Return how many processes run tests: one more than there are cores, since tests wait, too; 4 at most."""
    return min(4, cores() + 1)


@pytest.fixture(autouse=True, scope="session")
def _saves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let no test leave a saved game or a policy in the checkout or among a person's own, or find a scenario there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WARGAME_SAVES", str(tmp_path_factory.mktemp("saves")))
        patch.setenv("WARGAME_POLICIES", str(tmp_path_factory.mktemp("policies")))
        patch.setenv("WARGAME_SCENARIOS", str(tmp_path_factory.mktemp("scenarios")))
        yield


@pytest.fixture(autouse=True, scope="session")
def _without_a_word_on_compiling() -> Iterator[None]:
    """Let no command called in this process say that the kernel is compiled: it hangs on what ran before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("wargame.cli.app.tell_of_preparing", lambda: None)
        yield
