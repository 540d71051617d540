"""OpenSpiel: scenarios as its games. It is an extra, loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from wargame.errors import WargameError


def open_spiel_game(scenario: str = "two-villages") -> Any:  # noqa: ANN401  a pyspiel.Game, which has no annotations
    """Return a scenario, by name or path, as a game of OpenSpiel (`pyspiel.Game`).

    From then on `pyspiel.load_game("wargame(scenario=…)")` knows it as well.

    Raises:
        ScenarioError: with every fault found.
        WargameError: OpenSpiel is not installed.
    """
    if find_spec("pyspiel") is None:
        message = "OpenSpiel is not installed: pip install 'wargame[adapters]'"
        raise WargameError(message)
    return import_module("wargame.adapters.spiel").WargameGame({"scenario": scenario})
