"""A tolerant parser of terminal input, from bytes to messages.

Textual's own ends the program on a byte that is not UTF-8 and on a key release, and takes an escape sequence that it
does not know for keys struck one by one. Here what cannot be parsed is dropped.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING

from textual import events
from textual._xterm_parser import XTermParser, _re_mouse_event, _re_terminal_mode_response
from textual.keys import Keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.message import Message

# A click as X10 has it, of which old terminals know nothing better: three bytes, of which any may be above 127.
CLICK = re.compile(rb"\x1b\[M(.)(.)(.)", re.DOTALL)
UNFINISHED_CLICK = re.compile(rb"\x1b\[M.{0,2}\Z", re.DOTALL)
BIAS = 32  # added to each of the three
BUTTONS, NO_BUTTON, MOVES, WHEEL = 0b11, 3, 32, 64

# https://sw.kovidgoyal.net/kitty/keyboard-protocol/: keys; `modifiers:event`, of which event 3 is a release
KITTY_KEY = re.compile(r"\x1b\[([\d:]*);(\d*):(\d+)((?:;[\d:]*)?[u~ABCDEFHPQRS])")
RELEASE = "3"
# Any whole control sequence (ECMA-48, 5.4), but for the `[[` with which function keys of a Linux console begin.
CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-Z\\-~]")


class Decoder:
    """An incremental decoder: bytes in the pieces in which they come, to text for the parser."""

    def __init__(self, encoding: str) -> None:
        """Begin with an empty buffer."""
        self._decode = getincrementaldecoder(encoding)("ignore").decode
        self._held = b""  # the beginning of a click

    def text(self, data: bytes) -> str:
        """Decode some bytes; b"" flushes what was held back as incomplete."""
        whole = CLICK.sub(_as_sgr, self._held + data)
        unfinished = UNFINISHED_CLICK.search(whole) if data else None
        end = unfinished.start() if unfinished else len(whole)
        self._held = whole[end:]
        return self._decode(whole[:end])


def _as_sgr(click: re.Match[bytes]) -> bytes:
    """Translate an X10 click into the SGR protocol, b"" for one beyond the coordinates of X10."""
    button, x, y = (part[0] - BIAS for part in click.groups())
    if button < 0 or x < 1 or y < 1:
        return b""
    is_release = button & BUTTONS == NO_BUTTON and not button & (MOVES | WHEEL)
    return b"\x1b[<%d;%d;%d%c" % (button & ~BUTTONS if is_release else button, x, y, b"m" if is_release else b"M")


class Parser(XTermParser):
    """Textual's parser, but dropping what it cannot parse."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterator[events.Key]:  # noqa: FBT001, FBT002
        """Return the keys of a sequence, `Keys.Ignore` for one that is whole and none."""
        kitty = KITTY_KEY.fullmatch(sequence)
        if kitty is not None and kitty[3] == RELEASE:
            yield events.Key(Keys.Ignore, sequence)
            return
        plain = f"\x1b[{kitty[1]};{kitty[2] or 1}{kitty[4]}" if kitty else sequence
        try:
            found = list(super()._sequence_to_key_events(plain, alt))
        except (ValueError, OverflowError):  # a number that is no character, or none
            found = [events.Key(Keys.Ignore, sequence)]
        if not found and CONTROL.fullmatch(sequence) and not _is_known(sequence):
            found = [events.Key(Keys.Ignore, sequence)]
        yield from found

    def parse_mouse_code(self, code: str) -> Message | None:
        """Return the message of a mouse code, None if it is malformed."""
        try:
            return super().parse_mouse_code(code)
        except ZeroDivisionError:  # the terminal has said that it is no pixel high
            return None


def _is_known(sequence: str) -> bool:
    """Say whether the parser handles a control sequence that is no key."""
    return bool(_re_mouse_event.match(sequence) or _re_terminal_mode_response.match(sequence))
