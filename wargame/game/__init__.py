"""One game in progress, in names: moves and their reasons, records, views, previews, projections."""

from wargame.game.communique import Clause, communique
from wargame.game.game import Game
from wargame.game.move import Move
from wargame.game.record import Change, Happening, Record, Roll
from wargame.game.summit import Summit, compile_text, load
from wargame.game.view import REFEREE, LogEntry, View, view_of

__all__ = [
    "REFEREE",
    "Change",
    "Clause",
    "Game",
    "Happening",
    "LogEntry",
    "Move",
    "Record",
    "Roll",
    "Summit",
    "View",
    "communique",
    "compile_text",
    "load",
    "view_of",
]
