"""What does a tab watch? The desk: its runs, its answers, its stories. One task a tab tells it of whatever is new, until it is closed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shiny import Session

    from sim.dashboard.session import Desk

__all__ = ["Seen", "asked_for", "watch"]

# How often a tab looks at the desk, in seconds: often enough that nobody notices, and next to nothing to do.
EVERY = 0.02
# How far runs have come is told no more often than this: telling makes the browser draw, on the same cores that the runs want.
CALM = 0.25


def asked_for(session: Session) -> str | None:
    """Return the language that the address of the page asks for."""
    from urllib.parse import parse_qs

    from shiny import reactive

    with reactive.isolate():
        return parse_qs(session.clientdata.url_search().lstrip("?")).get("language", [None])[0]


class Seen:
    """What a tab watches: runs, answers and stories of the desk.

    `laid` grows when the page is to be laid out anew with the question, `plans` when only what follows from the plans compared is.
    """

    def __init__(self) -> None:
        from shiny import reactive

        self.version, self.edition, self.told = reactive.value(0), reactive.value(0), reactive.value(0)
        self.laid, self.plans = reactive.value(0), reactive.value(0)
        self.doubt = reactive.value("")
        self.asked = reactive.value(0)

    def lay(self, plans: bool = True) -> None:
        """Have sliders laid out anew, and the choices too unless only other plans are compared."""
        from shiny import reactive

        with reactive.isolate():
            self.plans.set(self.plans() + 1)
            if plans:
                self.laid.set(self.laid() + 1)


def watch(desk: Desk, seen: Seen) -> Callable[[], None]:
    """Tell a tab of whatever is new on the desk, until what is returned is called."""
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
