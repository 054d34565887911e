"""Drawing in one thread, because matplotlib has one global style; each picture of an answer is drawn once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

__all__ = ["aside", "drawn_once", "get_ready"]

Made = TypeVar("Made")
PEN = ThreadPoolExecutor(1, thread_name_prefix="pen")
DRAWN: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()


def drawn_once(answer: Any, name: str, draw: Callable[[], str]) -> str:
    """Return a picture of an answer, drawn on first request."""
    held = DRAWN.setdefault(answer, {})
    if name not in held:
        held[name] = draw()
    return held[name]


async def aside(make: Callable[[], Made]) -> Made:
    """Return the result of a function run in the drawing thread, while the page stays responsive."""
    return await asyncio.get_running_loop().run_in_executor(PEN, make)


def get_ready() -> None:
    """Import the plotting libraries in the drawing thread, before anyone waits for them."""

    def read() -> None:
        from sim.report.figures import png
        from sim.report.figures.sheet import message

        png(message("ready"))

    PEN.submit(read)
