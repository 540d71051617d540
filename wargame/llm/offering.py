"""Offering language models as players: from then on, `llm:MODEL` may be seated like any other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from attrs import define, field

from wargame.confined import is_confined
from wargame.errors import PlayerError
from wargame.extras import extra
from wargame.game.summit import Summit
from wargame.llm.budget import Budget
from wargame.llm.model import Model
from wargame.llm.settings import Settings, settings_from
from wargame.players.player import Player
from wargame.players.roster import offer_models

if TYPE_CHECKING:
    from collections.abc import Sequence


@define(eq=False)
class Offered:
    """The language models that may be seated: all at one endpoint, on one budget."""

    settings: Settings
    budget: Budget
    _seat: Callable[[Summit, Model, float | None], Player] | None = field(init=False, default=None)

    def check(self, argument: str) -> str:
        """Return a player's text in full from what follows `llm:`.

        Raises:
            PlayerError: it names no model, or one that was asked with another prompt, or none may be asked here.
        """
        if is_confined():
            message = "`wargame serve` asks no language model for a page; play against one in the terminal"
            raise PlayerError(message)
        return Model.named(argument, self.settings).text

    def make(self, summit: Summit, argument: str, move_limit: float | None) -> Player:
        """Make a player from what follows `llm:`.

        Raises:
            ExtraError: what it needs is not installed.
        """
        self._seat = self._seat or self._seating()
        return self._seat(summit, Model.named(argument, self.settings), move_limit)

    def _seating(self) -> Callable[[Summit, Model, float | None], Player]:
        """Return what seats a model, all at one endpoint."""
        with extra("llm", "a language model"):
            from wargame.llm.endpoint import Endpoint  # noqa: PLC0415
            from wargame.llm.player import ModelPlayer  # noqa: PLC0415
        endpoint = Endpoint(self.settings)
        return lambda summit, model, limit: ModelPlayer(summit, model, endpoint, self.budget, limit)


def offer(url: str | None = None, options: Sequence[str] = ()) -> Offered:
    """Let language models be seated, as `--llm-url` and `--llm` say; see `settings_from`.

    Raises:
        PlayerError: one of these is malformed.
    """
    settings = settings_from(url, options)
    offered = Offered(settings, Budget(settings.limits))
    offer_models(offered)
    return offered
