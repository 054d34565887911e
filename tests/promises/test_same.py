"""Promise 1: is the same scenario with the same seed the same bytes, however the run is made?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.promises.ensembles import apart, ensemble, planted
from tests.promises.same import (
    HASH_SEEDS,
    PLAIN,
    Way,
    cells_that_differ,
    compared,
    elsewhere,
    made,
    sweeps_that_differ,
    ways,
)


def test_no_cell_depends_on_threads_parts_or_order() -> None:
    differ, cells = compared(ways([1]))
    assert differ == 0 and cells > 100_000


def test_a_single_changed_cell_would_be_seen() -> None:
    one, other = made(PLAIN), made(PLAIN)
    assert cells_that_differ(one, other)[0] == 0
    table = other.weekly["cases"]
    table[1, 0, 9, 0] = np.nextafter(table[1, 0, 9, 0], np.inf)
    assert cells_that_differ(one, other)[0] == 1


def test_no_cell_depends_on_the_hash_seed() -> None:
    some = [PLAIN, Way(1, 2, 32, True)]
    assert len({*elsewhere(some, "0"), *elsewhere(some, "31415")}) == 1


@pytest.mark.slow
def test_no_cell_depends_on_workers() -> None:
    differ, _ = compared([way for way in ways([2, 4], (1, 2)) if way.rows != 128])
    assert differ == 0


@pytest.mark.slow
def test_no_file_of_a_sweep_depends_on_workers_or_on_being_gone_on_with(tmp_path: Path) -> None:
    assert sweeps_that_differ(tmp_path, (0, 2, 4)) == (0, 6)


@pytest.mark.slow
def test_every_combination_under_every_hash_seed() -> None:
    every = ways([1], (1, 2))
    found = [digest for seed in HASH_SEEDS for digest in elsewhere(every, seed)]
    assert len(found) >= 32 and len(set(found)) == 1


# Where another version of a library gives other last bits, whole ensembles still have to agree: the check that would say so.


def test_other_last_bits_agree_as_an_ensemble_and_a_planted_change_is_caught() -> None:
    seeds = range(1, 31)
    one, last_bits = ensemble(seeds), ensemble(seeds, planted(1 + 1e-6))
    assert not apart(one, last_bits)
    assert any((one[name] != last_bits[name]).any() for name in one), "nothing differs, so nothing was tested"
    assert apart(one, ensemble(seeds, planted(1.1)))
