"""Are the kernels of a week compiled already? A stamp in the cache, written by the first week run with these sources."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path

from sim.kernels.compiled import CACHE_FOLDER, source_digest

__all__ = ["kernels_are_warm", "note_warm"]


def stamp() -> Path | None:
    """Return the path of the stamp; None if nothing can be cached."""
    return CACHE_FOLDER and CACHE_FOLDER / f"{source_digest(Path(__file__).with_name('run.py'))}.warm"


def kernels_are_warm() -> bool:
    """Return whether a week has been run, on this machine, with kernels compiled from these sources."""
    file = stamp()
    return file is not None and file.exists()


@cache
def note_warm() -> None:
    """Write the stamp, once per process."""
    file = stamp()
    if file is not None:
        with suppress(OSError):
            file.touch()
