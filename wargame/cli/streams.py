"""The standard streams of a command: whatever is printed, no character of it is one that a terminal would obey or hide.

Names of files, arguments, answers of a system, messages about them: what comes from outside reaches a terminal on too
many ways to be cleaned on each. So the streams themselves are the edge. What draws with a terminal's own codes (a bar
of progress, the heads of a table) asks for the stream below, and cleans what it is given.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, TextIO

from wargame.cli.stand_ins import HANDLER
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Legible:
    """A text stream that writes what may be shown; all else is done by the stream below."""

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
        """Answer as the stream below does; its bytes are not to be had, since Click would write past us to them."""
        if name == "buffer":
            raise AttributeError(name)
        return getattr(self.below, name)


def open_streams() -> None:
    """Make every standard stream one that can be used: open, legible, with a sign for what its encoding has not."""
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
    """Return the stream that takes everything, for what cleans its own text."""
    return stream.below if isinstance(stream, _Legible) else stream
