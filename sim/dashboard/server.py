"""How is the page served? On 127.0.0.1, to this machine only, until Ctrl-C.

    serve(Question.of("new_orleans"), port=8750)

The port is bound first, so that a port in use is reported at once and in plain words.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

from sim.dashboard.pictures import get_ready
from sim.dashboard.question import Question
from sim.dashboard.session import Desk

__all__ = ["HOST", "PORT", "PortTakenError", "application", "serve"]

HOST, PORT = "127.0.0.1", 8750


class PortTakenError(ValueError):
    """The port is in use by another program; the message names a free one."""


def serve(
    question: Question, port: int = PORT, language: str = "en", opened: Callable[[str], None] = lambda address: None
) -> None:
    """Serve the page until Ctrl-C; `opened` receives the address once the server answers. `port` 0 means any free port.

    Raises PortTakenError.
    """
    import uvicorn

    ours = listen(port)
    port = ours.getsockname()[1]
    desk = Desk(question)
    desk.warm_up()
    get_ready()
    config = uvicorn.Config(
        application(desk, port, language), host=HOST, port=port, log_level="warning", access_log=False, ws="websockets-sansio",
        timeout_graceful_shutdown=1, server_header=False, date_header=False, proxy_headers=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    threading.Thread(target=announce, args=(server, f"http://{HOST}:{port}/", opened), daemon=True).start()
    try:
        server.run(sockets=[ours])
    except KeyboardInterrupt:
        pass
    finally:
        desk.end()
        ours.close()


def application(desk: Desk, port: int, language: str = "en") -> Callable[..., object]:
    """Return the guarded page of a session, as an ASGI application."""
    from shiny import App

    from sim.dashboard.events import server_function
    from sim.dashboard.guard import Guard
    from sim.dashboard.page import ASSETS, page_for

    app = App(page_for(desk, language), server_function(desk, language), static_assets={"/assets": ASSETS})
    return Guard(app, port)


def listen(port: int) -> socket.socket:
    """Return a socket listening on this machine's own address; PortTakenError names a free port."""
    ours = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        ours.bind((HOST, port))
    except OSError as problem:
        ours.close()
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
            other.bind((HOST, 0))
            free = other.getsockname()[1]
        raise PortTakenError(
            f"Port {port} cannot be used ({problem.strerror}). Another dashboard may be running there; or type: --port {free}"
        ) from None
    ours.listen(128)
    return ours


def announce(server: object, address: str, opened: Callable[[str], None]) -> None:
    """Report the address as soon as the server answers."""
    import time

    while not getattr(server, "started", False):
        if getattr(server, "should_exit", False):
            return
        time.sleep(0.05)
    opened(address)
