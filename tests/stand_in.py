"""A stand-in for an endpoint of language models: a local server that answers as a test tells it to."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Iterator


@define
class Asked:
    """A question that the stand-in was asked."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def page(self) -> str:
        """Return what was shown last."""
        return str(self.body["messages"][-1]["content"])

    @property
    def numbers(self) -> list[str]:
        """Return the numbers of the open moves."""
        schema = self.body["response_format"]["json_schema"]["schema"]
        return list(schema["properties"]["move"]["enum"])


@define
class StandIn:
    """The server; `answer` is called with each question and returns status, headers and body."""

    url: str = ""
    answer: Callable[[Asked], tuple[int, dict[str, str], bytes]] = field(
        factory=lambda: lambda asked: completion(first(asked))
    )
    asked: list[Asked] = field(factory=list)


def completion(text: object, *, tokens: tuple[int, int] | None = (1000, 50)) -> tuple[int, dict[str, str], bytes]:
    """Return a chat completion as servers send it."""
    whole: dict[str, Any] = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
    }
    if tokens:
        whole["usage"] = dict(zip(("prompt_tokens", "completion_tokens"), tokens, strict=True))
    return 200, {}, json.dumps(whole).encode()


def first(asked: Asked, reasons: str = "It costs nothing.") -> str:
    """Return the answer that chooses the first open move of the menu."""
    number = re.findall(
        r"^ +([0-9]+(?:\.[0-9]+)?)[. ]", asked.body["messages"][1]["content"].split("YOUR MOVES")[1], re.MULTILINE
    )
    named = asked.numbers if "response_format" in asked.body else number
    return json.dumps({"reasons": reasons, "move": named[0]})


@contextmanager
def serving() -> Iterator[StandIn]:
    """Serve on a free port of this machine, in a thread."""
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            asked = Asked(self.path, dict(self.headers), json.loads(self.rfile.read(size)))
            stand_in.asked.append(asked)
            status, headers, body = stand_in.answer(asked)
            try:
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)
            except OSError:  # nobody waits any more
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
