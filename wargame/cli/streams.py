"""The standard streams of a command, which replace every character that a terminal would obey or hide.

Names of files, arguments, messages of the system: text from outside reaches a terminal in too many ways to be cleaned
in each, so the streams themselves do it. What draws with a terminal's control codes (a progress bar, the headings of a
table) takes the stream below, and cleans the texts that it is given.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

from wargame.legible import legible
from wargame.stand_ins import HANDLER

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Legible:
    """A text stream that makes what it writes legible; all else is done by the stream below."""

    def __init__(self, stream: TextIO) -> None:
        self.below = stream

    def write(self, text: str) -> int:
        """Write a text with a sign for each hidden character; lines stay lines.

        Raises:
            TypeError: it is no text; that is how Click asks whether a stream takes bytes.
        """
        if not isinstance(text, str):
            message = f"write() argument must be str, not {type(text).__name__}"
            raise TypeError(message)
        self.below.write(legible(text, lines=True))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> object:
        """Answer as the stream below does, but for `buffer`, by which Click would write past this one."""
        if name == "buffer":
            raise AttributeError(name)
        return getattr(self.below, name)


def open_streams() -> None:
    """Make every standard stream open and legible, with replacements for what its encoding lacks."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if isinstance(stream, _Legible):
            continue
        if stream is None:  # closed by whoever started us
            stream = open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123, SIM115  for good
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace" if mode == "r" else HANDLER)
        setattr(sys, name, stream if mode == "r" else _Legible(stream))


def below(stream: TextIO) -> TextIO:
    """Return the stream below, for a writer that cleans its own text."""
    return stream.below if isinstance(stream, _Legible) else stream
