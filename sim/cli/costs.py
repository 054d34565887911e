"""How is a profile printed? Each process of the week with its share, its bytes and its distance from the memory bandwidth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.cli.output import NO_NUMBER, print_json, print_table

if TYPE_CHECKING:
    from sim.engine.profiling import Cost, Profile

__all__ = ["print_profile"]

COLUMNS = ("Process", "ns per person-week", "Share", "Bytes", "Roof, ns", "Times its roof")
READING = (
    "Processor time. Bytes: what a process declares of each resident, read once and written back once. Roof: those bytes at the speed of a "
    "plain copy on this machine, {fast:.1f} GB/s. A process that touches only those concerned, or a town that fits into the processor's "
    "cache, may stay below it. Here each process goes over everybody by itself; as it is lived, neighbours in the schedule go over each "
    "part of the residents together, and the week takes {together:.1f} ns."
)


def print_profile(found: Profile, as_json: bool) -> None:
    """Print what each process cost, as a table or as JSON."""
    if as_json:
        print_json(found.facts())
        return
    whole = found.week
    rows: list[tuple[str, ...] | None] = [row(cost, whole.ns) for cost in found.costs]
    title = f"{found.people:,} residents, {found.weeks} weeks: {found.together:.1f} ns per person-week"
    print_table(
        title,
        COLUMNS,
        [*rows, None, row(whole, whole.ns)],
        READING.format(fast=found.bandwidth, together=found.together),
        words=1,
    )


def row(cost: Cost, week: float) -> tuple[str, ...]:
    """Return one line of the table."""
    times = f"{cost.times_roof:.1f}" if cost.roof else NO_NUMBER
    return (
        cost.name, f"{cost.ns:.2f}", f"{100 * cost.ns / week if week else 0:.0f}%", f"{cost.moved:.0f}", f"{cost.roof:.2f}", times,
    )  # fmt: skip
