"""What must be known to read a figure? Its title, how to read it, and on how many runs, seeds and people it rests."""

from __future__ import annotations

from sim.outcomes.results import Results
from sim.outcomes.words import interval_words, made_from

__all__ = ["READING", "TITLES", "caption"]

TITLES = {
    "fan": "How many have probable PTSD, week by week",
    "healing": "Agency, meaning and connection: how whole life is again",
    "differences": "What each plan changes",
    "equity": "Who still has probable PTSD at the end, by group",
    "reach": "Whom care reaches, by group",
    "cascade": "The way from need to recovery",
    "refusals": "Who is turned away, and by which barrier",
    "map": "Where most still have probable PTSD, and where that changes",
}
"""The title of each figure, by its name."""

READING = {
    "fan": (
        "Share of all adults at or above the case cut-off in each week. Thick line: median of the runs; bands: what one city may "
        "see in one of two (dark) and in nine of ten further runs (light); thin lines: single runs. Where "
        "bands are too narrow to be seen, runs hardly differ. The number in each heading is the mean of the runs in the last week."
    ),
    "healing": (
        "Above: mean healing index of all adults in each week (the mean of agency, meaning and connection, each from 0 to 100%), "
        "median of the runs, one line a plan. Below: its three parts in the last week; dot: mean over the runs; line: what one city may "
        "see (nine of ten further runs). Healing is counted apart from symptoms: one may heal with them, and be free of them without."
    ),
    "differences": (
        "Mean over the runs of plan minus first plan, seed by seed: the same people with the same luck. Thick line and numbers: the "
        "expected difference (90% interval of the mean); thin line: what one city may see. Filled: the verdict is that the expected "
        "difference is not zero, whether or not it is large enough to matter; hollow: it cannot be told apart, or has no verdict."
    ),
    "equity": (
        "Mean over the runs of the share of each group's adults at or above the cut-off in the last week. The words at "
        "the ends name the groups with the fewest and the most; a dashed line means that the two ends cannot be told "
        "apart, or that there are too few runs to say. Groups of fewer than ten simulated adults are left out."
    ),
    "reach": (
        "Mean over the runs of the share of those ever in need who began a course, by group. The words at the ends name "
        "the groups with the least and the most; a dashed line means that the two ends cannot be told apart, or that there are too "
        "few runs to say."
    ),
    "cascade": (
        "Mean over the runs, of 100 adults who were at or above the cut-off in at least one week. Recovery (below the "
        "cut-off for the last four weeks) stands apart, because most people recover without finishing a course."
    ),
    "refusals": (
        "Mean over the runs, of 100 asks. Every refusal is counted with the barrier that caused it, and who asks again "
        "may be refused again. Barriers that turned nobody away are left out."
    ),
    "map": (
        "Dots lie at the centre of each neighbourhood; their area is its people. Above: mean over the runs of the share "
        "of adults with probable PTSD in the last week. Below: the change under the plan that ends lowest; triangles where the "
        "verdict is that it differs (of these one in ten may be chance: false discovery rate), hollow dots elsewhere. "
        "Neighbourhoods of fewer than ten simulated adults are taken together with the nearest ones, and drawn in their middle."
    ),
}
"""How to read each figure, by its name."""
CUT_AXES = ("healing", "equity", "reach")
"""The figures whose axis is cut to the numbers; their captions say so."""


def caption(name: str, results: Results) -> str:
    """Return the caption of a figure: how to read it, then runs, seeds, weeks, scale and people in words.

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> sim.figures.caption("fan", results)[:19]
    'Share of all adults'
    """
    alone = " With one run there is no range." if len(results.seeds) == 1 else ""
    ranges = f" Ranges hold {interval_words(results)}." if results.drawn and not alone else ""
    axis = " Its axis need not start at zero: compare lengths by the numbers." if name in CUT_AXES else ""
    return f"{READING[name]}{axis}{alone}{ranges} Made from {made_from(results)}"
