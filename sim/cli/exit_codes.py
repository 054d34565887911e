"""How does a command end? One exit code for each outcome, and plain words instead of a traceback.

The codes are those of `sysexits.h` if it has one. A usage or input error never shows a traceback; an internal error says how to report it.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

import typer

from sim.inputs.faults import WrongUseError, without_controls
from sim.kernels.interrupts import Stopped

__all__ = [
    "EXIT_CODES", "SOME_FAILED", "BrokenSweepError", "WrongUseError", "end", "leave_if_not_printed", "never_closed", "reader_may_leave",
    "refuse_controls", "say",
]  # fmt: skip

DONE, USAGE, SOME_FAILED, BAD_INPUT, INTERNAL, NO_WRITING, STOPPED = 0, 2, 3, 65, 70, 73, 130
EXIT_CODES = {
    DONE: "done",
    USAGE: "usage error: unknown command, option, plan, setting or name",
    SOME_FAILED: "some runs of a sweep failed; the others are saved, and each failure names the command that repeats it",
    BAD_INPUT: "invalid scenario or saved results; every error is listed",
    INTERNAL: "internal error; the message says how to report it",
    NO_WRITING: "a file or folder cannot be written",
    STOPPED: "stopped with Ctrl-C; the message says what was saved",
}
TRACE = "HEALING_TRACEBACK"
# What says that stdout goes to a full or broken disk, and what could not be printed for that.
FULL = (errno.ENOSPC, errno.EIO, errno.EDQUOT)
NOT_PRINTED: list[OSError] = []


class BrokenSweepError(ValueError):
    """A sweep whose saved runs were not made by this model."""


def say(words: str) -> None:
    """Write words for people on stderr, apart from the data on stdout."""
    with suppress(BrokenPipeError):
        print(without_controls(words), file=sys.stderr, flush=True)


def end(problem: BaseException) -> NoReturn:
    """Print in plain words what went wrong and exit with its code; the parser handles its own usage errors."""
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
    return "Saved and complete: " + ", ".join(map(str, saved))


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Carry on if the reader of stdout closes it early (`healing compare ... | head`)."""
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


def refuse_controls(words: Sequence[str]) -> None:
    """Refuse arguments with letters that steer a terminal: no name has them, and printed they would do what they say."""
    wrong = [word for word in words if without_controls(word) != word]
    if wrong:
        say(f"Unknown letters in {' and '.join(map(without_controls, wrong))}. Retype it with letters that are seen.")
        raise typer.Exit(USAGE)


def never_closed() -> None:
    """Open what is closed: a command whose standard output was closed does all its work, and says that nothing could be printed."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            stream = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for as long as the command runs
            setattr(sys, name, stream)
            if number == 1:
                say("Cannot print: standard output is closed. Going on with what is left to write.")
                NOT_PRINTED.append(OSError(errno.EBADF, "standard output is closed"))


def internal(problem: BaseException) -> NoReturn:
    """Report an internal error: what it was and how to report it; the traceback is printed only on request."""
    from sim.studies.parallel import WorkerEndedError

    if os.environ.get(TRACE):
        traceback.print_exception(problem)
    if isinstance(problem, MemoryError | WorkerEndedError):
        say("Probably out of memory. Try a smaller --scale, or --workers 1.")
    else:
        said = " ".join(str(problem).split())[:300]
        say(f"Internal error (not your input): {type(problem).__name__}: {said}")
        say(f"Please open an issue with the command, `healing --version` and the traceback: {TRACE}=1 healing ...")
    raise typer.Exit(INTERNAL)
