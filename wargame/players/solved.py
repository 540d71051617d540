"""Solved games: a strategy for every information set of both seats, as a file, and the player that follows it."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import cattrs
import numpy as np
import orjson
from attrs import field, frozen
from cattrs import transform_error
from cattrs.errors import BaseValidationError

from wargame.confined import is_confined
from wargame.destination import Kind
from wargame.errors import PlayerError
from wargame.files import read_regular
from wargame.game.move import Move
from wargame.kernel.dice import stream_key
from wargame.legible import legible
from wargame.players.abstraction import fitted
from wargame.players.carried import MOST_STRATEGY, place_of

if TYPE_CHECKING:
    from wargame.destination import Destination
    from wargame.game.summit import Summit
    from wargame.game.view import View
    from wargame.players.abstraction import Abstraction

FORMAT, FORMATS = 2, (1, 2)  # that is written, and that are read
ENDING = ".strategy.json"
LONGEST = 200  # characters of a path that are repeated
_BEGIN = b'{"kind":"strategy",'
KIND = Kind("a solved strategy", lambda head, _: head.startswith(_BEGIN))
_ROUNDING = 1e-6
_CONVERTER = cattrs.Converter(forbid_extra_keys=True)


@frozen(kw_only=True)
class Strategy:
    """What both seats play in every information set of a scenario, and how good that is."""

    kind: str = "strategy"
    format: int = FORMAT
    scenario: str
    sha256: str  # of its text
    method: str
    iterations: int
    values: dict[str, float]  # expected scores, by side
    gains: dict[str, float]  # of a best response, by side
    exact: bool = True  # these two are; else measured in games with a response that was learned, or not at all
    whole: bool = True  # every information set is there; else any open move is as likely where one is missing
    visits: dict[str, dict[str, int]] = field(factory=dict)  # by side and information key: samples behind it
    abstraction: dict[str, dict[str, list[int]]] | None = None  # by which keys are made, see `players.abstraction`
    strategies: dict[str, dict[str, dict[str, float]]]  # by side, information key (16 hexadecimal digits) and move


def write_strategy(strategy: Strategy, destination: Destination) -> None:
    """Write a strategy to its file.

    Raises:
        RunError: it may not be written there, or cannot.
    """
    destination.write(strategy_text(strategy))


def strategy_text(strategy: Strategy) -> str:
    """Serialize a strategy as the text of its file."""
    return orjson.dumps(_CONVERTER.unstructure(strategy)).decode() + "\n"


def check_strategy(path: str) -> None:
    """Check that a file of a strategy is there and may be read here; its content shows when it is loaded.

    Raises:
        PlayerError: it is not, or may not.
    """
    if is_confined():
        message = "a solved strategy is a file, and `wargame serve` opens none for a page; play it in the terminal"
        raise PlayerError(message)
    if not place_of(path).is_file():
        message = (
            "write solved:FILE, or search:N+book=FILE, with a strategy that `wargame solve` has written; no file"
            f" {legible(path)[:LONGEST]!r}"
        )
        raise PlayerError(message)


@lru_cache(maxsize=4)
def strategy_of(path: Path, sha256: str, place: Path | None = None) -> Strategy:
    """Read a strategy for the scenario whose text has this hash; `place` is where its bytes are, if not at its path.

    Raises:
        PlayerError: it cannot be read, is damaged, or was solved under other rules.
    """
    try:
        raw = orjson.loads(read_regular(place or path, MOST_STRATEGY))
        if not isinstance(raw, dict):
            raise TypeError("expected a table")  # noqa: TRY301, EM101, TRY003  told below with all that is wrong
        strategy = _CONVERTER.structure(raw, Strategy)
    except OSError as error:
        message = f"{legible(path)}: {error.strerror or error}"
        raise PlayerError(message) from error
    except orjson.JSONDecodeError as error:
        message = f"{legible(path)}: line {error.lineno}, column {error.colno}: this is no strategy ({error.msg})"
        raise PlayerError(message) from error
    except (BaseValidationError, TypeError, AttributeError) as error:
        first = transform_error(error, path="")[0] if isinstance(error, BaseValidationError) else str(error)
        message = f"{legible(path)}: this is no strategy: {legible(first)[:LONGEST]}"
        raise PlayerError(message) from error
    if strategy.kind != "strategy" or strategy.format not in FORMATS:
        message = f"{legible(path)}: expected a strategy of format {' or '.join(map(str, FORMATS))}"
        raise PlayerError(message)
    if strategy.sha256 != sha256:
        message = (
            f"{legible(path)}: solved for {legible(strategy.scenario)} as it was then, whose rules have changed or are"
            " others; solve it anew with wargame solve"
        )
        raise PlayerError(message)
    for side, sets in strategy.strategies.items():
        for key, played in sets.items():
            if not (played and all(0 <= each <= 1 for each in played.values()) and _is_whole(played)):
                message = f"{legible(path)}: strategies.{legible(side)}.{legible(key)[:LONGEST]}: shares come to 1"
                raise PlayerError(message)
    return strategy


def _is_whole(played: dict[str, float]) -> bool:
    return math.isclose(sum(played.values()), 1.0, abs_tol=_ROUNDING)


class SolvedPlayer:
    """Draws its moves as a strategy has them."""

    def __init__(self, summit: Summit, path: str, key: int) -> None:
        """Take a seat; `key` (64 bits) seeds its random numbers.

        Raises:
            PlayerError: the strategy cannot be read, or was solved under other rules.
        """
        self._path = path
        self._summit = summit
        self._strategy = strategy_of(Path(path), summit.sha256, place_of(path))
        self._abstraction = _abstraction_of(self._strategy, summit, path)
        self._key = np.uint64(key)

    def decide(self, view: View) -> Move:
        """Return a move, drawn by its share.

        Raises:
            PlayerError: the strategy does not know the position.
        """
        left = int(stream_key(self._key, view.ply)) / 2.0**64
        chances = self.chances(view)
        for move, share in chances.items():
            left -= share
            if left < 0:
                return Move(view.seat, move)
        return Move(view.seat, max(chances, key=lambda move: chances[move]))

    def chances(self, view: View) -> dict[str, float]:
        """Return the share of each move; all alike where a strategy that was sampled has never been.

        Raises:
            PlayerError: the strategy does not know the position, or names a move that is closed.
        """
        played = self._played(view)
        if played is None and not self._strategy.whole:
            return dict.fromkeys(view.legal, 1.0 / len(view.legal))
        if played is None or not played.keys() <= {*view.legal}:
            message = f"{legible(self._path)}: it does not know this position; solve the scenario anew"
            raise PlayerError(message)
        return played

    def visits(self, view: View) -> int | None:
        """Return how many samples are behind what it plays: 0 where it knows nothing, None if the whole tree is."""
        if self._played(view) is None:
            return 0
        return None if self._strategy.whole else self._strategy.visits.get(view.seat, {}).get(self._key_of(view), 0)

    def _key_of(self, view: View) -> str:
        key = view.information_key if self._abstraction is None else self._abstraction.key(self._summit, view)
        return f"{key:016x}"

    def _played(self, view: View) -> dict[str, float] | None:
        """Return the shares that the strategy has for a position; None if it has none."""
        played = self._strategy.strategies.get(view.seat, {}).get(self._key_of(view))
        return played if played is None or self._abstraction is None else _among(view.legal, played)


def _among(legal: tuple[str, ...], played: dict[str, float]) -> dict[str, float] | None:
    """Return the shares of the open moves, which positions of one key need not have in common; None if all are 0."""
    whole = sum(played.get(move, 0.0) for move in legal)
    return {move: played[move] / whole for move in legal if move in played} if whole > 0 else None


def _abstraction_of(strategy: Strategy, summit: Summit, path: str) -> Abstraction | None:
    """Return the abstraction that a strategy was solved under.

    Raises:
        PlayerError: it does not fit the scenario.
    """
    if strategy.abstraction is None:
        return None
    try:
        return fitted(strategy.abstraction, summit)
    except ValueError as error:
        message = f"{legible(path)}: abstraction.{legible(str(error))[:LONGEST]}"
        raise PlayerError(message) from error
