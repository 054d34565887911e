"""Who may talk to the page? Only this machine's own browser, on this very page: any other name or origin is refused before Shiny sees it.

A page elsewhere can make a browser talk to 127.0.0.1: by a name of its own that resolves to it (the Host is then that name), by a form or
a script (the Origin is then that page), or by a WebSocket, which no same-origin rule blocks. So Host must be ours, Origin must be ours
if it is sent, and a WebSocket must send one. Our answers may load nothing from elsewhere and may not be framed.

Source: RFC 6455 section 10.2 (Origin), Fetch Metadata (W3C), Content Security Policy level 3.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

__all__ = ["HEADERS", "Guard"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        b"font-src 'self' data:; connect-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
REFUSED = b"This page answers only to the browser of this machine, at the address that `healing dashboard` printed.\n"


class Guard:
    """ASGI middleware: passes requests from the page itself, refuses the rest with 403."""

    def __init__(self, app: App, port: int) -> None:
        self.app = app
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self.origins = {f"http://{host}" for host in self.hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on or refuse a request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif not self.lets_in(scope):
            await refuse(scope, receive, send)
        else:
            await self.app(scope, receive, with_headers(send))

    def lets_in(self, scope: Scope) -> bool:
        """Return whether a request names us as its host and, if it has an origin, as its origin."""
        host, origin = (said(scope, name) for name in (b"host", b"origin"))
        if len(host) != 1 or host[0].lower() not in self.hosts or len(origin) > 1:
            return False
        if origin:
            return origin[0].lower() in self.origins
        return scope["type"] != "websocket" and not from_elsewhere(scope)


def said(scope: Scope, name: bytes) -> list[str]:
    """Return every value of a header."""
    headers: Iterable[tuple[bytes, bytes]] = scope.get("headers", ())
    return [value.decode("latin-1") for key, value in headers if key.lower() == name]


def from_elsewhere(scope: Scope) -> bool:
    """Return whether another page requests a part of ours; following a link to us or typing our address does not count."""
    return said(scope, b"sec-fetch-site") in (["cross-site"], ["same-site"]) and said(scope, b"sec-fetch-mode") != [
        "navigate"
    ]


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer 403; a WebSocket is closed before it is accepted, which the server answers with 403."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(REFUSED)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSED})


def with_headers(send: Send) -> Send:
    """Return a `send` that adds our headers to every answer."""

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *HEADERS]
        await send(message)

    return sending
