"""What does each figure show? One finding for each, computed from the same numbers, with the range, and clear about chance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.access import STEPS
from sim.outcomes.certainty import FEWEST_RUNS, expected
from sim.outcomes.comparison import FEWEST
from sim.outcomes.missing import divide, mean
from sim.outcomes.phrases import apart, said, verdict
from sim.outcomes.pooling import pooled_places, too_few
from sim.outcomes.registry import OUTCOMES, measured_in
from sim.outcomes.results import Results
from sim.outcomes.spread import Spread, best_arm, difference, enough, level, spread, with_rates
from sim.outcomes.student import discoveries
from sim.outcomes.words import listed, month, percent, plan, since
from sim.report.text.headline import gap_sentence

__all__ = [
    "FINDINGS",
    "HIGHEST",
    "cascade",
    "differences",
    "equity",
    "fan",
    "healing",
    "neighbourhoods",
    "place_changes",
    "place_levels",
    "reach",
    "refusals",
]

RATES = "Of the neighbourhoods called different, one in ten may be so by chance (false discovery rate)."
PER = 100
HIGHEST = 5
Array = NDArray[np.float64]


def fan(results: Results) -> str:
    """State how the share with probable PTSD runs, and where a plan is furthest from the baseline."""
    share = results.weekly["cases"][..., results.group("all", "all")] / results.people[results.group("all", "all")]
    base = plan(results, results.baseline)
    middle = results.weeks // 2
    start, half, end = (percent(float(share[0, :, week].mean())) for week in (0, middle, results.weeks))
    course = (
        f"Under {base}, {start} of adults have probable PTSD just after the event, {half} after {since(middle)} "
        f"and {end} after {since(results.weeks)}."
    )
    return f"{course} {widest(results, share)}".strip()


def widest(results: Results, share: Array) -> str:
    """State which plan is at some week furthest from the baseline, by shares `(A, S, W + 1)`."""
    if len(results.arms) == 1:
        return ""
    apart_by = (share - share[0])[1:]
    at = np.unravel_index(np.abs(apart_by.mean(axis=1)).argmax(), apart_by[:, 0].shape)
    arm, week = int(at[0]) + 1, int(at[1])
    # The widest of many: its false discovery rate is that among all plans and weeks.
    weeks = apart_by.swapaxes(1, 2).reshape(-1, len(results.seeds))
    rates = discoveries(expected(weeks)["p"]).reshape(len(results.arms) - 1, -1)
    change = spread(apart_by[arm - 1, :, week], OUTCOMES["prevalence_end"].matters, bool(results.drawn))
    change = change._replace(p=float(rates[arm - 1, week]))
    base = plan(results, results.baseline)
    if change.value == 0 or (change.judged and not change.told_apart):
        return f"No plan is known to move away from {base} in any week."
    when = f"{since(week)} after the event ({month(results, week)})"
    moves = apart("prevalence_end", change, f"under {base}")
    return f"The widest difference is that of {plan(results, results.arms[arm])}, {when}: the share {moves}."


def healing(results: Results) -> str:
    """State how many are as whole as before the event at the end, and which plan restores most."""
    base = results.baseline
    here = said("restored", level(results, "restored", base))
    course = f"Under {plan(results, base)}, {here} of adults have agency, meaning and connection back at the end"
    best = best_arm(results, "restored")
    if best is None:
        return f"{course}."
    change = difference(results, "restored", best)
    return (
        f"{course}; under {plan(results, best)} the share {apart('restored', change, f'under {plan(results, base)}')}."
    )


def equity(results: Results) -> str:
    """State between which groups the share with probable PTSD differs most at the end."""
    return gap_sentence(results, "prevalence_end")


def reach(results: Results) -> str:
    """State between which groups the share reached by care differs most."""
    return gap_sentence(results, "reach")


def cascade(results: Results) -> str:
    """State how many of 100 in need come to each step, where most are lost, and how poor and rich compare."""
    now = steps(results, results.baseline)
    if not np.isfinite(now).all():
        return "Nobody was in need, so there is no way to care to follow."
    lost = now[:-1] - now[1:]
    worst, labels = int(lost.argmax()), list(STEPS.values())
    base = plan(results, results.baseline)
    story = (
        f"Of 100 adults in need under {base}, {now[1]:.0f} see the need, {now[2]:.0f} ask for help, {now[3]:.0f} get past the barriers, "
        f"{now[4]:.0f} begin a course and {now[6]:.0f} finish it. Most are lost between “{labels[worst].lower()}” ({now[worst]:.0f}) "
        f"and “{labels[worst + 1].lower()}” ({now[worst + 1]:.0f})."
    )
    best = best_arm(results, "reach")
    if best is None:
        return story
    change = difference(results, "reach", best)
    begun = said("reach", level(results, "reach", best))
    return (
        f"{story} Under {plan(results, best)} {begun} begin a course, which {apart('reach', change, f'under {base}')}."
    )


def steps(results: Results, arm: str, stratum: str = "all", group: str = "all") -> Array:
    """Return how many of 100 in need come to each step of care, recovery left out, `(7,)`; NaN if nobody is in need."""
    names = ["need", *(f"need_{step}" for step in STEPS if step not in {"need", "recovered"})]
    a, g = results.arms.index(arm), results.group(stratum, group)
    return PER * np.array(
        [mean(divide(results.final[name][a, :, g], results.final["need"][a, :, g])) for name in names]
    )


def refusals(results: Results) -> str:
    """State how many of 100 asks are turned away, by which barrier most, and for whom it is worst."""
    total, by_barrier = turned_away(results, results.baseline)
    base = plan(results, results.baseline)
    if not total.known or total.value == 0:
        return f"Nobody who asked for help was turned away under {base}."
    first = max(by_barrier, key=lambda label: by_barrier[label].value)
    return (
        f"Of 100 asks for help under {base}, {bounds(total)} are turned away; the most frequent barrier is "
        f"“{first}”, with {bounds(by_barrier[first])}.{by_income(results, first)}"
    )


def by_income(results: Results, barrier: str) -> str:
    """State how the poorest and the richest fifth compare in all refusals and in one barrier, under the baseline."""
    pair = ("poorest fifth", "richest fifth")
    if ("income", pair[0]) not in results.groups:
        return ""
    (poor, poor_by), (rich, rich_by) = (turned_away(results, results.baseline, "income", name) for name in pair)
    if not (poor.known and rich.known):
        return ""
    return (
        f" Among adults in the poorest fifth by income it is {bounds(poor)}, of which “{barrier}” {poor_by[barrier].value:.0f}; "
        f"in the richest fifth {bounds(rich)}, of which “{barrier}” {rich_by[barrier].value:.0f}."
    )


def bounds(of: Spread) -> str:
    """Return a number of 100 with its range, without decimals."""
    return f"{of.value:.0f}" + (f" ({of.low:.0f} to {of.high:.0f})" if of.ranged else "")


def turned_away(
    results: Results, arm: str, stratum: str = "all", group: str = "all"
) -> tuple[Spread, dict[str, Spread]]:
    """Return refusals per 100 asks in all and by the label of each barrier."""
    a, g = results.arms.index(arm), results.group(stratum, group)
    asks = results.weekly["asked"][a, :, :, g].sum(axis=1)
    shares = [PER * divide(results.final[f"refused_{name}"][a, :, g], asks) for name in results.barriers]
    total = spread(np.sum(shares, axis=0)) if shares else Spread(0.0, 0.0, 0.0)
    return total, dict(zip(results.barrier_labels, map(spread, shares), strict=True))


def neighbourhoods(results: Results) -> str:
    """Name the neighbourhoods where most still have probable PTSD, and say in how many the best plan changes it."""
    few, every = too_few(results), len(results.members("place"))
    results = pooled_places(results)
    names = [results.groups[g][1] for g in results.members("place")]
    known = [name for name in names if enough(results, "place", name)]
    if not known:
        return "The neighbourhoods are too small in this sample to be compared; run a larger share of the city."
    shares = dict(zip(known, place_levels(results, results.baseline, known), strict=True))
    top = sorted(known, key=lambda name: -shares[name])[:HIGHEST]
    named = listed([f"{name} ({percent(shares[name])})" for name in top])
    opening = f"Under {plan(results, results.baseline)} the share with probable PTSD is highest in {named}."
    pooled = (
        f" {few} of {every} have fewer than {FEWEST} simulated adults and are taken together with neighbours."
        if few
        else ""
    )
    return f"{opening}{pooled} {changes_by_place(results, known)}".strip()


def changes_by_place(results: Results, known: list[str]) -> str:
    """State in how many neighbourhoods the best plan lowers or raises the share by more than chance."""
    best = best_arm(results)
    if best is None or len(results.seeds) < 2:
        return ""
    if len(results.seeds) < FEWEST_RUNS:
        return f"With fewer than {FEWEST_RUNS} runs there is no verdict on what {plan(results, best)} changes in which of them."
    found = [verdict("prevalence_end", change) for change in place_changes(results, best, known)]
    lower, higher = found.count("better"), found.count("worse")
    return (
        f"Under {plan(results, best)} the expected share is lower in {lower} of {len(known)} neighbourhoods and higher in {higher}; in "
        f"{len(known) - lower - higher} it cannot be told apart. {RATES}"
    )


def place_levels(results: Results, arm: str, names: list[str]) -> list[float]:
    """Return the share with probable PTSD at the end under an arm, for each neighbourhood named."""
    return [level(results, "prevalence_end", arm, "place", name).value for name in names]


def place_changes(results: Results, arm: str, names: list[str]) -> list[Spread]:
    """Return the difference from the baseline in the share with probable PTSD at the end, for each neighbourhood named.

    P-values are false discovery rates over all neighbourhoods large enough, named or not.
    """
    every = [
        name
        for g in results.members("place")
        if enough(results, "place", name := results.groups[g][1]) or name in names
    ]
    found = with_rates([difference(results, "prevalence_end", arm, "place", name) for name in every])
    return [dict(zip(every, found, strict=True))[name] for name in names]


def differences(results: Results) -> str:
    """State for each plan which outcomes are better, worse or not distinguishable from chance."""
    if len(results.arms) == 1:
        return "Only one plan was run, so there is nothing to compare it with."
    base = plan(results, results.baseline)
    if len(results.seeds) < FEWEST_RUNS:
        runs = "one run" if len(results.seeds) == 1 else f"{len(results.seeds)} runs"
        return f"With {runs} of each plan there is no verdict on any difference from {base}: it takes {FEWEST_RUNS}."
    alike: dict[str, list[str]] = {}
    for arm in results.arms[1:]:
        alike.setdefault(one_plan(results, arm), []).append(plan(results, arm))
    plans = [f"{listed(labels)} {'are' if len(labels) > 1 else 'is'} {words}" for words, labels in alike.items()]
    most = (len(results.arms) - 1) * len(measured_in(results))
    return f"Compared with {base}, {'; '.join(plans)}. {most} comparisons: where nothing differs, about one in ten is called different."


def one_plan(results: Results, arm: str) -> str:
    """State what one plan does better, does worse and leaves as it is."""
    found: dict[str, list[str]] = {word: [] for word in WORDS}
    told = measured_in(results)
    for name in told:
        found[verdict(name, difference(results, name, arm))].append(f"“{OUTCOMES[name].label.lower()}”")
    for word, names in found.items():
        if len(names) == len(told):
            return f"{WORDS[word]} all {len(told)} outcomes"
    return ", ".join(f"{WORDS[word]} {listed(names)}" for word, names in found.items() if names)


WORDS = {
    "better": "better on",
    "worse": "worse on",
    "open": "different only in some draws of the numbers on",
    "unclear": "not to be told apart from it on",
    "same": "the same on",
    "unknown": "not known on",
}


FINDINGS: dict[str, Callable[[Results], str]] = {
    "fan": fan,
    "healing": healing,
    "equity": equity,
    "reach": reach,
    "cascade": cascade,
    "refusals": refusals,
    "map": neighbourhoods,
    "differences": differences,
}
"""The finding of each figure, by the name of the figure."""
