"""What happens when `healing` is typed? The command line starts here, from `healing` or `python -m sim`.

Ctrl-C ends it at any moment with the same message and exit code, also during imports and while Python exits.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import Any, NoReturn

STOPPED = 130


def main() -> None:
    """Run the command line on what was typed and end the process with a documented exit code."""
    sys.unraisablehook = hear_what_was_lost
    try:
        from sim.cli import app

        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                # In the locale "C" names would be garbled: whatever shows text today takes UTF-8.
                plain = (stream.encoding or "").lower() in ("ascii", "us-ascii", "ansi_x3.4-1968", "646")
                stream.reconfigure(encoding="utf-8" if plain else stream.encoding, errors="replace")
        app(prog_name="healing")
    except SystemExit as left:
        # Everything is done and printed: Ctrl-C has nothing left to stop.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if left.code == STOPPED:
            leave()
        raise
    except BaseException as problem:
        if not stopped_by_ctrl_c(problem):
            raise
        print("Stopped. Nothing was saved.", file=sys.stderr, flush=True)
        leave()


def stopped_by_ctrl_c(problem: BaseException | None) -> bool:
    """Return whether Ctrl-C caused a problem: libraries interrupted during their import may raise something else."""
    while problem is not None:
        if isinstance(problem, KeyboardInterrupt):
            return True
        problem = problem.__cause__ or problem.__context__
    return False


def hear_what_was_lost(lost: Any) -> None:
    """Raise Ctrl-C again if Python could not (during cleanup); report all other problems as Python does."""
    if isinstance(lost.exc_value, KeyboardInterrupt):
        import _thread

        _thread.interrupt_main()
    else:
        sys.__unraisablehook__(lost)


def leave() -> NoReturn:
    """Exit at once: everything is written, and Python's own exit would only print tracebacks."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(STOPPED)


if __name__ == "__main__":
    main()
