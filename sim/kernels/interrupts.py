"""When may Ctrl-C come? Not in the middle of what cannot be left half done: the making of a kernel, the start of a worker."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["Stopped", "undisturbed"]


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put off Ctrl-C until what is inside has ended; in threads, which never hear it, and where nobody listens, do nothing."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    heard: list[Any] = []
    signal.signal(signal.SIGINT, lambda *given: heard.append(given))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if heard:
            before(*heard[0])


class Stopped(KeyboardInterrupt):
    """Ctrl-C, with the files that had been saved by then."""

    def __init__(self, saved: list[Path]) -> None:
        self.saved = tuple(saved)
        super().__init__()
