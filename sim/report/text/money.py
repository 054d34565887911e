"""What does it cost, is it worth it, and for whom? Sentences and tables on costs, for a council and not for economists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.outcomes.certainty import FEWEST_RUNS
from sim.outcomes.formats import MINUS
from sim.outcomes.phrases import signed
from sim.outcomes.printed import RANGES, Table
from sim.outcomes.results import Results
from sim.outcomes.value import acceptability_curve, equity_plane, value_for_money
from sim.outcomes.words import MISSING, arm_label, count, listed, percent, plan

__all__ = ["MONEY_CAPTIONS", "MONEY_FINDINGS", "MONEY_NUMBERS", "MONEY_TITLES", "cost_sentences", "money"]

MONEY_TITLES = {
    "acceptability": "Which plan is the best buy, by what a healthy year is worth",
    "plane": "Health gained, and for whom: does it narrow the gap?",
}
MONEY_CAPTIONS = {
    "acceptability": (
        "A healthy year is a disability-adjusted life year (DALY) averted. For each worth: the share of runs in which a plan has the "
        "highest worth of healthy years less its cost, which is what one city may see (and, with numbers drawn, what the numbers may be); "
        "all lines together make 100%. Markers: the plan that is known to be the best buy in expectation; no marker: it cannot be told."
    ),
    "plane": (
        "Each plan against the baseline, which lies where the lines cross. Up: healthy years gained by all adults. Right: the gap in "
        "healthy years lost between the poorest and the richest fifth gets narrower. Lines: what one city may see. Cost is not drawn here."
    ),
}
NO_YEARS = "These results were saved before healthy years were counted; run the comparison again to see what they cost."
SHOWN_AT = (0.25, 0.5, 0.75, 1.0)


def money(results: Results) -> Table:
    """Set cost, cases and healthy years averted of each plan side by side, cheapest first, with the price of the next step."""
    found = value_for_money(results).to_dict("records") if len(results.arms) > 1 else []
    unit, words = unit_of(found)
    rows = [money_row(results, row, unit) for row in found] if found else []
    caption = (
        f"What each plan spends beyond {results.arm_labels[0]} and what that buys, cheapest first, whole community, over the weeks "
        f"simulated, not discounted. {RANGES} Healthy year: a disability-adjusted life year (DALY) averted. Next step: what each further "
        "healthy year costs, compared with the next cheaper plan worth considering."
    )
    head = [
        "Plan",
        f"{words.capitalize()} USD more",
        "Cases fewer at the end",
        "Healthy years gained",
        "USD for each case fewer",
    ]
    return Table(caption, [*head, "USD for each healthy year", "Next step, USD for each healthy year"], rows)


def unit_of(rows: list[dict[str, Any]]) -> tuple[float, str]:
    """Return the unit in which all plans' costs can be told side by side, and its name: thousands for a small town, else millions."""
    most = max((abs(row["extra_cost"]) for row in rows), default=0.0)
    return (1e3, "thousand") if most < 1e6 else (1e6, "million")


def money_row(results: Results, row: dict[str, Any], unit: float) -> list[str]:
    """Return the row of one plan, costs in `unit` USD."""
    base = row["arm"] == results.baseline
    return [
        arm_label(results, str(row["arm"])),
        MISSING if base else ranged(row, "extra_cost", unit, 1),
        MISSING if base else ranged(row, "cases_averted", 1.0, 0),
        MISSING if base else ranged(row, "dalys_averted", 1.0, 0),
        count(row["cost_per_case"]) if np.isfinite(row["cost_per_case"]) else MISSING,
        count(row["cost_per_daly"]) if np.isfinite(row["cost_per_daly"]) else MISSING,
        standing(results, row),
    ]


def ranged(row: dict[str, Any], name: str, unit: float, digits: int) -> str:
    """Return a number with its range over runs."""
    value, low, high = (row[key] / unit for key in (name, f"{name}_low", f"{name}_high"))
    if not np.isfinite(value):
        return MISSING
    ends = f" ({low:,.{digits}f} to {high:,.{digits}f})" if np.isfinite(low) else ""
    return f"{value:,.{digits}f}{ends}".replace("-", MINUS)


def standing(results: Results, row: dict[str, Any]) -> str:
    """Return a plan's place on the ladder, in words."""
    against = f"“{arm_label(results, str(row['against']))}”" if row["against"] else ""
    if row["standing"] == "next":
        return (
            count(row["icer"])
            if row["certain"]
            else f"{count(row['icer'])} on average; a gain over {against} is not known"
        )
    words = {"first": "the cheapest", "dominated": f"{against} does at least as much for no more"}
    said = words.get(row["standing"], f"a mix with {against} does as much for less")
    return said if row["certain"] else f"on average {said}, not known"


def cost_sentences(results: Results) -> list[str]:
    """State what the plans worth considering cost, which are beaten, and when which is the best buy."""
    if len(results.arms) == 1:
        return ["One plan was run, so there is nothing to compare its cost with."]
    if "dalys" not in results.final:
        return [NO_YEARS]
    table = value_for_money(results)
    return ladder_sentences(results, table)


def ladder_sentences(results: Results, table: Any) -> list[str]:
    """State step by step what more money buys, and which plans are beaten by others."""
    steps = table[table["standing"] == "next"].to_dict("records")
    unit, words = unit_of(table.to_dict("records"))
    first = table.iloc[0] if steps or len(table) else None
    said = []
    if first is not None and first["arm"] != results.baseline and first["standing"] == "first":
        said.append(
            f"{plan(results, str(first['arm']))} costs less than {plan(results, results.baseline)} and loses no health."
        )
    said += [step_sentence(results, row, f"{row['extra_cost'] / unit:,.1f} {words} USD") for row in steps]
    beaten = table[table["standing"].isin(["dominated", "by extension"])].to_dict("records")
    for known, ending in ((True, "."), (False, " on average, which is not known: chance could have made it.")):
        plans = [plan(results, str(row["arm"])) for row in beaten if row["certain"] == known]
        if plans:
            verb = "buys" if len(plans) == 1 else "buy"
            said.append(f"{listed(plans)} {verb} less health for the money than other plans, or mixes of them{ending}")
    if not steps:
        said.append("No plan gains healthy years over the cheapest one.")
    return said


def step_sentence(results: Results, row: dict[str, Any], extra: str) -> str:
    """State what a plan costs and buys beyond the baseline and the step below; a gain that is not known is not priced."""
    name, base, below = (plan(results, str(arm)) for arm in (row["arm"], results.baseline, row["against"]))
    if not row["certain"]:
        few = len(results.seeds) < FEWEST_RUNS
        why = (
            f"there are too few runs for a verdict, which takes {FEWEST_RUNS}"
            if few
            else "it cannot be told apart from chance"
        )
        return (
            f"{name} costs {extra} more than {base}; whether it gains healthy years over {below} is not known: {why}."
        )
    case = (
        f", {count(row['cost_per_case'])} for each case fewer at the end" if np.isfinite(row["cost_per_case"]) else ""
    )
    return (
        f"{name} costs {extra} more than {base}: about {count(row['cost_per_daly'])} USD for each healthy year gained{case}; each further "
        f"healthy year beyond {below} costs about {count(row['icer'])} USD."
    )


def acceptability_sentence(results: Results) -> str:
    """State up to which worth of a healthy year which plan is the best buy, or which cannot be told apart, and how sure that is."""
    if len(results.seeds) < FEWEST_RUNS:
        runs = "one run" if len(results.seeds) == 1 else f"{len(results.seeds)} runs"
        return f"With {runs} of each plan there is no verdict on the best buy: it takes {FEWEST_RUNS}."
    curve = acceptability_curve(results)
    best = curve[curve["best_mean"]].set_index("worth")
    held = curve[curve["may_be_best"]].groupby("worth")["arm"].agg(tuple)
    changes = held[held != held.shift()]
    froms = ["from 0", *(f"from about {count(worth)}" for worth in changes.index[1:])]
    said = [f"{start} USD on {best_buy(results, arms, str(best['arm'][worth]))}"
            for start, (worth, arms) in zip(froms, changes.items(), strict=True)]  # fmt: skip
    end, of = (
        best.iloc[-1],
        "draws of the numbers, each with its own luck" if results.drawn else "runs, which is luck alone",
    )
    first = (
        f"Whatever a healthy year is worth, up to {count(float(held.index[-1]))} USD, {said[0].partition(' on ')[2]}"
    )
    told = first if len(said) == 1 else f"By what a healthy year is worth: {'; '.join(said)}"
    share = percent(end["share"], 0)
    return f"{told}. At {count(float(held.index[-1]))} USD {plan(results, str(end['arm']))} comes out best in {share} of {of}."


def best_buy(results: Results, arms: tuple[str, ...], ahead: str) -> str:
    """State which plan is the best buy, or which cannot be told apart and which of them is ahead on average."""
    if len(arms) == 1:
        return f"{plan(results, arms[0])} is the best buy"
    named = listed([plan(results, arm) for arm in arms])
    return f"the best buy cannot be told: {named} cannot be told apart, and {plan(results, ahead)} is ahead on average"


def plane_sentence(results: Results) -> str:
    """State which plans gain health and narrow the gap, which gain and widen it, and where that cannot be told."""
    table = equity_plane(results)
    if table.empty:
        return "These results do not say how health gained is shared between poor and rich."
    kinds: dict[str, list[str]] = {"narrower": [], "wider": [], "unclear": []}
    for row in table.to_dict("records")[1:]:
        kind = {"better": "narrower", "worse": "wider"}.get(row["equity_verdict"], "unclear")
        kinds[kind].append(plan(results, str(row["arm"])))
    words = {
        "narrower": "gets narrower under {}", "wider": "gets wider under {}",
        "unclear": "under {} no change is known",
    }  # fmt: skip
    said = [words[kind].format(listed(plans)) for kind, plans in kinds.items() if plans]
    gap = "The gap in healthy years between the poorest and the richest fifth"
    return f"{gap} {'; '.join(said)}." if said else "There is no other plan to compare."


def acceptability_table(results: Results) -> Table:
    """Return in which share of runs each plan is the best buy at some worths."""
    curve = acceptability_curve(results)
    at = np.unique(curve["worth"].to_numpy())
    chosen = [at[round(share * (len(at) - 1))] for share in (0.0, *SHOWN_AT)]
    rows = []
    for arm, label in zip(results.arms, results.arm_labels, strict=True):
        shares = curve[curve["arm"] == arm].set_index("worth")["share"]
        rows.append([label, *(percent(float(shares[worth]), 0) for worth in chosen)])
    named = [
        MISSING if len(results.seeds) < FEWEST_RUNS else " or ".join(arm_label(results, arm) for arm in arms)
        for worth in chosen
        for arms in [curve[(curve["worth"] == worth) & curve["may_be_best"]]["arm"].astype(str)]
    ]
    rows.append(["Best buy, or those that cannot be told apart", *named])
    known = curve.groupby("worth")["information"].first()
    if known.notna().all():
        rows.append(["Worth of knowing beforehand, USD", *(count(float(known[worth])) for worth in chosen)])
    head = ["Plan", *(f"{worth:,.0f} USD for each healthy year" for worth in chosen)]
    what = "luck and draw of the numbers together" if results.drawn else "luck alone, every number held at its value"
    return Table(f"Share of runs in which a plan comes out as the best buy: {what}.", head, rows)


def plane_table(results: Results) -> Table:
    """Return healthy years gained and the gap narrowed by each plan."""
    rows = [
        [str(row["label"]), change(row, "health"), change(row, "equity")]
        for row in equity_plane(results).to_dict("records")
    ]
    head = ["Plan", "Healthy years gained", "Gap narrower by, poorest to richest fifth"]
    return Table(f"Healthy years for 1,000 adults, against {results.arm_labels[0]}. {RANGES}", head, rows)


def change(row: dict[str, Any], name: str) -> str:
    """Return a change for 1,000 adults with its range."""
    value, low, high = (row[key] for key in (name, f"{name}_low", f"{name}_high"))
    return signed(value, 2) + (f" ({signed(low, 2)} to {signed(high, 2)})" if np.isfinite(low) else "")


MONEY_FINDINGS: dict[str, Callable[[Results], str]] = {"acceptability": acceptability_sentence, "plane": plane_sentence}
"""The finding above each figure on costs."""
MONEY_NUMBERS: dict[str, Callable[[Results], Table]] = {"acceptability": acceptability_table, "plane": plane_table}
"""The numbers behind each figure on costs."""
