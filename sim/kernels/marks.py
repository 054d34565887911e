"""Which residents had something happen this week? Few do in most weeks, so eight residents are tested as one number."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernels.compiled import kernel

__all__ = ["list_marked"]

AT_ONCE = 8
# One bit in each of eight bytes.
EACH_BYTE = np.uint64(0x0101010101010101)


@kernel
def list_marked(marks: NDArray[np.uint8], bits: int, rows: NDArray[np.int32]) -> int:
    """Write the rows whose mark has any of these bits, in order, and return their number; `rows` has room for all `(n,)`."""
    count, whole = 0, marks.shape[0] // AT_ONCE * AT_ONCE
    eights, wanted, byte = marks[:whole].view(np.uint64), np.uint64(bits) * EACH_BYTE, np.uint8(bits)
    for e in range(eights.shape[0]):
        if eights[e] & wanted:
            for i in range(AT_ONCE * e, AT_ONCE * e + AT_ONCE):
                if marks[i] & byte:
                    rows[count] = i
                    count += 1
    for i in range(whole, marks.shape[0]):
        if marks[i] & byte:
            rows[count] = i
            count += 1
    return count
