"""A language model as a player's text names it, with all that its answers hang on but the endpoint."""

from __future__ import annotations

import re

from attrs import frozen

from wargame.errors import PlayerError
from wargame.llm.settings import Settings, checked_temperature

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+-]{0,119}", re.ASCII)


@frozen
class Model:
    """`llm:NAME@TEMPERATURE#PROMPT`: saved games, ledgers and reports name it so."""

    name: str
    temperature: float
    prompt: str  # digest of the instructions

    @property
    def text(self) -> str:
        """Return the player's text in full."""
        return f"llm:{self.name}@{self.temperature:g}#{self.prompt}"

    @classmethod
    def named(cls, argument: str, settings: Settings) -> Model:
        """Return the model that is meant by what follows `llm:`, as these settings have it asked.

        Raises:
            PlayerError: it names none, or one that was asked with another prompt.
        """
        rest, hash_sign, prompt = argument.partition("#")
        name, at, temperature = rest.rpartition("@") if "@" in rest else (rest, "", "")
        if not _NAME.fullmatch(name):
            message = f"write llm:MODEL or llm:MODEL@TEMPERATURE, such as llm:llama3.1:8b@0.7; found {argument[:80]!a}"
            raise PlayerError(message)
        now = settings.prompt_digest
        if hash_sign and prompt != now:
            message = (
                f"llm:{name} was asked with another prompt ({prompt[:12]!a}, and {now} now):"
                " --llm prompt=FILE names it, or leave out what begins with #"
            )
            raise PlayerError(message)
        return cls(name, checked_temperature(temperature) if at else settings.temperature, now)
