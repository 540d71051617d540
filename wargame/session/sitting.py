"""A game in progress with its players: who is to move, what may be taken back, and which records each seat has read.

Both interfaces (screen and plain text) use it, and neither keeps a count of its own of what a seat has read.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event
from typing import TYPE_CHECKING

from attrs import define, field

from wargame.game.takeback import is_free_to_take_back
from wargame.game.view import REFEREE, view_of
from wargame.players.learned import PolicyUse, in_words
from wargame.players.offered import HUMAN
from wargame.players.player import Player, decision_of, reasons_of
from wargame.players.roster import make_player, policy_of
from wargame.players.thought import Thinker
from wargame.session.saving import Saving

if TYPE_CHECKING:
    from collections.abc import Callable

    from wargame.game.game import Game
    from wargame.game.record import Record
    from wargame.players.thought import Thought
    from wargame.scenario.ruleset import Rules


def players_for(
    game: Game, seats: Mapping[str, str], policy: PolicyUse, move_limit: float | None = None
) -> dict[str, Player]:
    """Make the players that are no people, by side; for `policy` and `move_limit` (seconds) see `make_player`.

    Raises:
        PlayerError: one of them cannot be made.
    """
    return {
        side: make_player(game.summit, text, game.player_key(side), move_limit=move_limit, policy=policy)
        for side, text in seats.items()
        if text != HUMAN
    }


@define(eq=False)
class Sitting:
    """One game being played, and its players."""

    saving: Saving  # the game, and where it is written down
    seats: Mapping[str, str]  # player by side
    policy: PolicyUse = field()  # that search players use
    players: dict[str, Player] = field()  # those that are no people, by side
    stop: Event = field(init=False, factory=Event)  # set by whoever has waited long enough
    told: dict[str, int] = field(init=False)  # records told so far, the set-up counted, by seat

    @policy.default
    def _found(self) -> PolicyUse:
        return policy_of(self.game.summit, self.seats.values())

    @players.default
    def _made(self) -> dict[str, Player]:
        return players_for(self.game, self.seats, self.policy)

    def __attrs_post_init__(self) -> None:
        """Make the players; what was played already counts as told to every seat."""
        game = self.game
        self.told = dict.fromkeys((*self.seats, REFEREE), 0)
        for number, record in enumerate(game.records, start=2):  # gone on with: nobody is told twice
            self.told |= {REFEREE: number, record.move.side if record.move else REFEREE: number}

    @property
    def game(self) -> Game:
        """Return the game."""
        return self.saving.game

    @property
    def rules(self) -> Rules:
        """Return the rules in play."""
        return self.game.summit.rules

    @property
    def humans(self) -> list[str]:
        """Return the sides that people play."""
        return [side for side, player in self.seats.items() if player == HUMAN]

    @property
    def policy_news(self) -> str:
        """Return a warning if the policy is another than before, or there is one that does not fit; else ""."""
        then, now = self.saving.pinned, self.policy
        if not now.is_used:
            return ""
        if then and then.sha256 != now.digest:
            was = in_words(then.name, then.sha256)
            return f"saved with another policy, {was}; now {now.words}: a search may move otherwise than it would have"
        return now.warning

    @property
    def is_hot_seat(self) -> bool:
        """Say whether people share the keyboard."""
        return len(self.humans) > 1

    @property
    def watcher(self) -> str:
        """Return the seat whose view is shown if there is only one: the one person's, or the referee's."""
        return self.humans[0] if self.humans else REFEREE

    def decide(self, progress: Callable[[Thought], None] | None = None) -> str:
        """Ask the player to move, who is no person, for its move; returns the id.

        A player that thinks in slices reports each to `progress`, and plays its best so far once `stop` is set.
        """
        side = self.game.turn
        player = self.players[side]
        if progress is None or not isinstance(player, Thinker):
            return decision_of(player, self.game).id
        thought = None
        for thought in player.think(view_of(self.game, side)):
            progress(thought)
            if self.stop.is_set():
                break
        assert thought is not None, "there is always a first thought"
        return thought.move

    def play(self, move: str) -> Record:
        """Play a move of the side to move, and save it, with what its player says of it."""
        side = self.game.turn
        record = self.saving.play(move)
        if said := reasons_of(self.players.get(side)):
            self.saving.note(said, side)
        return record

    def may_take_back(self) -> bool:
        """Say whether the last move is a person's and had only consequences that could be foreseen.

        The end cannot be taken back: it has revealed everything. Nor can moves from before a branch with another seed,
        since the rolls before that may be known.
        """
        records = self.game.records
        if not records or self.game.is_over or any(ply == self.game.ply for ply, _ in self.game.chance):
            return False
        last = records[-1]
        return last.move is not None and last.move.side in self.humans and is_free_to_take_back(last)

    def take_back(self) -> str:
        """Take the last move back, save that, and return a sentence on who took back what."""
        record = self.saving.undo()
        assert record.move is not None
        rule = self.game.summit.rule_of(record.move)
        self.told = {seat: min(count, self.game.ply + 1) for seat, count in self.told.items()}
        return f"{self.rules.side(rule.side).name}, {rule.title}"

    def tell(self, seat: str) -> int:
        """Return the index of the first record that this seat has not read, and count all as read."""
        since, self.told[seat] = self.told[seat], 1 + len(self.game.records)
        return since

    def last_turn(self, seat: str) -> dict[str, int]:
        """Return the values of tracks at this seat's decision before the present one, {} if there was none."""
        for record in reversed(self.game.records):
            if record.move is not None and record.move.side == seat:
                return self.game.summit.values(record.before)
        return {}
