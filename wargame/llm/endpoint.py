"""An endpoint of language models: one question over HTTP, one bounded answer.

Any server that speaks the chat completions of OpenAI's API will do. It is trusted with what its model is shown and with
nothing else: no redirect is followed, an answer has a size and a time that it may take, and whatever it says, the key
stands in none of it.
"""

from __future__ import annotations

import json
import time
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, NoReturn

import urllib3
from attrs import define, field, frozen

from wargame.errors import EndpointError
from wargame.legible import legible
from wargame.llm.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_ANSWER = 2**20  # bytes
_PIECE = 2**16  # bytes read at a time
_LONGEST_TOLD = 200  # characters of what a server said that are repeated
_OK = 200
_REFUSED = (400, 422)  # for what stands in the question
_LATER = frozenset({429, 500, 502, 503, 504})  # worth another try
_LATE = (TimeoutError, urllib3.exceptions.TimeoutError)  # of which the library makes a refused connection one
_TRIES = 3
_MOST_TOKENS = 10**8  # that an answer can have taken
_LEAST_SECRET = 8  # characters of a key; servers that want none are given “none”, or “1”
_BYTES_A_TOKEN = 4  # where a server counts none


@frozen
class Reply:
    """What a model said, and what that took."""

    text: str
    tokens_in: int
    tokens_out: int


@frozen
class _Response:
    status: int
    body: bytes
    later: str  # the header Retry-After


@define(eq=False)
class Endpoint:
    """A server, and what it has been found not to know."""

    settings: Settings
    pause: float = 1.0  # seconds before the first further try
    _pool: urllib3.PoolManager = field(init=False, factory=lambda: urllib3.PoolManager(maxsize=16))
    _knows_schemas: bool = field(init=False, default=True)
    _limit_name: str = field(init=False, default="max_tokens")

    def ask(
        self, model: str, messages: list[dict[str, str]], temperature: float, schema: dict[str, Any], *, seconds: float
    ) -> Reply:
        """Ask a model; `schema` is that of its answer, `seconds` how long all tries may take.

        Raises:
            EndpointError: there is no answer, or one that is none of this API; the text says which.
            TimeoutError: there was none in time.
        """
        deadline, tries = time.monotonic() + seconds, 1
        while True:
            body = self._body(model, messages, temperature, schema)
            response = self._sent(json.dumps(body).encode(), deadline)
            if response.status == _OK:
                return self._reply(response.body, body)
            if response.status in _REFUSED and self._learned_from(response):
                continue
            wait = self.pause * 2 ** (tries - 1)
            if response.later.isascii() and response.later.isdecimal():
                wait = max(wait, float(response.later[:6]))
            if response.status not in _LATER or tries == _TRIES or time.monotonic() + wait > deadline:
                self._fail(f"answered {response.status}{self._told(response.body)}")
            time.sleep(wait)
            tries += 1

    def _body(
        self, model: str, messages: list[dict[str, str]], temperature: float, schema: dict[str, Any]
    ) -> dict[str, Any]:
        body: dict[str, Any] = {"model": model, "messages": messages, "temperature": temperature, "stream": False}
        body[self._limit_name] = self.settings.most_tokens
        if self._knows_schemas:
            form = {"name": "move", "strict": True, "schema": schema}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        return body

    def _learned_from(self, response: _Response) -> bool:
        """Ask otherwise from now on if the server has refused what not every server knows; says whether it has."""
        said = response.body.decode(errors="replace")
        if self._limit_name == "max_tokens" and "max_completion_tokens" in said:
            self._limit_name = "max_completion_tokens"
            return True
        if self._knows_schemas and ("response_format" in said or "json_schema" in said or "schema" in said):
            self._knows_schemas = False
            return True
        return False

    # -- one exchange

    def _sent(self, body: bytes, deadline: float) -> _Response:
        """Send a question in a thread of its own, which is left behind if the deadline comes first.

        Raises:
            EndpointError: there is nobody, or the answer is too large.
            TimeoutError: the deadline came first.
        """
        done: SimpleQueue[_Response | Exception] = SimpleQueue()
        Thread(target=_hand_over, args=(lambda: self._exchanged(body, deadline), done), daemon=True).start()
        try:
            found = done.get(timeout=max(deadline - time.monotonic(), 0.0))
        except Empty:
            raise TimeoutError from None
        if isinstance(found, _LATE) and not isinstance(found, urllib3.exceptions.NewConnectionError):
            raise TimeoutError from None
        if isinstance(found, EndpointError):
            raise found
        if isinstance(found, Exception):
            self._fail(f"gives no answer: {self._said(_reason(found))}")
        return found

    def _exchanged(self, body: bytes, deadline: float) -> _Response:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "wargame"}
        if self.settings.key:
            headers["Authorization"] = f"Bearer {self.settings.key}"
        response = self._pool.request(
            "POST",
            f"{self.settings.url}/chat/completions",
            body=body,
            headers=headers,
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
            timeout=max(deadline - time.monotonic(), 0.001),
        )
        held, is_whole = b"", False
        try:
            while piece := response.read1(_PIECE):  # what has come, lest a server that drips is read for ever
                held += piece
                if len(held) > MOST_ANSWER:
                    self._fail(f"answers with more than {MOST_ANSWER:,} bytes")
                if time.monotonic() > deadline:
                    raise TimeoutError
            is_whole = True
        finally:
            response.release_conn() if is_whole else response.close()
        return _Response(response.status, held, response.headers.get("Retry-After", ""))

    # -- what it said

    def _reply(self, raw: bytes, asked: dict[str, Any]) -> Reply:
        """Read an answer; of a model that says nothing, but calls a tool that nobody offered, the text is empty.

        Raises:
            EndpointError: it is none of this API.
        """
        try:
            whole = json.loads(raw)
            text = whole["choices"][0]["message"].get("content")
            usage = whole.get("usage")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            told = self._told_as_error(raw)
            self._fail(f"answers with what is no chat completion{told}; is it an API as OpenAI has it?")
        text = "" if text is None else text
        if not isinstance(text, str):
            self._fail("answers with a chat completion without text")
        usage = usage if isinstance(usage, dict) else {}
        guess = len(json.dumps(asked["messages"])) // _BYTES_A_TOKEN, len(text) // _BYTES_A_TOKEN + 1
        counted = (usage.get("prompt_tokens"), usage.get("completion_tokens"))
        into, out = (_plausible(each, instead) for each, instead in zip(counted, guess, strict=True))
        return Reply(self._without_key(text), into, out)

    def _told(self, raw: bytes) -> str:
        """Return the beginning of what a server said of an error, whatever it is."""
        text = self._said(raw[: 16 * _LONGEST_TOLD].decode(errors="replace"))
        return self._told_as_error(raw) or (f": {text}" if text else "")

    def _told_as_error(self, raw: bytes) -> str:
        """Return the beginning of what a server said of an error as this API words one, "" if it does not."""
        try:
            said = json.loads(raw)["error"]
            said = said["message"] if isinstance(said, dict) else said
        except (ValueError, LookupError, TypeError, RecursionError):
            return ""
        text = self._said(said)
        return f": {text}" if text else ""

    def _said(self, text: object) -> str:
        words = legible(" ".join(self._without_key(str(text)).split()), instead=" ")
        return words if len(words) <= _LONGEST_TOLD else f"{words[:_LONGEST_TOLD]}…"

    def _without_key(self, text: str) -> str:
        """Return a text without the key, which a server may well repeat; one too short to be a secret may stand."""
        key = self.settings.key
        return text.replace(key, "[key]") if len(key) >= _LEAST_SECRET else text

    def _fail(self, what: str) -> NoReturn:
        message = f"the language models at {self.settings.url}: the server {what}"
        raise EndpointError(message) from None


def _hand_over(work: Callable[[], _Response], done: SimpleQueue[_Response | Exception]) -> None:
    try:
        done.put(work())
    except Exception as error:  # noqa: BLE001  raised by whoever waits
        done.put(error)


def _reason(error: Exception) -> str:
    """Return an error of the library in words; its own begin with the representation of an object."""
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return "nobody listens there"
    if isinstance(error, urllib3.exceptions.ProtocolError):
        return "the connection was closed, or what came is no HTTP"
    if isinstance(error, urllib3.exceptions.SSLError):
        return f"no secure connection ({error})"
    return f"{type(error).__name__}: {error}"


def _plausible(count: object, instead: int) -> int:
    """Return a number of tokens as a server counts it, or a guess where that cannot be."""
    return count if type(count) is int and 0 < count <= _MOST_TOKENS else instead
