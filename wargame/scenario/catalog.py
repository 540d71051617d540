"""Where scenarios are found: by name among the bundled ones, or by the path of a file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from attrs import frozen

from wargame.confined import is_confined
from wargame.errors import ScenarioError
from wargame.legible import legible
from wargame.scenario.faults import nearest
from wargame.scenario.reading import read_text

USUAL = "trump-kim-2018"  # where none is named


@frozen
class Found:
    """A scenario's text with plain line ends, where it came from, and the SHA-256 of that text."""

    path: Path
    text: str
    sha256: str

    @property
    def name(self) -> str:
        """Return the name of the file as messages may have it."""
        return legible(self.path.name)


def _folder() -> Path:
    """Return the folder of bundled scenarios: in the package if installed from a wheel, else in the checkout."""
    inside = Path(__file__).parent.parent / "bundled"
    return inside if inside.is_dir() else Path(__file__).parent.parent.parent / "scenarios"


def bundled() -> dict[str, Path]:
    """Return the bundled scenarios by name."""
    return {path.stem: path for path in sorted(_folder().glob("*.toml"))}


def find(name: str) -> Found:
    """Find a scenario by name, or by path if it looks like one (ends in .toml or has a separator) and may be named.

    Raises:
        ScenarioError: nothing is there, or it cannot be read.
    """
    known = bundled()
    if name in known:
        path = known[name]
    elif not is_confined() and (name.endswith(".toml") or "/" in name or "\\" in name):
        path = Path(name)
    else:
        or_else = "" if is_confined() else "; or give the path of a file"
        message = f"no scenario {name!r}{nearest(name, known)}; bundled: {', '.join(known)}{or_else}"
        raise ScenarioError(message)
    text = read_text(path).replace("\r\n", "\n")  # a checkout may have turned them: the rules are the same
    return Found(path, text, hashlib.sha256(text.encode()).hexdigest())
