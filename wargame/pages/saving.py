"""News of the saving of a game, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.journal.disk import Lack
from wargame.journal.keeping import Renewal
from wargame.session.saving import Caution, Unsaved

if TYPE_CHECKING:
    from wargame.session.saving import News

_CAUTIONS = {
    Lack.LOCKS: "the file system of {folder} has no locks: play this game in one program at a time",
    Lack.SYNC: "the file system of {folder} cannot be told to keep what was written: a power cut may cost moves",
    Lack.FOLDER_SYNC: "the file system of {folder} cannot be told to keep names: a power cut may cost a new game",
}


def news_words(news: News) -> str:
    """Write a piece of news in one line."""
    match news:
        case Renewal(old, reason, new):
            return f"{old}: {reason}. The whole game was written anew, and is saved in {new}"
        case Unsaved(reason):
            return f"not saved: {reason}; the game goes on"
        case Caution(lack, folder):
            return _CAUTIONS[lack].format(folder=folder)
        case _:
            return "Saved again, with all moves so far."
