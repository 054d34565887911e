"""Fixtures of the page's tests: a session on the smallest scenario, the page served in this process, and a browser if there is one."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("shiny", reason="the page needs shiny: pip install -e '.[dashboard]'")

CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def until(what: Callable[[], Any], seconds: float = 90.0) -> Any:
    """Wait until something holds and return it; the first compilation of kernels may have to be waited for."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited for {seconds} s in vain")


@pytest.fixture(scope="module")
def desk() -> Iterator[Any]:
    """A desk with one warm worker."""
    from sim.dashboard import Desk, Question

    made = Desk(Question.of("minimal"), workers=1)
    yield made
    made.end()


@pytest.fixture(scope="module")
def address(desk: Any) -> Iterator[str]:
    """The address at which the page of the desk is served."""
    import uvicorn

    from sim.dashboard.server import application, listen

    ours = listen(0)
    port = ours.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(application(desk, port), log_level="error", ws="websockets-sansio"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [ours]}, daemon=True)
    thread.start()
    until(lambda: server.started)
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join(10)
    ours.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's Chromium."""
    playwright = pytest.importorskip("playwright.sync_api", reason="the browser is driven by playwright")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed here (on Debian: apt-get install chromium)")
    with playwright.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()
