"""A tabletop wargame engine for summit negotiations.

What this module names is the public API; docs/api.md describes it, and says what is promised of it. A first step:

    from wargame import Game, load

    game = Game(load("trump-kim-2018"), seed=7)
    game.play(game.legal_moves[0])
    print(game.view("usa").tracks)

Names are loaded when they are first asked for: the rules engine takes a second, `import wargame` none.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # for type checkers and editors; as the program runs, `_PUBLIC` says the same
    from wargame.adapters.farama import gymnasium_env as gymnasium_env
    from wargame.adapters.farama import pettingzoo_env as pettingzoo_env
    from wargame.adapters.farama import pettingzoo_parallel_env as pettingzoo_parallel_env
    from wargame.adapters.openspiel import open_spiel_game as open_spiel_game
    from wargame.analysis.balance.balance import QUICK as QUICK
    from wargame.analysis.balance.balance import BalanceReport as BalanceReport
    from wargame.analysis.balance.balance import Sizes as Sizes
    from wargame.analysis.balance.balance import Study as Study
    from wargame.analysis.balance.balance import balance_report as balance_report
    from wargame.analysis.calibration.outlooks import Outlook as Outlook
    from wargame.analysis.calibration.outlooks import Rollouts as Rollouts
    from wargame.analysis.standings.meta_game import nfg_text as nfg_text
    from wargame.analysis.standings.standings import Figure as Figure
    from wargame.analysis.standings.standings import Standings as Standings
    from wargame.analysis.standings.standings import standings as standings
    from wargame.authoring.catalog import bundled as bundled
    from wargame.errors import ExtraError as ExtraError
    from wargame.errors import Forfeit as Forfeit
    from wargame.errors import IllegalMove as IllegalMove
    from wargame.errors import JournalError as JournalError
    from wargame.errors import MalformedMove as MalformedMove
    from wargame.errors import Offense as Offense
    from wargame.errors import PlayerError as PlayerError
    from wargame.errors import RulesError as RulesError
    from wargame.errors import RunError as RunError
    from wargame.errors import ScenarioError as ScenarioError
    from wargame.errors import SeatError as SeatError
    from wargame.errors import WargameError as WargameError
    from wargame.estimates import Estimate as Estimate
    from wargame.estimates import mean_of as mean_of
    from wargame.estimates import share as share
    from wargame.game.communique import Clause as Clause
    from wargame.game.game import Game as Game
    from wargame.game.move import Move as Move
    from wargame.game.observation import Layout as Layout
    from wargame.game.odds import ChanceOutcome as ChanceOutcome
    from wargame.game.preview import Branch as Branch
    from wargame.game.preview import Preview as Preview
    from wargame.game.preview import Range as Range
    from wargame.game.record import Change as Change
    from wargame.game.record import Happening as Happening
    from wargame.game.record import Record as Record
    from wargame.game.record import Roll as Roll
    from wargame.game.situation import Situation as Situation
    from wargame.game.standing import OpenScore as OpenScore
    from wargame.game.standing import Projected as Projected
    from wargame.game.summit import Summit as Summit
    from wargame.game.summit import compile_text as compile_text
    from wargame.game.summit import load as load
    from wargame.game.tree import Node as Node
    from wargame.game.view import REFEREE as REFEREE
    from wargame.game.view import LogEntry as LogEntry
    from wargame.game.view import Moved as Moved
    from wargame.game.view import View as View
    from wargame.journal.keeping import Keeper as Keeper
    from wargame.journal.keeping import begin as begin
    from wargame.journal.keeping import resume as resume
    from wargame.journal.reading import Journal as Journal
    from wargame.journal.reading import read_journal as read_journal
    from wargame.journal.replay import Difference as Difference
    from wargame.journal.replay import replayed as replayed
    from wargame.journal.replay import verified as verified
    from wargame.journal.store import find_save as find_save
    from wargame.journal.store import rules_of as rules_of
    from wargame.journal.store import saves_folder as saves_folder
    from wargame.players.player import Player as Player
    from wargame.players.roster import check_player as check_player
    from wargame.players.roster import make_player as make_player
    from wargame.players.thought import Candidate as Candidate
    from wargame.players.thought import Expected as Expected
    from wargame.players.thought import Thinker as Thinker
    from wargame.players.thought import Thought as Thought
    from wargame.runs.batch import Run as Run
    from wargame.runs.frames import arrays_of as arrays_of
    from wargame.runs.kept import save_game as save_game
    from wargame.runs.trajectories.reading import Trajectories as Trajectories
    from wargame.runs.trajectories.reading import read_trajectories as read_trajectories
    from wargame.runs.trajectories.writing import write_trajectories as write_trajectories
    from wargame.runs.turns import turns as turns
    from wargame.runs.vector import Buffers as Buffers
    from wargame.runs.vector import VectorEnv as VectorEnv
    from wargame.session.advice import advised as advised
    from wargame.tournament.result import GameResult as GameResult
    from wargame.tournament.schedule import Fixture as Fixture
    from wargame.tournament.schedule import Schedule as Schedule
    from wargame.tournament.tournament import Tournament as Tournament
    from wargame.tournament.tournament import play_tournament as play_tournament

__version__ = "0.1.0"

# Where each public name lives, in the order of docs/api.md: by subject, by module.
_PUBLIC: dict[str, dict[str, tuple[str, ...]]] = {
    "A game": {
        "wargame.game.summit": ("load", "compile_text", "Summit"),
        "wargame.authoring.catalog": ("bundled",),
        "wargame.game.game": ("Game",),
        "wargame.game.situation": ("Situation",),
        "wargame.game.move": ("Move",),
        "wargame.game.record": ("Record", "Happening", "Change", "Roll"),
    },
    "The game tree": {
        "wargame.game.tree": ("Node",),
        "wargame.game.odds": ("ChanceOutcome",),
        "wargame.game.observation": ("Layout",),
    },
    "Bridges": {
        "wargame.adapters.openspiel": ("open_spiel_game",),
        "wargame.adapters.farama": ("pettingzoo_env", "pettingzoo_parallel_env", "gymnasium_env"),
    },
    "What a seat may know": {
        "wargame.game.view": ("View", "LogEntry", "Moved", "REFEREE"),
        "wargame.game.communique": ("Clause",),
        "wargame.game.preview": ("Preview", "Branch", "Range"),
        "wargame.game.standing": ("Projected", "OpenScore"),
    },
    "Players": {
        "wargame.players.player": ("Player",),
        "wargame.players.roster": ("make_player", "check_player"),
        "wargame.runs.turns": ("turns",),
        "wargame.players.thought": ("Thinker", "Thought", "Candidate", "Expected"),
        "wargame.session.advice": ("advised",),
    },
    "Many games": {
        "wargame.runs.batch": ("Run",),
        "wargame.runs.frames": ("arrays_of",),
        "wargame.runs.kept": ("save_game",),
        "wargame.runs.trajectories.writing": ("write_trajectories",),
        "wargame.runs.trajectories.reading": ("read_trajectories", "Trajectories"),
        "wargame.runs.vector": ("VectorEnv", "Buffers"),
        "wargame.estimates": ("Estimate", "mean_of", "share"),
    },
    "Tournaments": {
        "wargame.tournament.schedule": ("Schedule", "Fixture"),
        "wargame.tournament.tournament": ("Tournament", "play_tournament"),
        "wargame.tournament.result": ("GameResult",),
        "wargame.analysis.standings.standings": ("standings", "Standings", "Figure"),
        "wargame.analysis.standings.meta_game": ("nfg_text",),
    },
    "Journals": {
        "wargame.journal.store": ("saves_folder", "find_save", "rules_of"),
        "wargame.journal.reading": ("read_journal", "Journal"),
        "wargame.journal.replay": ("replayed", "verified", "Difference"),
        "wargame.journal.keeping": ("begin", "resume", "Keeper"),
    },
    "Analysis": {
        "wargame.analysis.calibration.outlooks": ("Rollouts", "Outlook"),
        "wargame.analysis.balance.balance": ("Study", "Sizes", "QUICK", "balance_report", "BalanceReport"),
    },
    "Errors": {
        "wargame.errors": (
            "WargameError",
            "ScenarioError",
            "MalformedMove",
            "IllegalMove",
            "SeatError",
            "PlayerError",
            "Forfeit",
            "Offense",
            "RulesError",
            "RunError",
            "JournalError",
            "ExtraError",
        ),
    },
}
_HOMES = {name: module for modules in _PUBLIC.values() for module, names in modules.items() for name in names}

__all__ = ["__version__", *_HOMES]  # noqa: PLE0604  all of them texts


if not TYPE_CHECKING:  # to them, a name that is not above is a mistake

    def __getattr__(name: str) -> object:
        """Load a public name from the room where it lives.

        Raises:
            AttributeError: it is none.
        """
        if name not in _HOMES:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        found = getattr(import_module(_HOMES[name]), name)
        globals()[name] = found  # asked for once
        return found


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted({*globals(), *_HOMES})
