"""Who is let in? Our own host and origin alone; every other is refused before the page hears of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sim.dashboard.guard import Guard

OURS = "127.0.0.1:8750"


def ask(headers: dict[str, str], kind: str = "http") -> tuple[int, bool]:
    """Return the status (a refused WebSocket is closed: 403 for the server) and whether the page heard of it."""
    heard, sent = [], []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        heard.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": kind, "headers": [(name.encode(), value.encode()) for name, value in headers.items()]}
    asyncio.run(Guard(page, 8750)(scope, receive, send))
    first = sent[0]
    return 403 if first["type"] == "websocket.close" else first["status"], bool(heard)


@pytest.mark.parametrize("host", [OURS, "localhost:8750", "LOCALHOST:8750"])
def test_our_own_page_is_let_in(host: str) -> None:
    assert ask({"host": host}) == (200, True)
    assert ask({"host": OURS, "origin": f"http://{OURS}"}, "websocket")[1]
    assert ask({"host": OURS, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}) == (200, True)


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({}, "http"),
        ({"host": "evil.example"}, "http"),
        ({"host": "evil.example:8750"}, "http"),
        ({"host": "127.0.0.1:8751"}, "http"),
        ({"host": "127.0.0.1.evil.example:8750"}, "http"),
        ({"host": OURS, "origin": "http://evil.example"}, "http"),
        ({"host": OURS, "origin": "null"}, "http"),
        ({"host": OURS, "origin": f"https://{OURS}"}, "http"),
        ({"host": OURS, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, "http"),
        ({"host": OURS, "sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, "http"),
        ({"host": OURS}, "websocket"),
        ({"host": OURS, "origin": "http://evil.example"}, "websocket"),
        ({"host": "evil.example:8750", "origin": f"http://{OURS}"}, "websocket"),
    ],
)
def test_every_other_host_and_origin_is_refused(headers: dict[str, str], kind: str) -> None:
    assert ask(headers, kind) == (403, False)


def test_what_is_answered_may_load_from_nowhere_else() -> None:
    from sim.dashboard.guard import HEADERS

    policy = dict(HEADERS)[b"content-security-policy"].decode()
    assert "default-src 'self'" in policy and "http" not in policy and "*" not in policy
