"""What a terminal sends, byte by byte: what cannot be read is no key, and nothing that was not struck is one."""

from __future__ import annotations

import random

import pytest
from textual import events

from wargame.tui.sequences import Decoder, Parser


def messages(*pieces: bytes, encoding: str = "utf-8") -> list[str]:
    """Return what some bytes come to: keys by name, and what the mouse did."""
    decoder, parser = Decoder(encoding), Parser()
    found = []
    for piece in pieces:
        if text := decoder.text(piece):
            found += list(parser.feed(text))
    return [each.key if isinstance(each, events.Key) else _mouse(each) for each in found]


def _mouse(message: object) -> str:
    if isinstance(message, events.MouseEvent):
        return f"{type(message).__name__} {message.x:g},{message.y:g} {message.button}"
    return type(message).__name__


def test_a_byte_of_another_encoding_is_left_out() -> None:
    assert messages(b"a\xe9", b"b\xff\xfe", b"c") == ["a", "b", "c"]
    assert messages(b"\xe9", encoding="iso-8859-1") == ["é"]
    assert messages("é".encode()[:1], "é".encode()[1:]) == ["é"]


@pytest.mark.parametrize("at", [1, 94, 96, 150, 223])
def test_a_click_in_an_old_terminal_is_a_click_wherever_it_is(at: int) -> None:
    x = bytes([32 + at])
    told = messages(b"\x1b[M " + x + b"!", b"\x1b[M#", x, b"!q")
    assert told == [f"MouseDown {at - 1},0 1", f"MouseUp {at - 1},0 1", "q"]


def test_the_wheel_of_an_old_terminal_turns_and_a_place_it_cannot_tell_is_nowhere() -> None:
    assert messages(b"\x1b[M`!!") == ["MouseScrollUp 0,0 0"]
    assert messages(b"\x1b[M \x00!x") == ["x"]


@pytest.mark.parametrize(
    "data",
    [b"\x1b[13;1:3u", b"\x1b[99;1:3u", b"\x1b[99;5:3u", b"\x1b[1;1:3A", b"\x1b[99;1:3;99u", b"\x1b[57441;2:3u",
     b"\x1b[99999999999;1u", b"\x1b[1114112;1u", b"\x1b[97;1:1:1u", b"\x1b[?1;2c", b"\x1b[>41;354;0c", b"\x1b[5n",
     b"\x1b[?2026;0$y", b"\x1b[12$z", b"\x1b[M\x80\x80\x00"],
)  # fmt: skip
def test_a_release_and_what_is_no_key_are_none(data: bytes) -> None:
    assert messages(data, b"x") == ["x"]


def test_a_kitty_key_with_its_kind_of_press_is_that_key() -> None:
    assert messages(b"\x1b[13;1:1u", b"\x1b[99;1:2u", b"\x1b[99;5:1u", b"\x1b[1;1:1B") == [
        "enter",
        "c",
        "ctrl+c",
        "down",
    ]


def test_keys_of_every_kind_are_read_as_before() -> None:
    assert messages(b"\x1b[A\x1bOP\x1b[[A\x1b[15~\x1b[1;5C\x1b[13u") == ["up", "f1", "f1", "f5", "ctrl+right", "enter"]
    assert messages(b"\x1b[<0;5;6M\x1b[I\x1b[200~q\xe9r\x1b[201~z") == ["MouseDown 4,5 1", "AppFocus", "Paste", "z"]


def test_no_bytes_whatever_end_the_reading() -> None:
    dice = random.Random(7)  # noqa: S311  it has to be repeatable
    parts = [b"\x1b", b"\x1b[", b"\x1b[M", b"\x1b[<", b"\x1bO", b";", b":", b"u", b"M", b"t", b"3", b"99999",
             b"\xff", b"\x1b[48;0;0;0;0t", b"\x1b[<0;3;3M", b"\x1b]", b"\x9b", b"\xf0\x9f", b"\x00",
             b"R", b"$y", b"?"]  # fmt: skip
    for _ in range(300):
        pieces = [b"".join(dice.choices(parts, k=dice.randrange(1, 8))) for _ in range(6)]
        messages(*pieces, bytes(dice.randrange(256) for _ in range(8)))
