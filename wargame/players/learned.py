"""Which learned policy the search players of a scenario lean on, where it is found, and why there is none.

It is part of what a game hangs on, as scenario, players and seed are: whoever plays says which one it is, by name and
digest. Found is a policy by the place of its file, never by the text of the scenario: a comment changes no player.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from wargame.arrays import Array
from wargame.errors import PlayerError, WargameError
from wargame.folders import data_folder
from wargame.kernel.policy import UNLEARNED
from wargame.legible import legible
from wargame.players.policy import ENDING, Policy, laid_out, misfit, read_policy
from wargame.scenario.catalog import bundled, known
from wargame.system import file_stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.game.summit import Summit

NONE = "none"  # what is said, and asked for, instead of a policy
_SHORT = 8  # digits of a digest that tell two policies apart for a reader


@frozen(kw_only=True, eq=False)
class PolicyUse:
    """What search players lean on: a learned policy, or the doctrine, and why."""

    name: str = NONE  # of the scenario it was learned in
    digest: str = ""  # SHA-256 of its habits
    reason: str = ""  # why there is none
    passed_over: str = ""  # what was found in its place and does not fit
    leans: bool = True  # somebody plays who would lean on one
    table: Array = field(default=UNLEARNED, repr=False)  # see `kernel.policy`

    @property
    def identity(self) -> tuple[str, str] | None:
        """Return its name and digest, None where nobody leans on one."""
        return (self.name, self.digest) if self.leans else None

    @property
    def words(self) -> str:
        """Return a line that names it."""
        return f"policy: {in_words(self.name, self.digest)}{', ' if self.reason else ''}{self.reason}"

    @property
    def warning(self) -> str:
        """Return what ought to be said aloud, "" if nothing: a policy is there and does not fit, and what plays."""
        if not self.passed_over:
            return ""
        return self.words if self.reason else f"{self.passed_over}; {self.words}"

    @property
    def account(self) -> dict[str, str]:
        """Return it as plain data, for reports."""
        return {"name": self.name, "sha256": self.digest, "reason": self.reason}


def in_words(name: str, digest: str) -> str:
    """Return what a policy is called, or `none`."""
    return f"{name} (learned, {digest[:_SHORT]}…)" if digest else NONE


def policies_folder() -> Path:
    """Return where `wargame train` puts policies if it is not told otherwise: WARGAME_POLICIES, or the user's data.

    Raises:
        WargameError: no home folder is known.
    """
    if named := os.environ.get("WARGAME_POLICIES"):
        return Path(named)
    return data_folder("WARGAME_POLICIES") / "policies"


def chosen(summit: Summit, choice: str | None = None) -> PolicyUse:
    """Return the policy of a file, none for `none`, and without a choice the one that is found.

    Raises:
        PlayerError: the file cannot be read, or does not fit the scenario.
    """
    if choice is None:
        return found(summit)
    if choice == NONE:
        return PolicyUse(reason="as asked")
    path = Path(choice)
    policy = read_policy(path)
    if fault := misfit(policy, summit):
        message = f"{legible(path)}: it does not fit {summit.id}: {fault}; name another file with --policy, or none"
        raise PlayerError(message)
    return _use(policy, summit)


def found(summit: Summit) -> PolicyUse:
    """Return the first policy that fits a scenario, of the places where it may be; looked for once a process.

    Raises:
        PlayerError: a file in one of these places is damaged.
    """
    key = (summit.sha256, tuple(_places(summit)))
    if key not in _FOUND:
        _FOUND[key] = _found(summit)
    return _FOUND[key]


_FOUND: dict[tuple[str, tuple[Path, ...]], PolicyUse] = {}


def _found(summit: Summit) -> PolicyUse:
    passed_over = ""
    for path in _places(summit):
        if not os.path.lexists(path):
            continue
        policy = read_policy(path)
        fault = misfit(policy, summit)
        if not fault:
            return _use(policy, summit, passed_over)
        passed_over = passed_over or f"{legible(path)} does not fit {summit.id}: {fault}"
    reason = passed_over or f"none was learned for {summit.id}"
    return PolicyUse(reason=reason, passed_over=passed_over)


def _places(summit: Summit) -> Iterator[Path]:
    """Yield where a policy of a scenario may be: beside its file, in the user's folder, beside the known one's.

    Then the same for the scenario that it is a variant of.
    """
    if summit.path and summit.path.resolve() not in {path.resolve() for path in bundled().values()}:
        yield summit.path.with_name(f"{summit.path.stem}{ENDING}")
    names = known()
    for id_ in filter(None, (summit.id, summit.rules.scenario.variant_of)):
        with suppress(WargameError):  # no home folder: none of the user's own
            yield policies_folder() / f"{file_stem(id_)}{ENDING}"
        if id_ in names:
            yield names[id_].with_name(f"{id_}{ENDING}")


def _use(policy: Policy, summit: Summit, passed_over: str = "") -> PolicyUse:
    return PolicyUse(
        name=policy.scenario, digest=policy.digest, passed_over=passed_over, table=laid_out(policy, summit)
    )
