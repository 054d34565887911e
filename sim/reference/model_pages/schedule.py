"""What happens when? ODD element 3: the opening and the week, process by process, with what each may read and write."""

from __future__ import annotations

from collections.abc import Iterable

from sim.processes.process import Process
from sim.processes.schedule import OPENING, SCHEDULE
from sim.reference.model_pages.markdown import code, first_sentence, table, texts

__all__ = ["file_of", "schedule"]

HEAD = ("", "Process", "What it does", "Reads", "Writes", "File")


def schedule() -> str:
    """Return element 3."""
    said = texts("odd")["schedule"]
    parts = [
        "## 3. Process overview and scheduling", said["text"],
        "### 3.1 The opening, once", table(HEAD, rows(OPENING)),
        "### 3.2 The week, every week", table(HEAD, rows(SCHEDULE)),
        "### 3.3 Why in this order", said["why"],
    ]  # fmt: skip
    return "\n\n".join(part.strip() for part in parts)


def rows(processes: Iterable[Process]) -> Iterable[tuple[object, ...]]:
    """Yield a row for each process, in order."""
    for at, one in enumerate(processes, 1):
        does = first_sentence(one.__doc__ or "")
        yield at, f"`{one.name}`", does, code(sorted(one.reads)), code(sorted(one.writes)), f"`{file_of(one)}`"


def file_of(process: Process) -> str:
    """Return the file that defines a process."""
    return f"{process.act.__module__.replace('.', '/')}.py"
