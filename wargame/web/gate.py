"""Authentication of requests: from a browser that opened the printed address, and from pages of this server only.

Every page a person has open, of whatever site, can send requests to his own machine; a site can even give its own name
the address 127.0.0.1 (DNS rebinding). So a request has to name this server as its host, come from no other origin, and
bring the token: in the address at first, in a cookie from then on.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiohttp import web

LOCAL = "127.0.0.1"
HTTP_PORT = 80  # a browser leaves it out


class Gate:
    """What a request has to show to be answered by the server on a port."""

    def __init__(self, port: int) -> None:
        """Draw a token for this run of the server."""
        names = (LOCAL, "localhost")
        self._hosts = {f"{name}:{port}" for name in names} | (set(names) if port == HTTP_PORT else set())
        self._token = secrets.token_urlsafe()
        self._cookie = f"wargame-{port}"  # all ports of a host share their cookies
        self.address = f"http://{LOCAL}:{port}/?token={self._token}"

    def why_not(self, request: web.BaseRequest) -> str | None:
        """Return why a request is not answered, or None."""
        hosts = request.headers.getall("Host", [])
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            return "This server is not called that."
        origins = request.headers.getall("Origin", [])
        is_websocket = "Upgrade" in request.headers
        if (origins or is_websocket) and origins != [f"http://{hosts[0].lower()}"]:
            return "Another site may not ask here."
        given = (request.query.get("token"), request.cookies.get(self._cookie))
        if not any(hmac.compare_digest(_bytes(each), _bytes(self._token)) for each in given if each):
            return "Open the address that `wargame serve` has printed; it holds a token."
        return None

    def remember(self, response: web.StreamResponse) -> None:
        """Set the cookie by which an admitted browser is admitted again."""
        response.set_cookie(self._cookie, self._token, httponly=True, samesite="Strict")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
