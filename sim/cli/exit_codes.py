"""How does a command end? One exit code for each way, and plain words instead of a traceback.

The codes are those of `sysexits.h` where it has one. A mistake of the person who typed is never a traceback; a mistake of ours says
how to report it.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from sim.kernels.interrupts import Stopped

__all__ = [
    "EXIT_CODES", "SOME_FAILED", "BrokenSweepError", "WrongUseError", "end", "leave_if_not_printed", "reader_may_leave", "say",
]  # fmt: skip

DONE, USAGE, SOME_FAILED, BAD_INPUT, INTERNAL, NO_WRITING, STOPPED = 0, 2, 3, 65, 70, 73, 130
EXIT_CODES = {
    DONE: "done",
    USAGE: "not understood: an unknown command, option, arm, setting or name",
    SOME_FAILED: "a sweep in which some runs failed; the others are saved, and each failure has a command that repeats it",
    BAD_INPUT: "a scenario or saved results that cannot be used; every fault is listed",
    INTERNAL: "a mistake in healing itself; the message says how to report it",
    NO_WRITING: "a file or folder that cannot be written",
    STOPPED: "stopped with Ctrl-C; the message says what was saved",
}
TRACE = "HEALING_TRACEBACK"
# What says that stdout goes to a full or broken disk, and what could not be printed for that.
FULL = (errno.ENOSPC, errno.EIO, errno.EDQUOT)
NOT_PRINTED: list[OSError] = []


class WrongUseError(ValueError):
    """Something asked for that is not there: an arm, a group, a file that must not be overwritten."""


class BrokenSweepError(ValueError):
    """A sweep whose saved runs do not belong to this model."""


def say(words: str) -> None:
    """Write words for people on stderr, apart from the data on stdout."""
    print(words, file=sys.stderr, flush=True)


def end(problem: BaseException) -> NoReturn:
    """Say in plain words what went wrong and leave with its exit code; usage faults of the parser go their own way."""
    # Before anything is imported here: Ctrl-C may have come in the middle of an import.
    if isinstance(problem, KeyboardInterrupt):
        say(f"Stopped. {what_was_saved(problem)}")
        raise typer.Exit(STOPPED)
    from sim.evidence import EvidenceError
    from sim.inputs.faults import ScenarioFaults
    from sim.outcomes.saving import DamagedResultsError
    from sim.scenario import UnknownSettingError
    from sim.studies.compare import BadBatchError
    from sim.studies.small_sample import SmallSampleError

    match problem:
        case WrongUseError() | UnknownSettingError() | SmallSampleError() | BadBatchError():
            say(str(problem))
            raise typer.Exit(USAGE)
        case ScenarioFaults() | EvidenceError() | DamagedResultsError() | BrokenSweepError():
            say(str(problem))
            raise typer.Exit(USAGE if isinstance(problem, KeyError) else BAD_INPUT)
        case OSError():
            say(f"Cannot write {problem.filename or 'here'}: {problem.strerror or problem}")
            raise typer.Exit(NO_WRITING)
    internal(problem)


def what_was_saved(problem: KeyboardInterrupt) -> str:
    """Return the sentence about what is on the disk after Ctrl-C."""
    saved = problem.saved if isinstance(problem, Stopped) else ()
    if not saved:
        return "Nothing was saved."
    return "Saved and whole: " + ", ".join(map(str, saved))


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Go on with what is left to do when whoever reads our stdout (`healing compare ... | head`) has seen enough."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as problem:
        # What is printed has no name of a file; a file or folder that cannot be written has.
        if problem.errno not in FULL or problem.filename is not None:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        say(f"Cannot print: {problem.strerror}. Going on with what is left to write.")
        NOT_PRINTED.append(problem)


def leave_if_not_printed() -> None:
    """Leave with the code of what cannot be written if something could not be printed; all else is done by then."""
    if NOT_PRINTED:
        NOT_PRINTED.clear()
        raise typer.Exit(NO_WRITING)


def internal(problem: BaseException) -> NoReturn:
    """Say that the mistake is ours, what it was and how to report it; the trace comes when it is asked for."""
    from sim.studies.parallel import WorkerEndedError

    if os.environ.get(TRACE):
        traceback.print_exception(problem)
    if isinstance(problem, MemoryError | WorkerEndedError):
        say("The machine ran out of memory, as it seems. Try a smaller --scale, or --workers 1.")
    else:
        said = " ".join(str(problem).split())[:300]
        say(f"This is a mistake in healing, not yours: {type(problem).__name__}: {said}")
        say(f"Please open an issue with what you typed, `healing --version`, and the trace: {TRACE}=1 healing ...")
    raise typer.Exit(INTERNAL)
