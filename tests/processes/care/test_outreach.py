"""Do outreach lists lose exactly the people who have begun the programme, and continue where they were?"""

import numpy as np
import pytest

from sim.processes.care.outreach import shorten


def plainly(programmes, used, lists, at):
    """Return what is left of each list, and the place in it where it goes on: that of the first who is left from there on, or 0."""
    left, standing = [], []
    for k, rows, here in zip(programmes, lists, at, strict=True):
        begun = [bool(used[i] >> int(k) & 1) for i in rows]
        left.append([i for i, gone in zip(rows, begun, strict=True) if not gone])
        before = begun[:here].count(False)
        standing.append(before if before < len(left[-1]) else 0)
    return left, standing


@pytest.mark.parametrize("seed", range(20))
def test_lists_are_shortened_as_a_plain_loop_does_it(seed):
    luck = np.random.default_rng(seed)
    lengths = luck.integers(0, 12, 6)
    lists = [luck.permutation(40)[:length].tolist() for length in lengths]
    programmes = luck.integers(0, 3, 6).astype(np.int8)
    used = luck.integers(0, 8, 40).astype(np.uint16)
    at = np.array([luck.integers(0, max(length, 1)) for length in lengths], np.int64)
    start = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    expected, standing = plainly(programmes, used, lists, at)
    rows = np.array([i for one in lists for i in one], np.int32)
    count = shorten(programmes, used, rows, start, at)
    assert [rows[start[j] : start[j + 1]].tolist() for j in range(6)] == expected
    assert at.tolist() == standing and count == start[-1] == sum(map(len, expected))
