"""How is a page drawn without making anyone wait? The old content stays until the new is ready, and clicks are handled meanwhile.

    return easel.display(key, make)        inside an output: the content ready for this key, or drawn since; otherwise no change

`make` runs in the drawing thread. While it draws, newer keys may arrive; only the newest is drawn next. Without this, Shiny would
finish every drawing before it handles a click on Cancel.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sim.dashboard.pictures import aside

__all__ = ["Easel"]

NOTHING = object()


class Easel:
    """One output of one tab, drawn in the background."""

    def __init__(self) -> None:
        from shiny import reactive

        self.hung = reactive.value(0)
        self.content: Any = None
        self.drawn_for: Any = NOTHING
        self.fresh = False
        self.wanted: tuple[Any, Callable[[], Any]] | None = None
        self.task: asyncio.Task[None] | None = None

    def display(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return the content that is ready and queue the rest. Errors from drawing are raised here."""
        from shiny import req

        self.hung()
        if self.drawn_for != key:
            self.wanted = (key, make)
            if self.task is None:
                self.task = asyncio.get_running_loop().create_task(self.draw())
        if not self.fresh and self.drawn_for != key:
            req(False, cancel_output=True)
        self.fresh = False
        if isinstance(self.content, Exception):
            raise self.content
        return self.content

    async def draw(self) -> None:
        """Draw the wanted content and show it; continue while something newer is wanted."""
        from shiny import reactive

        while self.wanted is not None:
            (key, make), self.wanted = self.wanted, None
            try:
                self.content = await aside(make)
            except Exception as problem:
                self.content = problem
            self.drawn_for, self.fresh = key, True
            async with reactive.lock():
                with reactive.isolate():
                    self.hung.set(self.hung() + 1)
                await reactive.flush()
        self.task = None
