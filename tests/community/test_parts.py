"""Do threads leave every byte as it is, and does each row stand in one part?"""

import numpy as np
import pytest

from sim.community import parts
from sim.community.parts import parts_of
from sim.community.residents import COLUMNS
from sim.living import Run
from tests.small_town import town, town_plan


@pytest.mark.parametrize("length", [0, 1, 8191, 8192, 16384, 50_000, 1_000_003])
@pytest.mark.parametrize("threads", [1, 2, 3, 7])
def test_parts_follow_each_other_and_leave_nobody_out(length, threads):
    cut = parts_of(length, threads)
    assert 1 <= len(cut) <= threads
    assert [part.start for part in cut] == [0, *(part.stop for part in cut[:-1])] and cut[-1].stop == length
    assert all(part.start % parts.ROWS == 0 for part in cut)


def test_the_same_bytes_for_any_number_of_threads(monkeypatch):
    """Every column and every table, after half a year in a town in which everything happens, shared out row by row as it were."""
    monkeypatch.setattr(parts, "ROWS", 16)
    monkeypatch.setattr("sim.record.ROWS", 16)
    runs = [Run(town_plan(), "helped", 3, community=town(), threads=threads) for threads in (1, 2, 3)]
    for run in runs:
        for _ in range(26):
            run.step()
    one, *others = runs
    for other in others:
        assert other.world.memo["community.threads"] is not None
        for name in COLUMNS:
            assert np.array_equal(getattr(one.world.residents, name), getattr(other.world.residents, name)), name
        for table in ("cells", "places", "cell_totals", "place_totals"):
            assert np.array_equal(getattr(one.record, table), getattr(other.record, table)), table
