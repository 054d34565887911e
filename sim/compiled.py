"""How is a column rule compiled, and where is the compiled code kept?

`kernel` is Numba's `njit` with the settings of this project: no fast-math (bytes must not differ between machines), NumPy's
rules for division, and a cache on disk. Numba's own cache goes stale when a constant or a called function in *another* file
changes, so the cache folder's name carries a digest of all of the package's sources: a changed line is a new folder.
Where no folder can be written (a read-only machine) the kernels compile in memory instead.

Ctrl-C is put off while a kernel is compiled or loaded: inside the compiler it would come out as some other error, or as none.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import numba

from sim.interrupts import undisturbed

__all__ = ["CACHE_FOLDER", "inlined", "kernel", "kernels_are_warm"]

Rule = TypeVar("Rule", bound=Callable[..., Any])


def source_digest() -> str:
    """Return a short digest of every source file of the package, its Python and its Numba."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {numba.__version__}".encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def writable_folder() -> Path | None:
    """Return the first folder that takes the cache: the user's own, then the temporary one; None if neither does."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    user = os.getuid() if hasattr(os, "getuid") else "user"
    for root in (Path(home), Path(tempfile.gettempdir()) / f"community-healing-{user}"):
        folder = root / "community-healing" / source_digest()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


CACHE_FOLDER = writable_folder()
if CACHE_FOLDER is not None and not os.environ.get("NUMBA_CACHE_DIR"):
    numba.config.CACHE_DIR = str(CACHE_FOLDER)


def kernels_are_warm() -> bool:
    """Say whether compiled kernels of this very version lie in the cache already."""
    return CACHE_FOLDER is not None and any(CACHE_FOLDER.rglob("*.nbi"))


def kernel(rule: Rule) -> Rule:
    """Compile a module-level function over columns; same bytes on each machine, cached per version of the sources."""
    return jitted(rule)


def inlined(rule: Rule) -> Rule:
    """Compile a rule for one resident that is written out inside each loop that uses it.

    A loop over residents runs on eight of them at once only if it calls nothing, and left alone the compiler calls what seems long.
    """
    return jitted(rule, forceinline=True)


def jitted(rule: Rule, **more: bool) -> Rule:
    """Hand a rule to Numba, with Ctrl-C put off while it is compiled or loaded; calls of what is compiled already are as they were."""
    options = {"cache": CACHE_FOLDER is not None, "fastmath": False, "nogil": True, **more}
    compiled: Rule = made_undisturbed(numba.njit(error_model="numpy", **options)(rule))
    return compiled


def made_undisturbed(compiled: Any) -> Any:
    """Return what it is given, its method `compile` put out of reach of Ctrl-C; without one (NUMBA_DISABLE_JIT) as it is."""
    compile_now = getattr(compiled, "compile", None)
    if compile_now is not None:

        @wraps(compile_now)
        def compile_undisturbed(signature: Any) -> Any:
            with undisturbed():
                return compile_now(signature)

        compiled.compile = compile_undisturbed
    return compiled
