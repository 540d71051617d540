"""What every dialog has in common: the screen below shows through, and help is a key away as it is everywhere."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from wargame.tui.screens.frame import Frame

Result = TypeVar("Result")


class Dialog(Frame[Result], ModalScreen[Result]):
    """A dialog; Textual keeps the keys of the app from it, so it asks for help itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "app.help", "Help", key_display="?", show=False, tooltip="this dialog and its keys"),
    ]
