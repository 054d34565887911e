"""What is recorded each week? Counts of each measure in fine cells and by place; nothing about single residents.

Every count is a whole number (severity, healing and growth are summed in steps of 1/65536), so the sums do not depend on the order of
rows or threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.counting import FIRST_CHILD_CELL, LONGEST_WAIT, STEP, SUMS, count_flows, count_states
from sim.kernels.marks import list_marked
from sim.outcomes.weekly import FLOWS, OF_COLUMNS, STATES
from sim.population.residents import CASE_FROM, EVER, HAPPENED
from sim.population.strata import CELLS, Strata
from sim.processes.chunks import ROWS, in_parts
from sim.processes.own import guarded
from sim.processes.state import World, found_under
from sim.scenario.own_code import OwnCodeError

if TYPE_CHECKING:
    from sim.population.residents import Residents

__all__ = ["READ_EACH_WEEK", "Record"]

MEASURES = (*STATES, *FLOWS)
# The columns of all residents that `take` reads, plus those of residents with events in care.
READ_EACH_WEEK = frozenset({
    "struck", "severity", "care", "back_home", "agency", "meaning", "connection", "growth", "happened",
    *(measure.column for measure in OF_COLUMNS.values()),
})  # fmt: skip
ANYTHING = sum(HAPPENED.values())
DELAYED_FROM = 26
CALM_WEEKS = 4
WEEKS_A_YEAR = 365.25 / 7

# The state of care of a person who waits.
WAITS = 1


@found_under("stress.healing")
class RestoredNumbers(NamedTuple):
    """The share of the healing index before the event from which it counts as restored."""

    restored: np.float32


@found_under("outcomes.disability")
class DisabilityNumbers(NamedTuple):
    """How much of a year's health is lost in a year of illness."""

    case: np.float32
    serious: np.float32


class Totals(NamedTuple):
    """The position of each running total on the last axis: refusals by barrier, sessions by programme, then waits."""

    barriers: int
    programmes: int

    @property
    def wait_weeks(self) -> int:
        """The column of weeks waited."""
        return self.barriers + self.programmes

    @property
    def width(self) -> int:
        """All columns: weeks waited, courses after a wait and the histogram of waits; the same of people who left the line come last."""
        return self.left_weeks + 1 + LONGEST_WAIT + 1

    @property
    def left_weeks(self) -> int:
        """The column of weeks waited by people who left the line; their histogram follows."""
        return self.wait_weeks + 2 + LONGEST_WAIT + 1


class Record:
    """The tables of one run, filled week by week by `take` and closed by `finish`."""

    def __init__(
        self, strata: Strata, weeks: int, barriers: int, programmes: int, analyzers: tuple[Any, ...] = ()
    ) -> None:  # fmt: skip
        p, m = len(strata.place_names), len(MEASURES)
        self.strata, self.at = strata, Totals(barriers, programmes)
        self.cells = np.zeros((weeks + 1, CELLS, m), np.int64)
        self.places = np.zeros((weeks + 1, p, m), np.int64)
        self.cell_totals = np.zeros((CELLS, self.at.width), np.int64)
        self.place_totals = np.zeros((p, self.at.width), np.int64)
        # Own strata have their own tables; their counts by place would be duplicates, and go to one row that is never read.
        self.own = [np.zeros((weeks + 1, pack.cells, m), np.int64) for pack in strata.packs]
        self.own_totals = [np.zeros((pack.cells, self.at.width), np.int64) for pack in strata.packs]
        self.rows = np.empty(len(strata.cell) + 1, np.int32)
        self.analyzers = analyzers
        self.own_measures = {
            one.name: np.zeros((weeks + 1, len(strata.groups))) for one in analyzers if one.when == "week"
        }
        self.unread = np.zeros((p, m), np.int64), np.zeros((p, self.at.width), np.int64)

    def take(self, world: World) -> None:
        """Record the current week."""
        r, week, cell = world.residents, world.week, self.strata.cell
        cells, places = self.cells[week], self.places[week]
        states = (r.severity, r.care, r.back_home, r.agency, r.meaning, r.connection, r.growth)
        starts, packs = world.community.place_start, self.strata.packs
        first_cell, first_table = (packs[0].cell, self.own[0][week]) if packs else (cell, self.cells[week, :0])
        count_in_parts(world, starts, (cell, first_cell, r.struck, *states), cells, places, first_table)
        moved = self.rows[: list_marked(r.happened, ANYTHING, self.rows)]
        count_flows(
            self.at.barriers, self.at.wait_weeks, moved, r.place, cell, r.struck, r.happened, r.refused_by, r.programme,
            r.waited, cells, places, self.cell_totals, self.place_totals,
        )  # fmt: skip
        for n, (pack, own, totals) in enumerate(zip(packs, self.own, self.own_totals, strict=True)):
            if n > 0:
                columns = pack.cell, pack.cell, r.struck, *states
                count_in_parts(world, starts, columns, own[week], self.unread[0], own[week, :0])
            count_flows(
                self.at.barriers, self.at.wait_weeks, moved, r.place, pack.cell, r.struck, r.happened, r.refused_by,
                r.programme, r.waited, own[week], self.unread[0], totals, self.unread[1],
            )  # fmt: skip
        for name in OF_COLUMNS:
            self.take_column(world, name)
        for one in self.analyzers:
            if one.when == "week":
                self.own_measures[one.name][week] = self.measured(world, one)

    def measured(self, world: World, one: Any) -> NDArray[np.float64]:
        """Return the sum of an own analyzer's measure by group, `(G,)`; OwnCodeError if it is not one number for each resident."""
        values = guarded(one.name, lambda seen: np.asarray(one.measure(seen)), world, one.reads.split())
        if values.shape != (len(world.residents),) or values.dtype.kind not in "biuf" or not np.isfinite(values).all():
            raise OwnCodeError(
                f"{one.name}: measure gave {values.dtype} {values.shape}; wanted is a number for each resident, ({len(world.residents)},)"
            )
        return self.fractions(world, values)

    def take_column(self, world: World, name: str) -> None:
        """Write down this week's measure of one column: residents at or above its bound, or its sum, in whole steps."""
        measure, j, week = OF_COLUMNS[name], MEASURES.index(name), world.week
        values = getattr(world.residents, measure.column)
        if measure.at_least is not None:
            values = values >= measure.at_least
        tables = self.tables_of(world, np.zeros(len(values), np.int64), 1, (values * STEP).astype(np.int64))
        for table, counted in zip((self.cells, self.places, *self.own), tables, strict=True):
            table[week, :, j] = counted[:, 0]

    def weekly(self) -> dict[str, NDArray[np.float64]]:
        """Return each measure by week and group, `(W + 1, G)`."""
        table = self.strata.margins(self.cells, self.places, self.own)
        table[..., SUMS] /= STEP
        return {name: table[..., j].copy() for j, name in enumerate(MEASURES)} | self.own_measures

    @staticmethod
    def health_lost(world: World, weekly: dict[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        """Return the healthy years lost from week 1 on by group, `(G,)`: weeks of illness times the disability weight, not discounted."""
        weight = world.numbers(DisabilityNumbers)
        ill, serious = (weekly[name][1:].sum(axis=0) / WEEKS_A_YEAR for name in ("cases", "serious"))
        lost: NDArray[np.float64] = (ill - serious) * float(weight.case) + serious * float(weight.serious)
        return lost

    def totals(self) -> NDArray[np.float64]:
        """Return the running totals by group, `(G, width)`, columns as in `Totals`."""
        return self.strata.margins(self.cell_totals, self.place_totals, self.own_totals)

    def counts(self, world: World, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return how many residents are chosen, by group `(G,)`."""
        return self.sums(world, chosen.astype(np.int64))

    def sums(self, world: World, values: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the sums of whole numbers, one per resident, by group `(G,)`."""
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
        cells, places, *own = self.tables_of(world, bins, width, weights)
        return self.strata.margins(cells, places, own)

    def tables_of(
        self, world: World, bins: NDArray[np.int64], width: int, weights: NDArray[np.int64]
    ) -> list[NDArray[np.int64]]:
        """Return weighted counts by bin, `(..., width)`: by cell, by place (adults), and by the cells of each pack of own strata."""
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
        return [table(cell, CELLS, w), by_place, *own]

    def final(self, world: World) -> dict[str, NDArray[np.float64]]:
        """Return the outcomes of the whole run by group, `(G,)` each: cascade, trajectories, weeks to recovery."""
        r, week = world.residents, world.week
        ever_case = r.onset >= 0
        case_now = r.severity >= CASE_FROM
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
            "unserved_weeks": self.totals()[:, self.at.left_weeks] + self.sums(world, self.line_so_far(world)[1]),
            "recovery_weeks": self.sums(world, span),
            "recovery_count": self.counts(world, recovered),
            **{one.name: self.measured(world, one) for one in self.analyzers if one.when == "end"},
        }

    @staticmethod
    def line_so_far(world: World) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Return who waits for a programme that they asked for, and for how many weeks by now, `(n,)` each; 0 for all others."""
        r = world.residents
        outreach = np.array([p.entry == "outreach" for p in world.scenario.programmes.values()] + [True])
        waiting = (r.care == WAITS) & ~outreach[r.programme]
        return waiting, np.where(waiting, world.week - r.since.astype(np.int64), 0)

    def still_waiting(self, world: World, width: int) -> NDArray[np.float64]:
        """Return people who wait at the end by group and weeks waited so far, `(G, width)`; the last bin holds all longer waits."""
        waiting, weeks = self.line_so_far(world)
        return self.histogram(world, np.minimum(weeks, width - 1), width, waiting.astype(np.int64))

    def histograms(self, world: World) -> dict[str, NDArray[np.float64]]:
        """Return counts by group and bin: weeks waited by people who began and by people who did not, weeks to recovery, week of onset."""
        r, width = world.residents, world.scenario.weeks + 2
        recovered = (r.onset >= 0) & (r.last_case <= world.week - CALM_WEEKS)
        span = r.last_case.astype(np.int64) + 1 - r.onset
        onset = r.onset.astype(np.int64)
        return {
            "wait": self.totals()[:, self.at.wait_weeks + 2 : self.at.left_weeks],
            "unserved": self.totals()[:, self.at.left_weeks + 1 :] + self.still_waiting(world, LONGEST_WAIT + 1),
            "recovery": self.histogram(world, span, width, recovered.astype(np.int64)),
            "onset": self.histogram(world, onset, width, (onset >= 0).astype(np.int64)),
        }


def count_in_parts(
    world: World, starts: NDArray[np.int64], columns: Any, cells: NDArray[np.int64],
    places: NDArray[np.int64], own: NDArray[np.int64],
) -> None:  # fmt: skip
    """Count all residents' states into this week's tables; with threads each counts some places into its own tables, summed at the end."""
    if world.threads == 1 or len(world.residents) < 2 * ROWS:
        count_states(world.week, starts, *columns, cells, places, own)  # type: ignore[call-arg]
        return

    def some(part: slice) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        # The places that begin in this part of the rows.
        first, last = np.searchsorted(starts[:-1], (part.start, part.stop))
        mine = np.zeros_like(cells), np.zeros_like(own)
        count_states(world.week, starts[first : last + 1], *columns, mine[0], places[first:last], mine[1])  # type: ignore[call-arg]
        return mine

    for by_cell, by_own in in_parts(world, len(world.residents), some, near=len(world.residents)):
        cells += by_cell
        own += by_own
