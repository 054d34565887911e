"""What is promised, and what shows it? One entry for each promise; the checks stand in tests/promises and are the same ones."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

__all__ = ["SHOWS", "Show"]


class Show(NamedTuple):
    """A promise: its number in the list, its words, how it is shown, and what shows it (lines; one that begins with BROKEN says so)."""

    number: str
    promise: str
    how: str
    show: Callable[[bool], list[str]]


def told(kept: bool, line: str) -> str:
    """Return a line that says so where a promise is broken."""
    return line if kept else f"BROKEN {line}"


def same(long: bool) -> list[str]:
    """Show that cells are the same in every way of making runs."""
    from tests.promises import same as it

    chosen = it.ways([1]) + (it.ways([2, 4], (1, 2)) if long else [])
    differ, cells = it.compared(chosen)
    lines = [
        told(
            differ == 0,
            f"{differ} of {cells:,} cells differ over {len(chosen)} combinations of workers, threads, parts and order",
        )
    ]
    seeds = it.HASH_SEEDS if long else it.HASH_SEEDS[:2]
    every = it.ways([1], (1, 2))
    digests = {digest for seed in seeds for digest in it.elsewhere(every, seed)}
    lines.append(
        told(
            len(digests) == 1,
            f"{len(digests)} digest over {len(seeds) * len(every)} more under hash seeds {', '.join(seeds)}",
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        differ, sweeps = it.sweeps_that_differ(Path(folder), (0, 2, 4) if long else (0,))
    return [
        *lines,
        told(
            differ == 0,
            f"{differ} of {sweeps} sweeps differ in a file, fresh or gone on with, whatever the number of workers",
        ),
    ]


def versions(_: bool) -> list[str]:
    """Show that other versions of Python and NumPy give the same digest; PROMISES_PYTHONS names them, path=PYTHONPATH each."""
    from tests.promises import same as it
    from tests.promises.ensembles import apart, ensemble, planted

    lines = []
    here = it.elsewhere([it.PLAIN, it.Way(1, 2, 32, True)])
    for named in os.environ.get("PROMISES_PYTHONS", "").split():
        python, _, extra = named.partition("=")
        said = it.versions_of(python, extra)
        found = it.elsewhere([it.PLAIN, it.Way(1, 2, 32, True)], "0", python, PYTHONPATH=extra)
        lines.append(told(found == here, f"{said}: {'the same digest' if found == here else 'another digest'}"))
    seeds = range(1, 31)
    one = ensemble(seeds)
    last_bits, change = apart(one, ensemble(seeds, planted(1 + 1e-6))), apart(one, ensemble(seeds, planted()))
    lines.append(
        told(
            not last_bits,
            f"ensemble check, 30 seeds, a number changed by 1e-6: {len(last_bits)} outcomes of {len(one)} apart",
        )
    )
    found = ", ".join(f"{name} (z {z:.0f})" for name, z in sorted(change.items(), key=lambda item: -abs(item[1]))[:3])
    return [
        *lines,
        told(
            bool(change),
            f"the same number changed by a tenth is caught in {len(change)} of {len(one)} outcomes: {found} ...",
        ),
    ]


def luck(long: bool) -> list[str]:
    """Show that plans differ only by the plan."""
    from tests.promises import luck as it

    seeds = range(1, 51 if long else 6)
    found = it.differences_of_no_ops(seeds)
    cells = found.pop("cells")
    named = ", ".join(name.replace("_", " ") for name in found)
    lines = [
        told(
            not any(found.values()),
            f"{sum(found.values())} of {len(found) * cells:,} cells differ on {len(seeds)} seeds ({named})",
        )
    ]
    rows = range(0, 300, 1 if long else 37)
    treated = [it.changed_others(row, row, True) for row in rows]
    tied = sum(it.changed_others(row, row, False)[0] > 0 for row in rows)
    others = sum(elsewhere for elsewhere, _ in treated)
    lines.append(told(others == 0, f"{others} columns of others differ in any of 30 weeks after one person without ties was treated, "
                      f"over {len(rows)} persons; with their ties, {tied} of {len(rows)} change others"))  # fmt: skip
    strangers = sum(it.changed_by_a_stranger(seed) for seed in seeds)
    lines.append(
        told(
            strangers == 0,
            f"{strangers} columns of others differ in any of 52 weeks after a stranger came, {len(seeds)} seeds",
        )
    )
    for more, words in (("first_aid", "first aid beside the clinic"), ("", "the clinic against no help at all")):
        for queue, slots in it.QUEUES.items():
            got = it.ratios(slots, 200 if long else 20, more=more)
            said = ", ".join(f"{name} {got[name]:.1f}" for name in (*it.FIVE_TIMES, "healing_end", "reach"))
            kept = not more or all(got[name] >= 5 for name in it.FIVE_TIMES)
            lines.append(told(kept, f"variance over that of independent luck, {words}, {queue}: {said}"))
    return lines


def bad(long: bool) -> list[str]:
    """Show that bad input is refused in plain words."""
    import random
    import resource

    from tests.promises import bad_text as texts
    from tests.promises.test_bad_input import campaign

    with tempfile.TemporaryDirectory() as folder:
        found = campaign((4000, 700, 700) if long else (120, 40, 40), 3, Path(folder))
        costs = {name: texts.cost_of(*bomb, Path(folder)) for name, bomb in texts.bombs().items()}
        held = (
            [texts.cost_of(*bomb, Path(folder), memory=True).memory for bomb in texts.bombs().values()] if long else [0]
        )
    right, refused, missed = texts.told_right(random.Random(4), 2000 if long else 60)
    good = [cost.ended == "ScenarioFaults" for cost in costs.values()]
    slowest = max(costs, key=lambda name: costs[name].seconds)
    bombs_told = f"{sum(good)} of {len(good)} bombs refused, the slowest in {costs[slowest].seconds:.2f} s ({slowest})"
    memory = f", at most {max(held) / 1e6:.0f} MB of Python's" if long else ""
    return [
        told(not found.broken, f"{found.judged:,} bad inputs: {len(found.accepted)} accepted, {len(found.traced)} "
             f"tracebacks, {len(found.unnamed)} without key, value and limit; slowest {found.slowest:.2f} s"),
        told(all(good), bombs_told + memory),
        told(right >= 0.9 * refused, f"{right:,} of {refused:,} one-letter slips told with the word meant; missed: "
             f"{', '.join(line.partition(':')[0] for line in missed[:3]) or 'none'}"),
        f"the whole process held {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most",
    ]  # fmt: skip


SHOWS = {
    "same": Show(
        "1", "The same scenario with the same seed is the same bytes",
        "Workers 1, 2, 4; threads 1, 2, 3; parts of 32, 128 and 8,192 rows; both orders; hash seeds; fresh or gone on with. "
        "[test_same.py](../../tests/promises/test_same.py)", same,
    ),
    "versions": Show(
        "1", "The same bytes on every Python and NumPy that is allowed, or an ensemble check that says so",
        "`PROMISES_PYTHONS='/path/to/python=/folder/with/another/numpy ...'` names the versions to be compared with this one. "
        "[ensembles.py](../../tests/promises/ensembles.py)", versions,
    ),
    "luck": Show(
        "2", "Two plans differ only by the plan",
        "Programmes and policies that do nothing; one person treated; one person more; and how many times fewer runs the shared luck takes "
        "(target: 5 on three headline outcomes; it is less where a plan treats so many that courses of their own decide who is well at the "
        "end, and for `reach`, which is luck of the plan itself). [test_luck.py](../../tests/promises/test_luck.py)", luck,
    ),
    "bad": Show(
        "7", "Bad input is refused in plain words, at once",
        "One thing is made wrong in a scenario, experiment or table that holds every key there is; bombs for parsers; slips of one letter. "
        "[test_bad_input.py](../../tests/promises/test_bad_input.py)", bad,
    ),
}  # fmt: skip
