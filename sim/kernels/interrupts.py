"""When is Ctrl-C deferred? While work that must not be left half done is in progress: compiling a kernel, starting a worker."""

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
    """Defer Ctrl-C until the block has ended; no effect in threads, which never receive it, or if no handler is set."""
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
    """Ctrl-C, with the files saved so far."""

    def __init__(self, saved: list[Path]) -> None:
        self.saved = tuple(saved)
        super().__init__()
