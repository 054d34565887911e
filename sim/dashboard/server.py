"""How is the page served? On 127.0.0.1, to this machine only, until Ctrl-C.

    serve(Question.of("new_orleans"), port=8750)

The port is bound first. One that is in use is left to its owner: the next free one is taken, and it is said.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable

from sim.dashboard.pictures import get_ready
from sim.dashboard.question import Question
from sim.dashboard.session import Desk

__all__ = ["HOST", "NEXT", "PORT", "PortTakenError", "application", "serve"]

HOST, PORT = "127.0.0.1", 8750


NEXT = 20
# Seconds that are given to an orderly end.
PATIENCE = 0.8
# Seconds before workers warm up, so that the first page does not wait for them.
BREATH = 2.5


class PortTakenError(ValueError):
    """No port of those that were tried is free; the message says what to type."""


def serve(
    question: Question, port: int = PORT, language: str = "en", opened: Callable[[str], None] = lambda address: None,
    taken: Callable[[int, int], None] = lambda wanted, instead: None,
) -> None:  # fmt: skip
    """Serve the page until Ctrl-C; `opened` receives the address once the server answers. `port` 0 means any free port.

    `taken` is told of a port in use and of the one that is taken instead. Raises PortTakenError if none of the next is free either.
    """
    import uvicorn

    ours = listen(port)
    if port and ours.getsockname()[1] != port:
        taken(port, ours.getsockname()[1])
    port = ours.getsockname()[1]
    desk = Desk(question, follows=True)
    config = uvicorn.Config(
        application(desk, port, language), host=HOST, port=port, log_level="warning", access_log=False, ws="websockets-sansio",
        timeout_graceful_shutdown=1, server_header=False, date_header=False, proxy_headers=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    threading.Thread(target=announce, args=(server, f"http://{HOST}:{port}/", opened), daemon=True).start()
    ready = threading.Timer(BREATH, warm, (desk,))
    ready.daemon = True
    ready.start()
    try:
        server.run(sockets=[ours])
    except KeyboardInterrupt:
        pass
    finally:
        leave_soon()
        desk.end()
        ours.close()


def warm(desk: Desk) -> None:
    """Get workers and drawing ready."""
    desk.warm_up()
    get_ready()


def leave_soon() -> None:
    """End the process even if a drawing or an import would still take its time."""
    last = threading.Timer(PATIENCE, os._exit, (0,))
    last.daemon = True
    last.start()


def application(desk: Desk, port: int, language: str = "en") -> Callable[..., object]:
    """Return the guarded page of a session, as an ASGI application."""
    from shiny import App

    from sim.dashboard.events import server_function
    from sim.dashboard.guard import Guard
    from sim.dashboard.page import ASSETS, page_for

    app = App(page_for(desk, language), server_function(desk, language), static_assets={"/assets": ASSETS})
    return Guard(app, port)


def listen(port: int) -> socket.socket:
    """Return a socket listening on this machine's own address: at the port, or at the next one that is free."""
    tried = [port] if port == 0 else range(port, min(port + NEXT, 65535) + 1)
    for one in tried:
        ours = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            ours.bind((HOST, one))
            ours.listen(128)
            return ours
        except OSError as problem:
            ours.close()
            why = problem.strerror
    raise PortTakenError(f"Ports {port} to {tried[-1]} cannot be used ({why}). Type: --port 0 for any that is free.")


def announce(server: object, address: str, opened: Callable[[str], None]) -> None:
    """Report the address as soon as the server answers."""
    import time

    while not getattr(server, "started", False):
        if getattr(server, "should_exit", False):
            return
        time.sleep(0.05)
    opened(address)
