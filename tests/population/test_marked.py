"""Are all residents with events listed, wherever their row is, and nobody else?"""

import numpy as np
import pytest

from sim.kernels.marks import list_marked


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 64, 1003])
@pytest.mark.parametrize("bits", [1, 6, 128, 255])
def test_the_rows_with_any_of_the_bits_in_order(length, bits):
    marks = np.random.default_rng(length).integers(0, 256, length).astype(np.uint8)
    marks[np.random.default_rng(1).random(length) < 0.8] = 0
    rows = np.full(length, -1, np.int32)
    count = list_marked(marks, bits, rows)
    assert rows[:count].tolist() == np.flatnonzero(marks & bits).tolist()
    assert (rows[count:] == -1).all()
