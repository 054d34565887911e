"""Where are results stored, and are they intact? One folder; one file a run, complete or absent, signed by its own name.

    runs/0012/0012345-<32 hex digits>.parquet        digest = BLAKE2b(bytes; key: the plan's digest, salt: the run's number)

The name holds the digest, so file and signature appear in the same moment. The key makes a file of another experiment fail, the salt a
file that was given the name of another run. A scan reads and checks every byte. What fails is not a result: it is taken away when the
sweep goes on, and run again. Anyone who works in a folder holds its lock, which the system lets go of when that process ends, however.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.saving import DamagedResultsError, write_bytes, write_text

__all__ = ["StoreScan", "InUseError", "Store", "read_manifest", "write_manifest"]

MANIFEST, LOCK, LOG, POINTS = "manifest.json", ".lock", "log.txt", "points.parquet"
RUNS, FAILURES = "runs", "failures"
NAME = re.compile(r"([0-9]{7,})-([0-9a-f]{32})\.parquet")
FAILED = re.compile(r"([0-9]{7,})\.json")
PART = ".part"
A_FOLDER = 1000


class InUseError(RuntimeError):
    """A person else is working in the folder of a sweep."""


class StoreScan(NamedTuple):
    """Result of a scan: which runs are intact `(runs,)`, which files are damaged, which are left from an interrupted write."""

    whole: NDArray[np.bool_]
    damaged: list[Path]
    parts: list[Path]

    @property
    def done(self) -> int:
        """The number of intact runs."""
        return int(self.whole.sum())


@dataclass
class Store:
    """The folder of a sweep: puts files of runs, finds and checks them, keeps failures and the log."""

    folder: Path
    digest: str
    key: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.key = bytes.fromhex(self.digest)

    def signature(self, run: int, content: bytes) -> str:
        """Return the digest of a run's file: of its bytes, its number and the plan."""
        salt = run.to_bytes(hashlib.blake2b.SALT_SIZE, "little")
        return hashlib.blake2b(content, digest_size=16, key=self.key, salt=salt).hexdigest()

    def path_of(self, run: int, content: bytes) -> Path:
        """Return the path of a run's file."""
        return self.folder / RUNS / f"{run // A_FOLDER:04d}" / f"{run:07d}-{self.signature(run, content)}.parquet"

    def put(self, run: int, content: bytes) -> Path:
        """Write the file of a run, whole or not at all; a failure noted before is taken away."""
        path = write_bytes(self.path_of(run, content), content)
        self.failure_path(run).unlink(missing_ok=True)
        return path

    def files(self) -> Iterator[Path]:
        """Yield every file under runs/, in order."""
        root = self.folder / RUNS
        for folder, names, files in os.walk(root):
            names.sort()
            yield from (Path(folder, name) for name in sorted(files))

    def scan(self, runs: int) -> StoreScan:
        """Read and check every file; what carries the name of a run and is not that run's file counts as damaged."""
        found = StoreScan(np.zeros(runs, np.bool_), [], [])
        for path in self.files():
            if (run := self.run_of(path)) is not None:
                if run < runs and not found.whole[run] and self.is_whole(path, run):
                    found.whole[run] = True
                else:
                    found.damaged.append(path)
        found.parts.extend(self.parts())
        return found

    def parts(self) -> list[Path]:
        """Return what writes that never ended have left."""
        return sorted(path for path in self.folder.rglob(f".*{PART}") if path.is_file())

    def run_of(self, path: Path) -> int | None:
        """Return the run whose name a file carries; None for any other file."""
        said = NAME.fullmatch(path.name)
        return int(said[1]) if said else None

    def is_whole(self, path: Path, run: int) -> bool:
        """Return whether a file is the one of a run, to the last bit."""
        try:
            content = path.read_bytes()
        except OSError:
            return False
        return path == self.path_of(run, content)

    def whole_files(self, runs: int) -> Iterator[tuple[int, Path, bytes]]:
        """Yield (run, path, content) of every file that is whole; DamagedResultsError names the first that is not."""
        for path in self.files():
            run = self.run_of(path)
            if run is None:
                continue
            content = path.read_bytes()
            if run >= runs or path != self.path_of(run, content):
                raise DamagedResultsError(
                    f"{path}: damaged, or not of this sweep. `healing study resume {self.folder}` runs it again."
                )
            yield run, path, content

    def clean(self, found: StoreScan) -> None:
        """Take away what a scan found damaged, and what writes that never ended have left."""
        for path in (*found.damaged, *found.parts):
            with suppress(FileNotFoundError):
                path.unlink()

    def points(self, sha256: str) -> bytes:
        """Return the file of points; DamagedResultsError if it is missing or another than the manifest says."""
        path = self.folder / POINTS
        content = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(content).hexdigest() != sha256:
            raise DamagedResultsError(
                f"{path}: missing or damaged. `healing study resume {self.folder}` writes it again."
            )
        return content

    def failure_path(self, run: int) -> Path:
        """Return the path of a run's failure note."""
        return self.folder / FAILURES / f"{run:07d}.json"

    def note_failure(self, run: int, said: dict[str, Any]) -> None:
        """Note that a run failed, and how."""
        write_text(self.failure_path(run), json.dumps(said, indent=2, ensure_ascii=False) + "\n")

    def failures(self) -> dict[int, dict[str, Any]]:
        """Return the failures noted, by run; one that cannot be read is no more than that."""
        found = {}
        for path in sorted((self.folder / FAILURES).glob("*.json")):
            if said := FAILED.fullmatch(path.name):
                try:
                    found[int(said[1])] = dict(json.loads(path.read_text(encoding="utf-8")))
                except (OSError, ValueError, TypeError):
                    found[int(said[1])] = {"run": int(said[1]), "kind": "unknown", "said": "the note itself is damaged"}
        return found

    def log(self, words: str) -> None:
        """Add a line to the log, with the time."""
        line = f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {' '.join(words.split())}\n"
        with (self.folder / LOG).open("a", encoding="utf-8") as file:
            file.write(line)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder's lock; InUseError if another process does."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / LOCK).open("a") as file:
            try:
                lock(file.fileno())
            except OSError:
                raise InUseError(f"{self.folder}: another sweep is at work here. Wait for it, or end it.") from None
            yield


def lock(file: int) -> None:
    """Lock an open file until this process ends; OSError if it is locked already."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def write_manifest(folder: Path, said: dict[str, Any]) -> Path:
    """Write what a sweep is about, with the digest of the rest in it."""
    signed = {**said, "sha256": digest_of(said)}
    return write_text(folder / MANIFEST, json.dumps(signed, indent=1, ensure_ascii=False) + "\n")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return what a sweep is about; DamagedResultsError if that is missing, damaged or of another version."""
    path = folder / MANIFEST
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        told = said.pop("sha256")
    except FileNotFoundError:
        raise DamagedResultsError(f"{folder}: no sweep here ({MANIFEST} is missing)") from None
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as problem:
        raise DamagedResultsError(damaged(path, str(problem))) from None
    if told != digest_of(said):
        raise DamagedResultsError(damaged(path, "its digest is another"))
    return dict(said)


def damaged(path: Path, why: str) -> str:
    """Return what to do about a manifest that is not what was written."""
    return (
        f"{path}: damaged ({why[:100]}). `healing study sweep` with the same experiment and --out {path.parent} writes it anew and keeps "
        "every run that is whole."
    )


def digest_of(said: dict[str, Any]) -> str:
    """Return the SHA-256 of plain data."""
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
