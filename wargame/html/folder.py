"""A folder of pages: made if it is not there, refused if it holds anything else, every page written whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.destination import Destination, Kind
from wargame.errors import RunError
from wargame.html.document import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wargame.html.document import Document

_ENDING = ".html"
_ADVICE = "name a new or empty folder, or write beside what is there with --force"


@frozen(kw_only=True)
class Folder:
    """A folder that one kind of pages is to be written into."""

    path: Path
    what: str  # as in `kind_of`
    force: bool = False  # whether a person insists

    def prepare(self) -> None:
        """Make the folder, and check before the work begins that pages may be written there, and can be.

        Raises:
            RunError: they may not, or cannot.
        """
        try:
            self.path.mkdir(exist_ok=True)
            others = [] if self.force else [*self._others()]
        except FileExistsError:
            message = f"cannot write pages into {self.path}: it is a file, not a folder; name another one"
            raise RunError(message) from None
        except (OSError, ValueError) as error:
            message = f"cannot write pages into {self.path}: {getattr(error, 'strerror', None) or error}"
            raise RunError(message) from error
        if others:
            more = f" and {len(others) - 1} more" if len(others) > 1 else ""
            message = f"cannot write pages into {self.path}: it holds {others[0]}{more}, not {self.what}; {_ADVICE}"
            raise RunError(message)
        self._destination("index").check()

    def write(self, pages: Mapping[str, Document]) -> int:
        """Write pages by their names; returns how many older ones were replaced.

        Raises:
            RunError: one cannot be written.
        """
        return sum(page.write(self._destination(name)) for name, page in pages.items())

    def _others(self) -> Iterator[str]:
        """Yield the names of what is there and is no page of this kind."""
        for path in sorted(self.path.iterdir()):
            try:
                ours = path.suffix == _ENDING and self._destination(path.stem).check_replaceable() is not None
            except RunError:
                ours = False
            if not ours:
                yield path.name

    def _destination(self, name: str) -> Destination:
        kind: Kind = kind_of(self.what)
        return Destination(path=self.path / file_of(name), kind=kind, force=self.force)


def file_of(name: str) -> str:
    """Return the name of a page's file."""
    return f"{name}{_ENDING}"
