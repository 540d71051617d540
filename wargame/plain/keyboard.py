"""Reading lines, from a person at a terminal or from a pipe."""

from __future__ import annotations

from typing import TextIO

from attrs import define

from wargame.legible import legible
from wargame.plain.paper import Paper

LONGEST = 200  # of one line; the rest of it is dropped


class InputEnded(Exception):
    """There is nothing more to read, or the player wants to leave."""


@define
class Keyboard:
    """Lines typed by whoever sits there."""

    stream: TextIO
    paper: Paper
    waits: bool  # a person is there to press Enter; a pipe is not waited for
    echoes: bool  # what is read has to be written, for nobody's terminal has shown it

    def ask(self, prompt: str) -> str:
        """Return the next line, stripped.

        Raises:
            InputEnded: there is none.
        """
        self.paper.stream.write(f"{prompt}> ")
        self.paper.blank = False
        self.paper.flush()
        line = self.stream.readline()
        if not line:
            self.paper.line()
            raise InputEnded
        text = legible(line[:LONGEST], instead="").strip()
        if self.echoes:
            self.paper.stream.write(f"{text}\n")
        return text
