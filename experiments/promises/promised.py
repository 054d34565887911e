"""What is promised? One entry for each promise: its number in the list, its words, how it is shown, and what shows it."""

# ruff: noqa: E501 - words of the page
from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from experiments.promises import shows

__all__ = ["SHOWS", "Show"]


class Show(NamedTuple):
    """A promise: its number in the list, its words, how it is shown, and what shows it (lines; one that begins with BROKEN says so)."""

    number: str
    promise: str
    how: str
    show: Callable[[bool], list[str]]


SHOWS = {
    "same": Show(
        "1", "The same scenario with the same seed is the same bytes",
        "Workers 1, 2, 4; threads 1, 2, 3; parts of 32, 128 and 8,192 rows; both orders; hash seeds; fresh or gone on with. "
        "[test_same.py](../../tests/promises/test_same.py)", shows.same,
    ),
    "versions": Show(
        "1", "The same bytes on every Python and NumPy that is allowed, or an ensemble check that says so",
        "`PROMISES_PYTHONS='/path/to/python=/folder/with/another/numpy ...'` names the versions to be compared with this one. "
        "[ensembles.py](../../tests/promises/ensembles.py)", shows.versions,
    ),
    "luck": Show(
        "2", "Two plans differ only by the plan",
        "Programmes and policies that do nothing; one person treated; one person more; and how many times fewer runs the shared luck takes. "
        "The target is 5 on three outcomes. Three of the four comparisons reach it with what `sim.headline` prints first (prevalence at the "
        "end, weeks as a case, from which the case-weeks and DALYs averted come, and recovery). The fourth, four hundred slots against no "
        "help at all, reaches it for weeks as a case, healing and growth, and of these only weeks as a case stands in the headline: "
        "prevalence, recovery and restored healing do not, and `reach` never can, which is luck of the plan itself. The last two lines say "
        "why. Counted person by person under the same luck, fewer cases are people whom the clinic treated: next to nobody else differs, "
        "and nobody is ill because of it. So the effect is a number of people helped, its variance is that of a count (somewhat below its "
        "mean), and what is luck not shared between those not treated is the small rest: no source that could be taken away was found. "
        "[test_luck.py](../../tests/promises/test_luck.py), [whose_luck.py](../../tests/promises/whose_luck.py)", shows.luck,
    ),
    "bad": Show(
        "7", "Bad input is refused in plain words, at once",
        "One thing is made wrong in a scenario, experiment or table that holds every key there is; bombs for parsers; slips of one letter. "
        "[test_bad_input.py](../../tests/promises/test_bad_input.py)", shows.bad,
    ),
    "kills": Show(
        "3 and 4", "Nothing is lost",
        "Kill -9 of worker, parent and all at random moments (20 in every run, 200 with `--long`); one run in twenty raises, loops for ever, "
        "exits, is killed or raises what cannot travel. [test_nothing_lost.py](../../tests/studies/sweep/test_nothing_lost.py)", shows.kills,
    ),
    "disks": Show(
        "5, 6 and 8", "A disk that says no, damage, and names that want to go elsewhere are told",
        "The k-th call fails for every k; a limit on the size of files stands for a full disk; bits flipped, ends cut off, files swapped, "
        "empty and of a newer format; names with `../`, absolute, reserved, of 300 letters; links; audit hooks while data are read. "
        "[test_disks.py](../../tests/promises/test_disks.py), [test_damage.py](../../tests/studies/sweep/test_damage.py)", shows.disks,
    ),
    "weeks": Show(
        "9", "What must hold holds in every week",
        "People, states, slots, the order of the line, waiting, money, columns; and the queue beside a plain one under hypothesis. "
        "[invariants.py](../../tests/promises/invariants.py), [test_queue.py](../../tests/promises/test_queue.py)", shows.weeks,
    ),
    "relations": Show(
        "10", "What has to follow follows", "Each relation is marked exact or in expectation. [relations.py](../../tests/promises/relations.py)",
        shows.relations,
    ),
    "planted": Show(
        "11", "A mistake would be noticed",
        "`python experiments/promises/faults.py` plants the faults of [faults.toml](faults.toml) one at a time and keeps what it found.", shows.planted,
    ),
    "mutants": Show(
        "11", "A slip of the pen in a validator or an outcome measure would be noticed",
        "`python experiments/promises/mutants.py` changes one operator, number or condition at a time by cosmic-ray, in a sample drawn by a "
        "seed, and keeps what it found in [mutants.json](mutants.json).", shows.mutants,
    ),
    "limits": Show(
        "12 and 13", "A town too large is told so first; nothing speaks to the network unasked",
        "Every command that settles a town looks for room first: run, compare, report, sweep, resume, verify, ask, optimise, barriers, ablate, "
        "sensitivity, story. [test_limits.py](../../tests/promises/test_limits.py), [SECURITY.md](../../SECURITY.md)", shows.limits,
    ),
}  # fmt: skip
