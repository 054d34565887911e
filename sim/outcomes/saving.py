"""How do results reach the disk whole, or not at all, and come back the same?

Every file is written under a temporary name in the same folder, flushed to the disk and only then given its name, so a full disk,
a pulled plug or Ctrl-C leaves the old file or none, never half of one. Saved results are two files without pickle: the
counts in `results.npz`, the names of all axes in `results.json`. The names are written last and hold the digest of the counts and
their own, so a folder either has results that belong together or says that it has not.
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
import math
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.inputs.csv_file import harmless
from sim.outcomes.own import register_saved
from sim.outcomes.results import Results

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COUNTS", "NAMES", "DamagedResultsError", "csv_text", "load_results", "refuse_links", "save_results", "write_bytes", "write_csv",
           "write_npz", "write_text"]  # fmt: skip

COUNTS, NAMES = "results.npz", "results.json"
VERSION = 2
# Saved before the names had a digest of their own; still read.
WITHOUT_DIGEST = 1
ARRAYS = ("people",)
# No results of ours are larger: names by the thousand, and counts of every place and week.
MOST_NAMES, MOST_UNPACKED = 64 * 2**20, 16 * 2**30
# The folders that we make inside folders of results.
OURS = frozenset({"tables", "figures", "scenario", "answers", "runs", "failures"})
TABLES = ("weekly", "final", "histograms", "places", "no_event", "people_by_seed")
Arrays = Mapping[str, NDArray[Any]]


class DamagedResultsError(ValueError):
    """Saved results that are missing, incomplete or not what they were when they were saved."""


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Open a temporary file beside `path` that takes its name only when all of it is on the disk.

    Makes the folder if it is missing. OSError (no space, no right to write) names `path` and leaves nothing behind.
    """
    target = Path(path)
    refuse_links(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    except OSError as problem:
        problem.filename = str(target)
        raise
    finally:
        temporary.unlink(missing_ok=True)


def refuse_links(target: Path) -> None:
    """Raise OSError if a folder that we make inside a folder of results is a link: whatever is written there would go elsewhere."""
    for folder in (target.parent, target.parent.parent):
        if (folder.name in OURS or folder.parent.name in OURS) and folder.is_symlink():
            raise OSError(
                errno.ELOOP, "it is a link that leads elsewhere. Delete it, or choose another folder", str(folder)
            )


def write_bytes(path: str | os.PathLike[str], content: bytes) -> Path:
    """Write bytes whole or not at all and return the path."""
    with whole_file(path) as stream:
        stream.write(content)
    return Path(path)


def write_text(path: str | os.PathLike[str], text: str) -> Path:
    """Write text as UTF-8 with plain line ends, whole or not at all, and return the path."""
    return write_bytes(path, text.encode("utf-8"))


def write_csv(path: str | os.PathLike[str], frame: pd.DataFrame) -> Path:
    """Write a table as CSV without its row numbers, whole or not at all, and return the path."""
    return write_text(path, csv_text(frame))


def csv_text(frame: pd.DataFrame) -> str:
    """Return a table as CSV without its row numbers; no heading or cell is a formula to a spreadsheet."""
    texts = frame.select_dtypes(exclude="number")
    safe = frame.assign(**{name: texts[name].map(harmless) for name in texts}) if len(texts.columns) else frame
    return str(safe.rename(columns=harmless).to_csv(index=False, lineterminator="\n"))


def write_npz(path: str | os.PathLike[str], arrays: Arrays) -> Path:
    """Write named arrays as a compressed NumPy archive, whole or not at all, and return the path."""
    content = io.BytesIO()
    np.savez_compressed(content, allow_pickle=False, **dict(arrays))
    return write_bytes(path, content.getvalue())


def save_results(results: Results, folder: str | os.PathLike[str]) -> list[Path]:
    """Save results in a folder and return the two paths; `load_results` gives them back to the last bit.

    >>> from tempfile import mkdtemp
    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> sorted(path.name for path in sim.save_results(results, mkdtemp()))
    ['results.json', 'results.npz']
    """
    counts = write_npz(Path(folder) / COUNTS, dict(named_arrays(results)))
    names = {
        item.name: plain(getattr(results, item.name)) for item in fields(Results) if item.name not in (*ARRAYS, *TABLES)
    }
    header = {"version": VERSION, "counts_sha256": hashlib.sha256(counts.read_bytes()).hexdigest()}
    said = header | names
    text = json.dumps({**said, "names_sha256": digest_of(said)}, indent=2, ensure_ascii=False)
    return [counts, write_text(Path(folder) / NAMES, text + "\n")]


def load_results(folder: str | os.PathLike[str]) -> Results:
    """Return the results saved in a folder; DamagedResultsError says what is wrong with it.

    >>> from tempfile import mkdtemp
    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> folder = mkdtemp()
    >>> saved = sim.save_results(results, folder)
    >>> sim.load_results(folder).arms
    ('usual_care',)
    """
    names = read_names(Path(folder) / NAMES)
    content = read_counts(Path(folder) / COUNTS, names.pop("counts_sha256", ""))
    try:
        check_sizes(content)
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in archive.files}
        return assemble(names, arrays)
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        OSError,
        EOFError,
        MemoryError,
        zipfile.BadZipFile,
        zlib.error,
    ) as problem:
        raise DamagedResultsError(f"{folder}: not results of this version ({problem})") from problem


def check_sizes(content: bytes) -> None:
    """Raise ValueError for an archive that unpacks to more than it says, or whose arrays say that they hold more than is there."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(item.file_size for item in archive.infolist()) > MOST_UNPACKED:
            raise ValueError(f"more than {MOST_UNPACKED // 2**30} GB when unpacked")
        for item in archive.infolist():
            with archive.open(item) as file:
                version = np.lib.format.read_magic(file)
                read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
                shape, _, dtype = read(file)
                if dtype.itemsize * math.prod(shape) != item.file_size - file.tell():
                    raise ValueError(f"{item.filename} says {shape} and holds {item.file_size:,} bytes")


def digest_of(names: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what JSON holds, however it is laid out."""
    return hashlib.sha256(json.dumps(names, sort_keys=True).encode()).hexdigest()


def named_arrays(results: Results) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield every array under one flat name; the arrays of a table are called `table/name`."""
    for name in ARRAYS:
        yield name, getattr(results, name)
    for table in TABLES:
        for name, values in getattr(results, table).items():
            yield f"{table}/{name}", compact(values)


def compact(values: NDArray[np.float64]) -> NDArray[Any]:
    """Return whole numbers in the smallest type that holds them all exactly, anything else as it is."""
    for dtype in (np.uint8, np.uint16, np.uint32):
        limit = np.iinfo(dtype).max
        if values.size and values.min() >= 0 and values.max() <= limit:
            small = values.astype(dtype)
            return small if np.array_equal(small, values) and not np.signbit(values).any() else values
    return values


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: tuples as lists, dates in ISO form, NumPy's whole numbers as int."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return value.item() if isinstance(value, np.generic) else value


def frozen(value: Any) -> Any:
    """Return a value read from JSON with its lists as tuples, as `Results` holds them."""
    return tuple(frozen(item) for item in value) if isinstance(value, list) else value


def read_names(path: Path) -> dict[str, Any]:
    """Return what `results.json` says; DamagedResultsError if it is missing, not JSON or of another version."""
    try:
        if path.stat().st_size > MOST_NAMES:
            raise DamagedResultsError(f"{path}: more than {MOST_NAMES // 2**20} MB of names; not saved by this program")
        names = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DamagedResultsError(f"{path.parent}: no saved results here ({NAMES} is missing)") from None
    except DamagedResultsError:
        raise
    except (ValueError, RecursionError) as problem:
        raise DamagedResultsError(f"{path}: not readable as JSON ({problem})") from problem
    if not isinstance(names, dict) or names.get("version") not in (VERSION, WITHOUT_DIGEST):
        raise DamagedResultsError(f"{path}: not saved by this version of community-healing")
    told = names.pop("names_sha256", None)
    if names["version"] == VERSION and told != digest_of(names):
        raise DamagedResultsError(f"{path}: has changed since it was saved; run it again")
    del names["version"]
    return names


def read_counts(path: Path, digest: str) -> bytes:
    """Return the bytes of `results.npz`; DamagedResultsError if they are missing or not those that were saved."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DamagedResultsError(f"{path.parent}: {COUNTS} is missing") from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise DamagedResultsError(f"{path}: has changed since it was saved with {NAMES}; run it again")
    return content


def assemble(names: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Results:
    """Build results from names and flat arrays; KeyError or TypeError if a part is missing or unknown."""
    parts = {key: frozen(value) for key, value in names.items()}
    parts["start"] = date.fromisoformat(parts["start"])
    for name in ARRAYS:
        parts[name] = arrays.pop(name)
    for table in TABLES:
        parts[table] = {}
    register_saved(parts.get("own_outcomes", {}))
    for key, values in arrays.items():
        table, name = key.split("/", 1)
        parts[table][name] = values.astype(np.float64)
    return Results(**parts)
