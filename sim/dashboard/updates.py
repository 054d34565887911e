"""What does a tab watch? The session: its runs, its answers, its stories. One task per tab reports news until the tab is closed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shiny import Session

    from sim.dashboard.session import Desk

__all__ = ["Seen", "asked_for", "watch"]

# How often a tab polls the session, in seconds: too short to notice, and almost free.
EVERY = 0.02
# Progress is reported no more often than this: each report makes the browser draw, on the same cores that the runs need.
CALM = 0.25


def asked_for(session: Session) -> str | None:
    """Return the language in the address of the page."""
    from urllib.parse import parse_qs

    from shiny import reactive

    with reactive.isolate():
        return parse_qs(session.clientdata.url_search().lstrip("?")).get("language", [None])[0]


class Seen:
    """What a tab watches: runs, answers and stories of the session.

    `laid` grows when the page must be rebuilt for a new question, `plans` when only the parts that depend on the compared plans must be.
    """

    def __init__(self) -> None:
        from shiny import reactive

        self.version, self.edition, self.told = reactive.value(0), reactive.value(0), reactive.value(0)
        self.laid, self.plans = reactive.value(0), reactive.value(0)
        self.doubt = reactive.value("")
        self.asked = reactive.value(0)

    def lay(self, plans: bool = True) -> None:
        """Rebuild the sliders, and also the choices unless only the plans changed."""
        from shiny import reactive

        with reactive.isolate():
            self.plans.set(self.plans() + 1)
            if plans:
                self.laid.set(self.laid() + 1)


def watch(desk: Desk, seen: Seen) -> Callable[[], None]:
    """Notify a tab of news in the session, until the returned function is called."""
    from shiny import reactive

    async def follow() -> None:
        while True:
            now = desk.version, desk.edition, desk.told
            async with reactive.lock():
                for mine, value in zip((seen.version, seen.edition, seen.told), now, strict=True):
                    mine.set(value)
                await reactive.flush()
            told_at = time.monotonic()
            while now[1:] == (desk.edition, desk.told):
                if now[0] != desk.version and time.monotonic() - told_at > CALM:
                    break
                await asyncio.sleep(EVERY)

    task = asyncio.get_running_loop().create_task(follow())

    def stop() -> None:
        task.cancel()

    return stop
