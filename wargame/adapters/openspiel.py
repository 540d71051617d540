"""OpenSpiel: scenarios as its games. It is an extra, loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from wargame.extras import extra


def open_spiel_game(scenario: str | Path = "two-villages") -> Any:  # noqa: ANN401  a pyspiel.Game, which has no annotations
    """Return a scenario, by name or path, as a game of OpenSpiel (`pyspiel.Game`).

    From then on `pyspiel.load_game("wargame(scenario=…)")` knows it as well.

    Raises:
        ScenarioError: with every fault found.
        TypeError: it is neither a name nor a path: OpenSpiel makes its games anew from text.
        ExtraError: OpenSpiel is not installed, or in a version that was not tried.
    """
    if not isinstance(scenario, str | Path):
        message = f"a scenario is named, or the path of a file; found {type(scenario).__name__}"
        raise TypeError(message)
    with extra("adapters", "a game of OpenSpiel"):
        spiel = import_module("wargame.adapters.spiel")
    return spiel.WargameGame({"scenario": str(scenario)})
