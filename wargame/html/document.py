"""The HTML file around a sheet: one that stands alone, and is known again by the command that would replace it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from attrs import frozen
from jinja2 import Environment, PackageLoader, StrictUndefined

from wargame.destination import Kind
from wargame.html.blocks import Link
from wargame.html.sheet import HtmlSheet
from wargame.legible import legible

if TYPE_CHECKING:
    from wargame.destination import Destination


def kind_of(what: str) -> Kind:
    """Return the kind of an HTML file, to be replaced unasked by its own command alone.

    Args:
        what: it, with its article: "a review". Not text from outside.
    """
    begin = f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{_generator(what)}\n'.encode()
    return Kind(f"{what} in HTML", lambda head, _: head.startswith(begin), is_private=True)


def _generator(what: str) -> str:
    return f'<meta name="generator" content="wargame: {what}">'


@frozen(kw_only=True)
class Document:
    """A page with its title, and the links to the pages around it."""

    what: str  # as in `kind_of`
    title: str
    sheet: HtmlSheet
    about: str = ""  # a line below the title
    around: tuple[Link, ...] = ()

    def html(self) -> str:
        """Return the whole file."""
        page = _environment().get_template("document.html")
        return page.render(document=self, blocks=self.sheet.blocks)

    def write(self, out: Destination) -> bool:
        """Write the file; returns whether an older one was replaced.

        Raises:
            RunError: it cannot be written.
        """
        return out.write(self.html())


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("wargame.html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _shown(value: object) -> object:
    """Return what a template writes for a value: text without hidden characters; markup of a macro as it is."""
    return value if not isinstance(value, str) or hasattr(value, "__html__") else legible(value, lines=True)
