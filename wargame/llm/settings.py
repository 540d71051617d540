"""Settings of language models: where they answer, how they are asked, and what they may use up.

The key of an endpoint is taken from the environment and from nowhere else, and is part of no text that this program
writes: it has no place in a representation, a message or a file.
"""

from __future__ import annotations

import os
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

from attrs import evolve, field, frozen

from wargame.errors import PlayerError
from wargame.files import read_regular
from wargame.legible import hidden_character
from wargame.processes import MODEL_KEY

if TYPE_CHECKING:
    from collections.abc import Sequence

LOCAL = "http://127.0.0.1:11434/v1"
MOST_TEMPERATURE = 2.0
_MOST_PROMPT = 20_000  # bytes
_MOST = 1e12  # of anything that is counted
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?", re.ASCII)
_KEY = re.compile(r"[!-~]{1,1000}", re.ASCII)
_OUR_HOSTS = {"127.0.0.1", "::1", "localhost"}

INSTRUCTIONS = """\
You play one side of a tabletop wargame about a summit negotiation, against another player. You are shown what your \
side may know: its secret brief, the log so far, the situation, the draft text, and the numbered moves that are open \
now, each with what it would do and how likely that is. Your aim is your own final score, from 0 to 100, by your \
secret mandate. The other side sees neither your mandate nor your reasons.

Choose exactly one open move. Answer with one JSON object and nothing else:
{"reasons": "one or two sentences: why this move", "move": "the number of the move, such as 4, or 4.2"}
"""


@frozen(kw_only=True)
class Limits:
    """What a command may use up with all its models together; 0: no limit."""

    tokens: int = 0  # in and out
    seconds: float = 0.0  # of waiting for answers
    money: float = 0.0  # in the currency of the prices
    prices: tuple[float, float] | None = None  # of a million tokens in, of a million out


@frozen(kw_only=True)
class Settings:
    """How language models are asked."""

    url: str = LOCAL  # of an API as OpenAI has it, up to and including its version
    key: str = field(default="", repr=False)
    temperature: float = 0.0  # of a model that names none
    instructions: str = INSTRUCTIONS
    timeout: float = 120.0  # seconds that an answer may take
    most_tokens: int = 4000  # of one answer
    limits: Limits = Limits()

    @property
    def prompt_digest(self) -> str:
        """Return what tells these instructions from others, in a player's text."""
        return sha256(self.instructions.encode()).hexdigest()[:12]

    @property
    def account(self) -> dict[str, object]:
        """Return what answers hang on, besides the model, for the file of a tournament."""
        return {"url": self.url, "instructions": self.instructions}


def settings_from(url: str | None, options: Sequence[str]) -> Settings:
    """Parse `--llm-url URL` and each `--llm NAME=VALUE`; the key is that of the environment.

    Raises:
        PlayerError: one of them is malformed or out of range, or the key would be in danger.
    """
    settings = Settings(url=checked_url(url or LOCAL), key=_key())
    if settings.key:
        _check_way(settings.url)
    given: set[str] = set()
    for option in options:
        name, equals, text = option.partition("=")
        if not equals or name not in _READERS or name in given:
            again = f"; {name} is named twice" if name in given else ""
            _refuse(f"write --llm NAME=VALUE, with NAME one of {', '.join(_READERS)}", option, again)
        given.add(name)
        settings = _READERS[name](settings, name, text)
    if settings.limits.money and settings.limits.prices is None:
        message = "--llm money=M needs --llm prices=IN/OUT, the prices of a million tokens in and out"
        raise PlayerError(message)
    return settings


def checked_url(url: str) -> str:
    """Return the address of an endpoint, without a slash at its end.

    Raises:
        PlayerError: it is none, or holds more than scheme, host, port and path.
    """
    wanted = f"--llm-url takes http://HOST[:PORT]/PATH or https://…, such as {LOCAL}"
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        _refuse(wanted, "what cannot be read as an address")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        _refuse(wanted, "a name, a password or a query in it", f": a key belongs into {MODEL_KEY}")
    if parts.scheme not in {"http", "https"} or not host or port == 0 or hidden_character(url) or not url.isascii():
        _refuse(wanted, url)
    if re.search(r"[\s\\]", url):
        _refuse(wanted, url)
    return url.rstrip("/")


def checked_temperature(text: str) -> float:
    """Parse a temperature.

    Raises:
        PlayerError: it is none, or out of range.
    """
    number = float(text) if _NUMBER.fullmatch(text) else -1.0
    if not 0 <= number <= MOST_TEMPERATURE:
        _refuse(f"a temperature is a number from 0 to {MOST_TEMPERATURE:g}", text)
    return number


def _key() -> str:
    key = os.environ.get(MODEL_KEY, "")
    if key and not _KEY.fullmatch(key):  # not shown: it may be a key with a line feed at its end
        message = f"the key in {MODEL_KEY} has a space, a line feed or another character that no key has"
        raise PlayerError(message)
    return key


def _check_way(url: str) -> None:
    """Check that nobody on the way can read the key."""
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in _OUR_HOSTS:
        message = f"{MODEL_KEY} would go to {parts.hostname} in the open: use https, or take the key away"
        raise PlayerError(message)


def _refuse(wanted: str, found: str, more: str = "") -> NoReturn:
    short = found if len(found) <= 80 else f"{found[:80]}…"  # noqa: PLR2004  characters
    message = f"{wanted}; found {short!a}{more}"
    raise PlayerError(message) from None


# -- what --llm may set


def _temperature(settings: Settings, _: str, text: str) -> Settings:
    return evolve(settings, temperature=checked_temperature(text))


def _prompt(settings: Settings, _: str, text: str) -> Settings:
    try:
        told = read_regular(Path(text), _MOST_PROMPT).decode()
    except (OSError, ValueError) as error:
        message = f"{text}: the prompt cannot be read: {getattr(error, 'strerror', None) or error}"
        raise PlayerError(message) from None
    for number, line in enumerate(told.split("\n"), 1):
        if found := hidden_character(line):
            message = f"{text}, line {number}, column {found[0] + 1}: the prompt has {found[1]}"
            raise PlayerError(message)
    if not told.strip():
        message = f"{text}: the prompt is empty"
        raise PlayerError(message)
    return evolve(settings, instructions=told)


def _amount(text: str, name: str, what: str) -> float:
    number = float(text) if _NUMBER.fullmatch(text) else 0.0
    if not 0 < number <= _MOST:
        _refuse(f"--llm {name}= takes {what}, more than 0", text)
    return number


def _tokens(settings: Settings, name: str, text: str) -> Settings:
    if "." in text:
        _refuse("--llm tokens= takes a whole number of tokens", text)
    return evolve(settings, limits=evolve(settings.limits, tokens=int(_amount(text, name, "a number of tokens"))))


def _seconds(settings: Settings, name: str, text: str) -> Settings:
    return evolve(settings, limits=evolve(settings.limits, seconds=_amount(text, name, "seconds")))


def _money(settings: Settings, name: str, text: str) -> Settings:
    return evolve(settings, limits=evolve(settings.limits, money=_amount(text, name, "an amount of money")))


def _prices(settings: Settings, name: str, text: str) -> Settings:
    into, slash, out = text.partition("/")
    if not slash or not _NUMBER.fullmatch(into) or not _NUMBER.fullmatch(out):
        _refuse(f"--llm {name}= takes two numbers, the prices of a million tokens in and out, such as 0.15/0.6", text)
    return evolve(settings, limits=evolve(settings.limits, prices=(float(into), float(out))))


def _timeout(settings: Settings, name: str, text: str) -> Settings:
    return evolve(settings, timeout=_amount(text, name, "seconds"))


_READERS = {
    "temperature": _temperature,
    "prompt": _prompt,
    "tokens": _tokens,
    "seconds": _seconds,
    "money": _money,
    "prices": _prices,
    "timeout": _timeout,
}
