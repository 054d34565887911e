"""How are residents counted? Passes over all residents that add each one's state and care events to tables of whole numbers.

    by cell     a packed table (cells, 5): three counts share one number, so that a week's table stays small enough for the cache
    by place    rows of a place are contiguous, so a place is a sum over its rows

Sums of fractions (severity, healing, growth) are in steps of 1/65536. Whole numbers have the same sum in any order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernels.compiled import kernel
from sim.outcomes.weekly import OF_COLUMNS, STATES
from sim.population.residents import CASE_FROM, DISTRESS_FROM, HAPPENED, SERIOUS_FROM
from sim.population.strata import CELLS, CHILDREN

__all__ = ["FIRST_CHILD_CELL", "LONGEST_WAIT", "STEP", "SUMS", "count_flows", "count_states"]

CASES, SERIOUS, DISTRESS, SEVERITY, WAITING, IN_CARE, DISPLACED, HEALING, GROWTH = range(len(STATES) - len(OF_COLUMNS))
# Sums of fractions, counted in whole steps.
SUMS = (SEVERITY, HEALING, GROWTH, *(n for n, name in enumerate(STATES) if name in OF_COLUMNS))
STEP = 65536.0
FIRST_FLOW = len(STATES)
# Three counts in one number: fields wide enough for all residents counted before a packed table is emptied.
FIELD, TWO_FIELDS, ONE_FIELD, PACKED, MOST_AT_ONCE = 21, 42, 2**21 - 1, 5, 2**20
REFUSED_NOW, STARTED_NOW, SESSION_NOW = HAPPENED["refused"], HAPPENED["started"], HAPPENED["session"]
LEFT_NOW = HAPPENED["left_queue"]
LONGEST_WAIT = 52
FIRST_CHILD_CELL = CELLS * CHILDREN // (CHILDREN + 1)


@kernel
def count_by_cell(
    week: int, cell: NDArray[np.int16], struck: NDArray[np.uint8], severity: NDArray[np.float32],
    care: NDArray[np.uint8], back_home: NDArray[np.int16], agency: NDArray[np.float32], meaning: NDArray[np.float32],
    connection: NDArray[np.float32], growth: NDArray[np.float32], packed: NDArray[np.int64],
) -> None:  # fmt: skip
    """Add all residents' states to the packed table by cell `(cells, 5)`; adding 0 is cheaper than a branch.

    Three counts share one number, so that a week's table stays small enough for the cache.
    """
    for i in range(cell.shape[0]):
        row = packed[cell[i] + struck[i]]
        s = severity[i]
        severe, serious, distress = s >= CASE_FROM, s >= SERIOUS_FROM, s >= DISTRESS_FROM
        waiting, in_care, away = care[i] == 1, care[i] == 2, back_home[i] > week
        row[0] += np.int64(severe) + (np.int64(serious) << FIELD) + (np.int64(distress) << TWO_FIELDS)
        row[1] += np.int64(waiting) + (np.int64(in_care) << FIELD) + (np.int64(away) << TWO_FIELDS)
        row[2] += np.int32(s * np.float32(STEP))
        row[3] += np.int32((agency[i] + meaning[i] + connection[i]) * np.float32(STEP / 3.0))
        row[4] += np.int32(growth[i] * np.float32(STEP))


@kernel
def unpack(packed: NDArray[np.int64], cells: NDArray[np.int64]) -> None:
    """Add a packed table to the table by cell `(cells, m)`, and empty it."""
    for c in range(packed.shape[0]):
        row, found = cells[c], packed[c]
        row[CASES] += found[0] & ONE_FIELD
        row[SERIOUS] += found[0] >> FIELD & ONE_FIELD
        row[DISTRESS] += found[0] >> TWO_FIELDS
        row[WAITING] += found[1] & ONE_FIELD
        row[IN_CARE] += found[1] >> FIELD & ONE_FIELD
        row[DISPLACED] += found[1] >> TWO_FIELDS
        row[SEVERITY] += found[2]
        row[HEALING] += found[3]
        row[GROWTH] += found[4]
        found[:] = 0


@kernel
def count_by_place(
    week: int, cell: NDArray[np.int16], severity: NDArray[np.float32],
    care: NDArray[np.uint8], back_home: NDArray[np.int16], agency: NDArray[np.float32], meaning: NDArray[np.float32],
    connection: NDArray[np.float32], growth: NDArray[np.float32], row: NDArray[np.int64],
) -> None:  # fmt: skip
    """Add the state of the adults of one place to its row `(m,)`."""
    cases, serious, distress, steps, waiting, in_care, displaced = 0, 0, 0, 0, 0, 0, 0
    healing, grown = 0, 0
    for i in range(cell.shape[0]):
        adult = cell[i] < FIRST_CHILD_CELL
        s = severity[i]
        cases += (s >= CASE_FROM) & adult
        serious += (s >= SERIOUS_FROM) & adult
        distress += (s >= DISTRESS_FROM) & adult
        steps += np.int32(s * np.float32(STEP)) * adult
        waiting += (care[i] == 1) & adult
        in_care += (care[i] == 2) & adult
        displaced += (back_home[i] > week) & adult
        healing += np.int32((agency[i] + meaning[i] + connection[i]) * np.float32(STEP / 3.0)) * adult
        grown += np.int32(growth[i] * np.float32(STEP)) * adult
    row[CASES] += cases
    row[SERIOUS] += serious
    row[DISTRESS] += distress
    row[SEVERITY] += steps
    row[WAITING] += waiting
    row[IN_CARE] += in_care
    row[DISPLACED] += displaced
    row[HEALING] += healing
    row[GROWTH] += grown


@kernel
def count_states(
    week: int, place_start: NDArray[np.int64], cell: NDArray[np.int16], own: NDArray[np.int16],
    struck: NDArray[np.uint8], severity: NDArray[np.float32], care: NDArray[np.uint8], back_home: NDArray[np.int16],
    agency: NDArray[np.float32], meaning: NDArray[np.float32], connection: NDArray[np.float32],
    growth: NDArray[np.float32], cells: NDArray[np.int64], places: NDArray[np.int64], own_cells: NDArray[np.int64],
) -> None:  # fmt: skip
    """Count all residents by place, by cell and by the cells of own strata, if any; place after place, while columns are in the cache."""
    packed = np.zeros((cells.shape[0], PACKED), np.int64)
    own_packed = np.zeros((own_cells.shape[0], PACKED), np.int64)
    counted = 0
    for q in range(place_start.shape[0] - 1):
        for first in range(place_start[q], place_start[q + 1], MOST_AT_ONCE):
            here = slice(first, min(first + MOST_AT_ONCE, place_start[q + 1]))
            one, hit, s, c, b = cell[here], struck[here], severity[here], care[here], back_home[here]
            a, m, n, g = agency[here], meaning[here], connection[here], growth[here]
            count_by_place(week, one, s, c, b, a, m, n, g, places[q])
            count_by_cell(week, one, hit, s, c, b, a, m, n, g, packed)
            if own_cells.shape[0] > 0:
                count_by_cell(week, own[here], hit, s, c, b, a, m, n, g, own_packed)
            counted += one.shape[0]
            if counted >= MOST_AT_ONCE:
                unpack(packed, cells)
                unpack(own_packed, own_cells)
                counted = 0
    unpack(packed, cells)
    unpack(own_packed, own_cells)


@kernel
def count_flows(
    first_session: int, wait_weeks: int, rows: NDArray[np.int32], place: NDArray[np.int16], cell: NDArray[np.int16],
    struck: NDArray[np.uint8], happened: NDArray[np.uint8], refused_by: NDArray[np.int8],
    programme: NDArray[np.int8], waited: NDArray[np.int16], cells: NDArray[np.int64],
    places: NDArray[np.int64], cell_totals: NDArray[np.int64], place_totals: NDArray[np.int64],
) -> None:  # fmt: skip
    """Add this week's care events to `rows`, to the week's tables and to the running totals."""
    for i in rows:
        c, q = cell[i] + struck[i], place[i]
        adult = c < FIRST_CHILD_CELL
        for flow in range(8):
            if happened[i] >> flow & 1:
                count(cells[c], places[q], adult, FIRST_FLOW + flow)
        if happened[i] & REFUSED_NOW:
            count(cell_totals[c], place_totals[q], adult, refused_by[i])
        if happened[i] & SESSION_NOW:
            count(cell_totals[c], place_totals[q], adult, first_session + programme[i])
        if happened[i] & STARTED_NOW and waited[i] >= 0:
            cell_totals[c, wait_weeks] += waited[i]
            place_totals[q, wait_weeks] += waited[i] * adult
            count(cell_totals[c], place_totals[q], adult, wait_weeks + 1)
            bin_ = wait_weeks + 2 + min(waited[i], LONGEST_WAIT)
            count(cell_totals[c], place_totals[q], adult, bin_)
        if happened[i] & LEFT_NOW and waited[i] >= 0:
            left = wait_weeks + 2 + LONGEST_WAIT + 1
            cell_totals[c, left] += waited[i]
            place_totals[q, left] += waited[i] * adult
            count(cell_totals[c], place_totals[q], adult, left + 1 + min(waited[i], LONGEST_WAIT))


@kernel
def count(cells: NDArray[np.int64], places: NDArray[np.int64], adult: bool, measure: int) -> None:
    """Add one resident to a measure, by cell and (adults only) by place."""
    cells[measure] += 1
    places[measure] += adult
