"""The choice of the learned policy that guides search players: where it is found, and why there is none.

A game depends on it as on scenario, players and seed, so every report and save names it, by name and digest. A policy
is found by the place of its file, never by the text of the scenario: a comment changes no player.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from wargame.arrays import Array
from wargame.authoring.catalog import bundled, known
from wargame.errors import PlayerError, WargameError
from wargame.folders import data_folder
from wargame.kernel.policy import UNLEARNED
from wargame.legible import legible
from wargame.players.policy import ENDING, Policy, laid_out, misfit, read_policy
from wargame.system import file_stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.game.summit import Summit

NONE = "none"  # what is said, and asked for, instead of a policy
_SHORT = 8  # digits of a digest that tell two policies apart for a reader


@frozen(kw_only=True, eq=False)
class PolicyUse:
    """The policy that guides search players: a learned one, or the doctrine, and why."""

    name: str = NONE  # of the scenario it was learned in
    digest: str = ""  # SHA-256 of its habits
    reason: str = ""  # why there is none
    passed_over: str = ""  # what was found in its place and does not fit
    is_used: bool = True  # a player is seated that would use one
    table: Array = field(default=UNLEARNED, repr=False)  # see `kernel.policy`
    policy: Policy | None = field(default=None, repr=False)  # what the table was laid out from

    @property
    def identity(self) -> tuple[str, str] | None:
        """Return its name and digest, None where no player uses one."""
        return (self.name, self.digest) if self.is_used else None

    @property
    def words(self) -> str:
        """Return a line that names it."""
        return f"policy: {in_words(self.name, self.digest)}{', ' if self.reason else ''}{self.reason}"

    @property
    def warning(self) -> str:
        """Return a warning if there is a policy that does not fit, with the one that plays instead; else ""."""
        if not self.passed_over:
            return ""
        return self.words if self.reason else f"{self.passed_over}; {self.words}"

    @property
    def account(self) -> dict[str, str]:
        """Return it as plain data, for reports."""
        return {"name": self.name, "sha256": self.digest, "reason": self.reason}


def in_words(name: str, digest: str) -> str:
    """Return a policy's name and short digest, or `none`."""
    return f"{name} (learned, {digest[:_SHORT]}…)" if digest else NONE


def policies_folder() -> Path:
    """Return the folder where `wargame train` puts policies by default: WARGAME_POLICIES, or one in the user's data.

    Raises:
        WargameError: no home folder is known.
    """
    return data_folder("WARGAME_POLICIES", "policies")


def chosen(summit: Summit, choice: str | None = None) -> PolicyUse:
    """Return the policy of a file; none for `none`; without a choice, the one that `found` returns.

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
    """Return the first policy that fits a scenario of the places where it may be; cached for the process.

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
    """Yield where a policy may be: beside the scenario's file, in the user's folder, beside the known one of that name.

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
        name=policy.scenario,
        digest=policy.digest,
        passed_over=passed_over,
        table=laid_out(policy, summit),
        policy=policy,
    )
