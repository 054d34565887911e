"""What is written down each week? Counts of each measure in fine cells and by place; nothing about single residents.

Every count is a whole number (severity, healing and growth are summed in steps of 1/65536), so the sums do not depend on the order of
rows or threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.community.residents import EVER, HAPPENED
from sim.community.world import World, found_under
from sim.compiled import kernel
from sim.results import FLOWS, STATES
from sim.strata import CELLS, CHILDREN, Strata

if TYPE_CHECKING:
    from sim.community.residents import Residents

__all__ = ["Record"]

MEASURES = (*STATES, *FLOWS)
CASES, SERIOUS, DISTRESS, SEVERITY, WAITING, IN_CARE, DISPLACED, HEALING, GROWTH = range(len(STATES))
# Sums of fractions, written down in whole steps.
SUMS = (SEVERITY, HEALING, GROWTH)
FIRST_FLOW = len(STATES)
STEP = 65536.0
REFUSED_NOW, STARTED_NOW, SESSION_NOW = HAPPENED["refused"], HAPPENED["started"], HAPPENED["session"]
LONGEST_WAIT = 52
DELAYED_FROM = 26
CALM_WEEKS = 4
FIRST_CHILD_CELL = CELLS * CHILDREN // (CHILDREN + 1)


@found_under("stress.healing")
class RestoredNumbers(NamedTuple):
    """From which share of the healing index before the event on it counts as restored."""

    restored: np.float32


class Totals(NamedTuple):
    """Where each running total stands on the last axis: refusals by barrier, sessions by programme, then waits."""

    barriers: int
    programmes: int

    @property
    def wait_weeks(self) -> int:
        """The column of weeks waited."""
        return self.barriers + self.programmes

    @property
    def width(self) -> int:
        """All columns: weeks waited, courses after a wait and the histogram of waits come last."""
        return self.wait_weeks + 2 + LONGEST_WAIT + 1


@kernel
def count_by_cell(
    week: int, cell: NDArray[np.int16], struck: NDArray[np.uint8], severity: NDArray[np.float32],
    care: NDArray[np.uint8], back_home: NDArray[np.int16], agency: NDArray[np.float32], meaning: NDArray[np.float32],
    connection: NDArray[np.float32], growth: NDArray[np.float32], cells: NDArray[np.int64],
) -> None:  # fmt: skip
    """Add everybody's state to the table by cell `(cells, m)`; adding 0 costs less than asking whether to add."""
    for i in range(cell.shape[0]):
        row = cells[cell[i] + struck[i]]
        s = severity[i]
        row[CASES] += s >= np.float32(1.0)
        row[SERIOUS] += s >= np.float32(1.5)
        row[DISTRESS] += s >= np.float32(0.5)
        row[SEVERITY] += np.int32(s * np.float32(STEP))
        row[WAITING] += care[i] == 1
        row[IN_CARE] += care[i] == 2
        row[DISPLACED] += back_home[i] > week
        row[HEALING] += np.int32((agency[i] + meaning[i] + connection[i]) * np.float32(STEP / 3.0))
        row[GROWTH] += np.int32(growth[i] * np.float32(STEP))


@kernel
def count_by_place(
    week: int, cell: NDArray[np.int16], severity: NDArray[np.float32],
    care: NDArray[np.uint8], back_home: NDArray[np.int16], agency: NDArray[np.float32], meaning: NDArray[np.float32],
    connection: NDArray[np.float32], growth: NDArray[np.float32], row: NDArray[np.int64],
) -> None:  # fmt: skip
    """Write the state of the adults of one place into its row `(m,)`."""
    cases, serious, distress, steps, waiting, in_care, displaced = 0, 0, 0, 0, 0, 0, 0
    healing, grown = 0, 0
    for i in range(cell.shape[0]):
        adult = cell[i] < FIRST_CHILD_CELL
        s = severity[i]
        cases += (s >= np.float32(1.0)) & adult
        serious += (s >= np.float32(1.5)) & adult
        distress += (s >= np.float32(0.5)) & adult
        steps += np.int32(s * np.float32(STEP)) * adult
        waiting += (care[i] == 1) & adult
        in_care += (care[i] == 2) & adult
        displaced += (back_home[i] > week) & adult
        healing += np.int32((agency[i] + meaning[i] + connection[i]) * np.float32(STEP / 3.0)) * adult
        grown += np.int32(growth[i] * np.float32(STEP)) * adult
    row[CASES], row[SERIOUS], row[DISTRESS], row[SEVERITY] = cases, serious, distress, steps
    row[WAITING], row[IN_CARE], row[DISPLACED] = waiting, in_care, displaced
    row[HEALING], row[GROWTH] = healing, grown


@kernel
def count_states(
    week: int, place_start: NDArray[np.int64], cell: NDArray[np.int16], own: NDArray[np.int16],
    struck: NDArray[np.uint8], severity: NDArray[np.float32], care: NDArray[np.uint8], back_home: NDArray[np.int16],
    agency: NDArray[np.float32], meaning: NDArray[np.float32], connection: NDArray[np.float32],
    growth: NDArray[np.float32], cells: NDArray[np.int64], places: NDArray[np.int64], own_cells: NDArray[np.int64],
) -> None:  # fmt: skip
    """Count everybody by place, by cell and, where there are cells of own strata, by these; place after place, while columns are near."""
    for q in range(place_start.shape[0] - 1):
        here = slice(place_start[q], place_start[q + 1])
        one, hit, s, c, b = cell[here], struck[here], severity[here], care[here], back_home[here]
        a, m, n, g = agency[here], meaning[here], connection[here], growth[here]
        count_by_place(week, one, s, c, b, a, m, n, g, places[q])
        count_by_cell(week, one, hit, s, c, b, a, m, n, g, cells)
        if own_cells.shape[0] > 0:
            count_by_cell(week, own[here], hit, s, c, b, a, m, n, g, own_cells)


@kernel
def count_flows(
    first_session: int, wait_weeks: int, place: NDArray[np.int16], cell: NDArray[np.int16],
    struck: NDArray[np.uint8], happened: NDArray[np.uint8], refused_by: NDArray[np.int8],
    programme: NDArray[np.int8], waited: NDArray[np.int16], cells: NDArray[np.int64],
    places: NDArray[np.int64], cell_totals: NDArray[np.int64], place_totals: NDArray[np.int64],
) -> None:  # fmt: skip
    """Add what happened this week in care, to the week's tables and to the running totals; most weeks nothing happens to most."""
    for i in range(happened.shape[0]):
        if happened[i] == 0:
            continue
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


@kernel
def count(cells: NDArray[np.int64], places: NDArray[np.int64], adult: bool, measure: int) -> None:
    """Add one resident to a measure, by cell and (adults only) by place."""
    cells[measure] += 1
    places[measure] += adult


class Record:
    """The tables of one run, filled week by week by `take` and closed by `finish`."""

    def __init__(self, strata: Strata, weeks: int, barriers: int, programmes: int) -> None:
        p, m = len(strata.place_names), len(MEASURES)
        self.strata, self.at = strata, Totals(barriers, programmes)
        self.cells = np.zeros((weeks + 1, CELLS, m), np.int64)
        self.places = np.zeros((weeks + 1, p, m), np.int64)
        self.cell_totals = np.zeros((CELLS, self.at.width), np.int64)
        self.place_totals = np.zeros((p, self.at.width), np.int64)
        # Own strata have tables of their own; what they would count by place is counted already, and goes to one row that nobody reads.
        self.own = [np.zeros((weeks + 1, pack.cells, m), np.int64) for pack in strata.packs]
        self.own_totals = [np.zeros((pack.cells, self.at.width), np.int64) for pack in strata.packs]
        self.unread = np.zeros((p, m), np.int64), np.zeros((p, self.at.width), np.int64)

    def take(self, world: World) -> None:
        """Write down the present week."""
        r, week, cell = world.residents, world.week, self.strata.cell
        cells, places = self.cells[week], self.places[week]
        states = (r.severity, r.care, r.back_home, r.agency, r.meaning, r.connection, r.growth)
        starts, packs = world.community.place_start, self.strata.packs
        first_cell, first_table = (packs[0].cell, self.own[0][week]) if packs else (cell, self.cells[week, :0])
        count_states(week, starts, cell, first_cell, r.struck, *states, cells, places, first_table)
        count_flows(
            self.at.barriers, self.at.wait_weeks, r.place, cell, r.struck, r.happened, r.refused_by, r.programme,
            r.waited, cells, places, self.cell_totals, self.place_totals,
        )  # fmt: skip
        for n, (pack, own, totals) in enumerate(zip(packs, self.own, self.own_totals, strict=True)):
            if n > 0:
                count_by_cell(week, pack.cell, r.struck, *states, own[week])
            count_flows(
                self.at.barriers, self.at.wait_weeks, r.place, pack.cell, r.struck, r.happened, r.refused_by,
                r.programme, r.waited, own[week], self.unread[0], totals, self.unread[1],
            )  # fmt: skip

    def weekly(self) -> dict[str, NDArray[np.float64]]:
        """Return each measure by week and group, `(W + 1, G)`."""
        table = self.strata.margins(self.cells, self.places, self.own)
        table[..., SUMS] /= STEP
        return {name: table[..., j].copy() for j, name in enumerate(MEASURES)}

    def totals(self) -> NDArray[np.float64]:
        """Return the running totals by group, `(G, width)`, columns as in `Totals`."""
        return self.strata.margins(self.cell_totals, self.place_totals, self.own_totals)

    def counts(self, world: World, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return how many residents are chosen, by group `(G,)`."""
        return self.sums(world, chosen.astype(np.int64))

    def sums(self, world: World, values: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the sums of whole numbers, one for each resident, by group `(G,)`."""
        return self.histogram(world, np.zeros(len(values), np.int64), 1, values)[:, 0]

    def fractions(self, world: World, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the sums of a column of fractions, by group `(G,)`, in whole steps like every other sum."""
        return self.sums(world, (values.astype(np.float64) * STEP).astype(np.int64)) / STEP

    @staticmethod
    def healing(residents: Residents) -> NDArray[np.float32]:
        """Return the healing index of every resident, `(n,)`: the mean of agency, meaning and connection."""
        index: NDArray[np.float32] = (residents.agency + residents.meaning + residents.connection) / np.float32(3.0)
        return index

    def histogram(
        self, world: World, bins: NDArray[np.int64], width: int, weights: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Return weighted counts by group and bin, `(G, width)`; residents of weight 0 count nowhere."""
        r = world.residents
        rows = np.flatnonzero(weights)
        at, w = bins[rows], weights[rows].astype(np.float64)

        def table(cell: NDArray[np.int16], cells: int, counted: NDArray[np.float64]) -> NDArray[np.int64]:
            """Sum weights by cell and bin, `(cells, width)`."""
            return (
                np.bincount(cell * np.int64(width) + at, counted, cells * width).reshape(cells, width).astype(np.int64)
            )

        cell = self.strata.cell[rows] + r.struck[rows]
        by_place = table(r.place[rows], len(self.strata.place_names), w * (cell < FIRST_CHILD_CELL))
        own = [table(pack.cell[rows], pack.cells, w) for pack in self.strata.packs]
        return self.strata.margins(table(cell, CELLS, w), by_place, own)

    def final(self, world: World) -> dict[str, NDArray[np.float64]]:
        """Return the outcomes of the whole run by group, `(G,)` each: cascade, trajectories, weeks to recovery."""
        r, week = world.residents, world.week
        ever_case = r.onset >= 0
        case_now = r.severity >= np.float32(1.0)
        late = r.onset > DELAYED_FROM
        recovered = ever_case & (r.last_case <= week - CALM_WEEKS)
        steps = {f"need_{step}": (r.ever & bit > 0) & ever_case for step, bit in EVER.items() if step != "need"}
        chosen = {
            "need": ever_case, **steps, "need_recovered": recovered,
            "started_ever": r.ever & EVER["started"] > 0, "resilient": ~ever_case,
            "recovery": ever_case & ~case_now, "delayed": late & case_now,
            "chronic": ever_case & ~late & case_now,
            "restored": self.healing(r) >= world.numbers(RestoredNumbers).restored * r.whole,
        }  # fmt: skip
        span = np.where(recovered, r.last_case.astype(np.int64) + 1 - r.onset, 0)
        return {
            **{name: self.counts(world, rows) for name, rows in chosen.items()},
            **{name: self.fractions(world, getattr(r, name)) for name in ("agency", "meaning", "connection", "whole")},
            "recovery_weeks": self.sums(world, span),
            "recovery_count": self.counts(world, recovered),
        }

    def histograms(self, world: World) -> dict[str, NDArray[np.float64]]:
        """Return counts by group and bin: weeks waited, weeks to recovery (among those recovered) and week of onset."""
        r, width = world.residents, world.scenario.weeks + 2
        recovered = (r.onset >= 0) & (r.last_case <= world.week - CALM_WEEKS)
        span = r.last_case.astype(np.int64) + 1 - r.onset
        onset = r.onset.astype(np.int64)
        return {
            "wait": self.totals()[:, self.at.wait_weeks + 2 :],
            "recovery": self.histogram(world, span, width, recovered.astype(np.int64)),
            "onset": self.histogram(world, onset, width, (onset >= 0).astype(np.int64)),
        }
