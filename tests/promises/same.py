"""Are the bytes the same however a run is made? Workers, order, threads, the rows of a part, hash seeds, fresh or gone on with.

A *way* is one combination of these. Every cell of every table of a town's results is compared with the same cell of the plain way: one
process, one thread, arms and seeds in order. `python -m tests.promises.same '<ways as JSON>'` prints digests from a process of its
own, so that a hash seed can be given to it.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.processes import chunks
from sim.studies import compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sim.outcomes.results import Results

__all__ = ["HASH_SEEDS", "PLAIN", "Way", "cells_that_differ", "compared", "elsewhere", "made", "sweeps_that_differ", "versions_of",
           "ways"]  # fmt: skip

ROOT = Path(__file__).resolve().parents[2]
ARMS, SEEDS, WEEKS = ("usual_care", "everything", "helped"), (3, 1), 20
HASH_SEEDS = ("0", "1", "31415", "random")
WHOLE_ROWS = chunks.ROWS
ROWS = "PROMISES_ROWS"
RUNS_OF = compare.runs_of
TABLES = ("weekly", "final", "histograms")


class Way(NamedTuple):
    """How runs are made: processes, threads, least rows of a thread's part, and whether the order of runs is turned round."""

    workers: int = 1
    threads: int = 1
    rows: int = WHOLE_ROWS
    turned: bool = False


PLAIN = Way()


def ways(workers: Sequence[int], threads: Sequence[int] = (1, 2, 3)) -> list[Way]:
    """Return every combination; the rows of a part matter only where there are threads."""
    all_rows = itertools.product(workers, threads, (32, 128, WHOLE_ROWS), (False, True))
    return [Way(*one) for one in all_rows if one[1] > 1 or one[2] == WHOLE_ROWS]


def cut_into(rows: int) -> None:
    """Cut residents into parts of `rows`, and lists of them into parts of four: for the town is small."""
    chunks.ROWS = rows
    if rows != WHOLE_ROWS:
        chunks.NEAR, chunks.LISTED = 2 * rows, 4


def runs_in_small_parts(stages: tuple[compare.Stage, ...]) -> Callable[[compare.Job], compare.RunOutcome]:
    """Begin a worker that cuts residents into parts as small as the parent said."""
    cut_into(int(os.environ[ROWS]))
    return RUNS_OF(stages)


@contextmanager
def parts_of(rows: int) -> Iterator[None]:
    """Cut residents into parts of `rows` here and in the workers started meanwhile."""
    before, begin = (chunks.ROWS, chunks.NEAR, chunks.LISTED), compare.runs_of
    os.environ[ROWS] = str(rows)
    cut_into(rows)
    compare.runs_of = runs_in_small_parts
    try:
        yield
    finally:
        (chunks.ROWS, chunks.NEAR, chunks.LISTED), compare.runs_of = before, begin
        del os.environ[ROWS]


def made(way: Way) -> Results:
    """Return the results of the town of three hundred, made in this way."""
    from tests.small_town import town_plan

    arms, seeds = (ARMS[::-1], SEEDS[::-1]) if way.turned else (ARMS, SEEDS)
    with parts_of(way.rows):
        return compare.run_batch(town_plan(), arms, seeds, 1.0, way.workers, WEEKS, threads=way.threads)


def cells_of(results: Results) -> dict[str, np.ndarray]:
    """Return every table by name, arms and seeds in the plain order."""
    at = np.ix_([results.arms.index(arm) for arm in ARMS], [results.seeds.index(seed) for seed in SEEDS])
    found = {f"{part}/{name}": table[at] for part in TABLES for name, table in getattr(results, part).items()}
    return {"people": results.people, **found}


def cells_that_differ(one: Results, other: Results) -> tuple[int, int]:
    """Return how many cells differ to the last bit, and how many there are."""
    left, right = cells_of(one), cells_of(other)
    assert left.keys() == right.keys()
    differ = sum(int((np.ascontiguousarray(left[n]).view(np.uint64) != np.ascontiguousarray(right[n]).view(np.uint64)).sum())
                 for n in left)  # fmt: skip
    return differ, sum(table.size for table in left.values())


def compared(ways: Sequence[Way]) -> tuple[int, int]:
    """Make the town in each way here; return the cells that differ from the plain way, and all that were compared."""
    plain = made(PLAIN)
    found = [cells_that_differ(plain, made(way)) for way in ways]
    return sum(differ for differ, _ in found), sum(cells for _, cells in found)


def digest_of(results: Results) -> str:
    """Return a digest of every cell."""
    digest = hashlib.sha256()
    for name, table in sorted(cells_of(results).items()):
        digest.update(name.encode() + np.ascontiguousarray(table).tobytes())
    return digest.hexdigest()[:32]


def elsewhere(ways: Sequence[Way], hash_seed: str = "0", python: str = sys.executable, **variables: str) -> list[str]:
    """Return the digests of ways made by a process of its own, under a hash seed, by any Python that has what is needed."""
    before = variables.pop("PYTHONPATH", "")
    found = subprocess.run(
        [python, "-m", "tests.promises.same", json.dumps(ways)], cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": f"{before}:{ROOT}", **variables},
    )  # fmt: skip
    return list(json.loads(found.stdout))


def versions_of(python: str, extra: str) -> str:
    """Return the versions of a Python and of the libraries that it finds, with `extra` folders before its own."""
    line = (
        "import platform, numpy, numba; "
        "print('Python', platform.python_version(), 'NumPy', numpy.__version__, 'Numba', numba.__version__)"
    )
    found = subprocess.run(
        [python, "-c", line], check=True, text=True, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": extra}
    )
    return found.stdout.strip()


def sweeps_that_differ(folder: Path, workers: Sequence[int]) -> tuple[int, int]:
    """Return how many sweeps, fresh or gone on with after runs were lost, have a file that is not as the plain way left it; and all."""
    from sim.studies.sweep import resume, sweep
    from tests.studies.sweep.world import TINY, files_of

    sweep(TINY, folder / "plain", workers=0)
    whole, differ = files_of(folder / "plain"), 0
    for n in workers:
        fresh, gone_on = folder / f"fresh{n}", folder / f"gone_on{n}"
        sweep(TINY, fresh, workers=n)
        shutil.copytree(folder / "plain", gone_on)
        for path in sorted((gone_on / "runs").rglob("*.parquet"))[n::2]:
            path.unlink()
        resume(gone_on, workers=n)
        differ += (files_of(fresh) != whole) + (files_of(gone_on) != whole)
    return differ, 2 * len(workers)


def main(asked: Any) -> None:
    """Print the digest of each way that is asked for."""
    print(json.dumps([digest_of(made(Way(*way))) for way in asked]))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
