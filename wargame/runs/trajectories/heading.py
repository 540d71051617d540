"""What a file of trajectories says of itself, checked: the rules, the players and the seed of its run."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from attrs import frozen

from wargame import __version__
from wargame.bounds import MOST_SEED
from wargame.errors import RunError, ScenarioError
from wargame.game.summit import compile_text
from wargame.legible import hidden_character
from wargame.players.learned import NONE, PolicyUse
from wargame.players.roster import uses_policy
from wargame.runs.batch import Run
from wargame.runs.trajectories.columns import FORMAT, TABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

_DIGITS = len(str(MOST_SEED))


@frozen(kw_only=True)
class Heading:
    """What a file of trajectories says of itself."""

    run: Run  # its players need not be here to be asked
    has_observations: bool
    version: str  # of the program that wrote it

    @property
    def other_version(self) -> str:
        """Return what is to be added to a complaint, "" if this very version wrote the file."""
        return "" if self.version == __version__ else f" (wargame {self.version} wrote it, and this is {__version__})"


def read_heading(metadata: Mapping[bytes, bytes]) -> Heading:
    """Read the metadata of a file.

    Raises:
        RunError: it is no file of trajectories, or that of a newer program, or its rules cannot be played by.
    """
    facts = _texts(metadata)
    if facts.get("table") != TABLE:
        message = "this Parquet file holds no trajectories; `wargame run --trajectories` writes some"
        raise RunError(message)
    version = facts.get("version", "")
    if facts.get("format") != str(FORMAT):
        message = (
            f"it was written in format {facts.get('format', '')!a:.20} by wargame {version!a:.40};"
            f" this program, wargame {__version__}, reads format {FORMAT}"
        )
        raise RunError(message)
    text, digest = facts.get("scenario_text", ""), facts.get("scenario_sha256", "")
    if sha256(text.encode()).hexdigest() != digest:
        message = "its scenario is damaged: the text has another SHA-256 than is written beside it"
        raise RunError(message)
    try:
        summit = compile_text(text, digest=digest)
    except ScenarioError as error:
        message = f"this program cannot play by its scenario: {error.summary}"
        raise RunError(message) from error
    seats = {side: facts.get(f"player.{side}", "") for side in summit.rules.side_ids}
    leans = any(map(uses_policy, seats.values()))
    policy = PolicyUse(name=facts.get("policy", NONE), digest=facts.get("policy_sha256", ""), is_used=leans)
    run = Run(summit=summit, seats=seats, seed=_seed(facts.get("run_seed", "")), policy=policy)
    return Heading(run=run, has_observations=facts.get("observations") == "yes", version=version)


def _texts(metadata: Mapping[bytes, bytes]) -> dict[str, str]:
    """Return the program's own metadata; all but the scenario's text is to be shown.

    Raises:
        RunError: something in it is no text, or hides something.
    """
    found = {}
    for key, value in metadata.items():
        if key.startswith(b"wargame."):
            try:
                name, text = key.decode().removeprefix("wargame."), value.decode()
            except UnicodeDecodeError:
                message = "its metadata is no text"
                raise RunError(message) from None
            if name != "scenario_text" and hidden_character(name + text):
                message = "its metadata has a hidden character"
                raise RunError(message)
            found[name] = text
    return found


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS and int(text) <= MOST_SEED):
        message = f"its run_seed {text!a:.40} is no whole number of 64 bits"
        raise RunError(message)
    return int(text)
