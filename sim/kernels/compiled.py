"""How is a column rule compiled, and where is the compiled code kept?

`kernel` is Numba's `njit` with the settings of this project: no fast-math (bytes must not differ between machines), NumPy's
rules for division, and a cache on disk. Numba's own cache goes stale if a constant or a called function in *another* file
changes, so the folder of a kernel carries a digest of its own source file and of all files of the package that this one imports:
a changed line recompiles the kernels that may depend on it, and no others. Numba's global settings are not changed, for users of
Numba itself. If no folder is writable (a read-only machine), kernels are compiled in memory. `NUMBA_DISABLE_JIT=1` runs them as
plain Python, for a debugger or for coverage.

Ctrl-C is deferred while a kernel is compiled or loaded: inside the compiler it would surface as another error, or be lost.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import pickle
import re
import stat
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile, _CacheLocator

from sim.kernels.interrupts import undisturbed

__all__ = ["CACHE_FOLDER", "inlined", "kernel", "source_digest"]

Rule = TypeVar("Rule", bound=Callable[..., Any])
DIGEST = hashlib.sha256().digest_size
PACKAGE = Path(__file__).resolve().parents[1]
# Imports at the top of a file: imports for types or inside functions cannot be reached by a kernel.
IMPORTS = re.compile(rb"^from (sim[\w.]*) import (\([^)]*\)|[^\n(]*)|^import (sim[\w.]*)", re.MULTILINE)


@cache
def imported_files(path: Path) -> frozenset[Path]:
    """Return the files of the package that a source file imports at its top."""
    found = set()
    for module, names, plain in IMPORTS.findall(path.read_bytes()):
        stem = (module or plain).decode()
        wanted = [stem, *(f"{stem}.{name}" for name in re.findall(r"\w+", names.decode()))]
        found |= {file for file in map(file_of, wanted) if file is not None}
    return frozenset(found - {path})


def file_of(module: str) -> Path | None:
    """Return the source file of a module of the package; None if the name is not a module."""
    base = PACKAGE.joinpath(*module.split(".")[1:])
    return next((file for file in (base.with_suffix(".py"), base / "__init__.py") if file.is_file()), None)


@cache
def source_digest(path: Path) -> str:
    """Return a short digest of a source file, of all files of the package that it needs, of Python and of Numba."""
    needed, left = set[Path](), [path]
    while left:
        file = left.pop()
        if file not in needed:
            needed.add(file)
            left += imported_files(file)
    digest = hashlib.sha256(f"{sys.version_info[:2]} {numba.__version__}".encode())
    for file in sorted(needed):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def writable_folder() -> Path | None:
    """Return the first writable cache folder that is ours alone: the user's own, then the temporary one; None if neither is."""
    home = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    user = os.getuid() if hasattr(os, "getuid") else "user"
    for root in (Path(home), Path(tempfile.gettempdir()) / f"community-healing-{user}"):
        folder = root / "community-healing"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            ours = ours_alone(folder) and (root == Path(home) or ours_alone(root))
        except OSError:
            continue
        if ours and os.access(folder, os.W_OK):
            return folder
    return None


def ours_alone(folder: Path) -> bool:
    """Return whether no other user can put a file into a folder, since what is read from it is run."""
    found = folder.lstat()
    if not hasattr(os, "getuid"):
        return True
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & stat.S_IWOTH


CACHE_FOLDER = writable_folder()


class SourceLocator(_CacheLocator):  # type: ignore[misc]
    """Where Numba keeps the kernels of one source file: a folder named after the digest of all files they may depend on."""

    def __init__(self, py_file: str) -> None:
        self._py_file = py_file
        self.digest = source_digest(Path(py_file).resolve())

    def get_cache_path(self) -> str:
        """Return the folder."""
        assert CACHE_FOLDER is not None
        return str(CACHE_FOLDER / self.digest)

    def get_source_stamp(self) -> str:
        """Return the stamp that must match for a cached kernel to be used."""
        return self.digest

    def get_disambiguator(self) -> str:
        """Return the text that distinguishes files of the same name."""
        return hashlib.sha256(self._py_file.encode()).hexdigest()[:8]

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> SourceLocator:
        """Return the locator of a function."""
        return cls(py_file)


class SourceCacheImpl(CompileResultCacheImpl):  # type: ignore[misc]
    """Numba's cache of compiled functions, with our folder."""

    _locator_classes = (SourceLocator,)


class CheckedCacheFile(IndexDataCacheFile):  # type: ignore[misc]
    """The files of one kernel, each behind the digest of what it holds: a damaged one is dropped, and the kernel compiled again."""

    def _save_index(self, overloads: Any) -> None:
        self.write(self._index_path, self._dump((self._version, self._source_stamp, overloads)))

    def _load_index(self) -> Any:
        try:
            version, stamp, overloads = self.read(self._index_path)
        except (OSError, ValueError, TypeError):
            return {}
        return overloads if (version, stamp) == (self._version, self._source_stamp) else {}

    def _save_data(self, name: str, data: Any) -> None:
        self.write(self._data_path(name), self._dump(data))

    def _load_data(self, name: str) -> Any:
        return self.read(self._data_path(name))

    def write(self, path: str, content: bytes) -> None:
        """Write what a file holds behind its digest; a full disk costs the cache and not the run."""
        with suppress(OSError), self._open_for_write(path) as file:
            file.write(hashlib.sha256(content).digest() + content)

    def read(self, path: str) -> Any:
        """Return what a file holds; OSError for one that is not there or not as it was written, which is removed."""
        whole = Path(path).read_bytes()
        if hashlib.sha256(whole[DIGEST:]).digest() != whole[:DIGEST]:
            Path(path).unlink(missing_ok=True)
            raise OSError(f"{path} is damaged")
        return pickle.loads(whole[DIGEST:])


class SourceCache(FunctionCache):  # type: ignore[misc]
    """The cache of one kernel."""

    _impl_class = SourceCacheImpl

    def __init__(self, rule: Any) -> None:
        super().__init__(rule)
        self._cache_file = CheckedCacheFile(
            self._cache_path, self._impl.filename_base, self._impl.locator.get_source_stamp()
        )  # fmt: skip


def kernel(rule: Rule) -> Rule:
    """Compile a module-level function over columns; same bytes on every machine, cached per version of the sources.

    >>> import numpy as np
    >>> @sim.kernel
    ... def doubled(values):
    ...     for i in range(values.shape[0]):
    ...         values[i] *= 2
    >>> values = np.ones(3)
    >>> doubled(values)
    >>> values.tolist()
    [2.0, 2.0, 2.0]
    """
    return jitted(rule)


def inlined(rule: Rule) -> Rule:
    """Compile a rule for one resident that is inlined into each loop that uses it.

    A loop over residents vectorises (eight at once) only if it calls nothing, and by default the compiler does not inline long rules.
    """
    return jitted(rule, forceinline=True)


def jitted(rule: Rule, **more: bool) -> Rule:
    """Pass a rule to Numba, with our cache and with Ctrl-C deferred while it is compiled or loaded."""
    compiled: Any = numba.njit(error_model="numpy", fastmath=False, nogil=True, **more)(rule)
    if numba.config.DISABLE_JIT:
        return rule
    # A user's script or notebook may import files outside our digest: its kernels are compiled in memory.
    if CACHE_FOLDER is not None and PACKAGE in Path(inspect.getfile(rule)).resolve().parents:
        compiled._cache = SourceCache(rule)
    without_interrupts: Rule = made_undisturbed(compiled)
    return without_interrupts


def made_undisturbed(compiled: Any) -> Any:
    """Return the given dispatcher with its method `compile` shielded from Ctrl-C."""
    compile_now = compiled.compile

    @wraps(compile_now)
    def compile_undisturbed(signature: Any) -> Any:
        with undisturbed():
            return compile_now(signature)

    compiled.compile = compile_undisturbed
    return compiled
