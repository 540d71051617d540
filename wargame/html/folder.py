"""A folder of pages: made if it is not there, refused if it holds anything else, every page written whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.destination import Destination
from wargame.errors import RunError
from wargame.html.document import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wargame.html.document import Document

_ENDING = ".html"
_ADVICE = "name a new or empty folder, or write beside what is there with --force"


@frozen(kw_only=True)
class Folder:
    """A folder that pages of some kinds are to be written into, and that holds nothing else."""

    path: Path
    what: tuple[str, ...]  # as in `kind_of`, that of the index first
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
            message = f"cannot write pages into {self.path}: it holds {others[0]}{more}, not {self.what[0]}; {_ADVICE}"
            raise RunError(message)
        self._destination("index", self.what[0]).check()

    def write(self, pages: Iterable[tuple[str, Document]]) -> int:
        """Write pages as they come, each with its name; returns how many there were.

        Raises:
            RunError: one cannot be written.
        """
        count = 0
        for name, page in pages:
            page.write(self._destination(name, page.what))
            count += 1
        return count

    def _others(self) -> Iterator[str]:
        """Yield the names of what is there and is no page of this kind."""
        for path in sorted(self.path.iterdir()):
            if path.suffix != _ENDING or not any(self._is_ours(path.stem, what) for what in self.what):
                yield path.name

    def _is_ours(self, name: str, what: str) -> bool:
        try:
            return self._destination(name, what).check_replaceable() is not None
        except RunError:
            return False

    def _destination(self, name: str, what: str) -> Destination:
        return Destination(path=self.path / file_of(name), kind=kind_of(what), force=self.force)


def file_of(name: str) -> str:
    """Return the name of a page's file."""
    return f"{name}{_ENDING}"
