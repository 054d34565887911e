"""What comes month by month? Need, referrals, beginnings, lines and calls, and the page of the situation."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.outcomes.formats import count, percent
from sim.studies.planning.answer import Answer
from sim.studies.planning.forms.common import UNVERIFIED, held, in_words, phase, plan_of
from sim.studies.planning.variants import Ask, run_variants

if TYPE_CHECKING:
    import pandas as pd

    from sim.outcomes.results import Results

__all__ = ["ask_monthly", "ask_situation"]

WEEKS_A_MONTH = 52 / 12
COLUMNS = {
    "month": ("Month", "whole"), "from": ("From", ""), "cases": ("Adults with probable PTSD", "people"), "asks": ("Asks and offers",
    "people"),
    "referrals": ("Join a line", "people"), "begun": ("Begin care", "people"), "waiting": ("Wait at the end", "people"),
    "wait": ("Weeks of work in the line", "weeks"),
}  # fmt: skip
LIMITS = (
    "Means over the runs, whole community, adults only. Calls to 988 are not in the model: the column is empty unless --calls says "
    "how many "
    "there are for 1,000 adults with probable PTSD in a month.",
    UNVERIFIED,
)


def ask_monthly(asked: Ask, calls: float | None = None) -> Answer:
    """Answer what comes month by month under a plan; `calls` are calls to a crisis line for 1,000 adults with probable PTSD in a month."""
    arm = plan_of(asked)
    (results,) = run_variants(asked, [{}], [(arm,)])
    frame = monthly(results, calls)
    top, longest = frame.loc[frame["cases"].idxmax()], frame.loc[frame["waiting"].idxmax()]
    said = [
        f"Most adults have probable PTSD in month {top['month']}: {count(top['cases'])}. Most wait in month {longest['month']}: "
        f"{count(longest['waiting'])} at its end, as many as begin care in {longest['wait']:.1f} weeks then."
    ]
    return Answer(
        "monthly", f"What comes month by month under {asked.label(arm)}?", tuple(said), LIMITS,
        (in_words(frame, "Each month of the plan, whole community.", COLUMNS),), {"months": frame},
    )  # fmt: skip


def monthly(results: Results, calls: float | None) -> pd.DataFrame:
    """Return one row a month: adults with probable PTSD (its mean), asks, people who join a line, beginnings, and who waits at its end."""
    import pandas as pd

    everybody = results.group("all", "all")
    weekly = {name: values[0, :, :, everybody].mean(axis=0) / results.scale for name, values in results.weekly.items()}
    rows = []
    for n in range(max(int(results.weeks / WEEKS_A_MONTH), 1)):
        first, last = round(n * WEEKS_A_MONTH) + 1, min(round((n + 1) * WEEKS_A_MONTH), results.weeks)
        part = {name: values[first : last + 1] for name, values in weekly.items()}
        begun, cases = float(part["started"].sum()), float(part["cases"].mean())
        waiting = float(part["waiting"][-1])
        rows.append({
            "month": n + 1, "from": str(results.start + timedelta(weeks=first - 1)), "phase": phase(first), "cases": cases,
            "asks": float(part["asked"].sum()), "referrals": float(part["joined"].sum()), "begun": begun, "waiting": waiting,
            "wait": waiting / (begun / len(part["started"])) if begun else np.nan, "sessions": float(part["sessions"].sum()),
            "calls_988": cases * calls / 1000 if calls is not None else None,
        })  # fmt: skip
    return pd.DataFrame(rows)


def ask_situation(asked: Ask, week: int = 4, settings: str | Path | None = None) -> Answer:
    """Answer what the situation is in a week, in the lines of a page for ESF-8 (public health and medical services)."""
    arm = plan_of(asked)
    (results,) = run_variants(asked, [{}], [(arm,)])
    week = min(max(week, 1), results.weeks)
    frame = situation(asked, results, week)
    said = (
        f"Week {week} ({results.start + timedelta(weeks=week)}), {results.title}, under {asked.label(arm)}; simulated, not observed.",
        "Replace what is simulated by what is counted as soon as there are counts; each line says which it is.",
    )
    table = in_words(frame, "The situation in one page; means over the runs, whole community.", {
        "line": ("Line", ""), "value": ("Value", ""), "kind": ("Counted or simulated", ""),
    })  # fmt: skip
    return Answer("situation", f"What is the situation in week {week}?", said, LIMITS[:1], (table,), {"lines": frame})


def situation(asked: Ask, results: Results, week: int) -> pd.DataFrame:
    """Return the lines of the page: what it is, its value in words, and whether it is from the table or simulated."""
    import pandas as pd

    places, everybody = asked.scenario.places, results.group("all", "all")
    now = {name: float(values[0, :, week, everybody].mean()) / results.scale for name, values in results.weekly.items()}
    adults = float(results.people[everybody]) / results.scale
    struck = float((places.population * places.exposure).sum())
    open_ = [p for p in held(asked) if p.opens <= week and (p.closes is None or week < p.closes)]
    later = [p for p in held(asked) if p.opens > week]
    rows: list[tuple[str, Any, str]] = [
        ("People in the area", count(places.population.sum()), "table of places"),
        (
            "People in homes that were struck",
            f"{count(struck)} ({percent(struck / float(places.population.sum()), 0)})",
            "table of places",
        ),
        ("Adults away from home", count(now["displaced"]), "simulated"),
        ("Adults with probable PTSD", f"{count(now['cases'])} ({percent(now['cases'] / adults)})", "simulated"),
        ("Asks and offers this week", count(now["asked"]), "simulated"),
        ("Turned away this week", count(now["refused"]), "simulated"),
        ("Waiting for care", count(now["waiting"]), "simulated"),
        ("In care", count(now["in_care"]), "simulated"),
        (
            "Services open",
            "; ".join(f"{p.label} ({p.slots:,} sessions a week at full size)" for p in open_) or "none",
            "plan",
        ),
        ("Services to open", "; ".join(f"{p.label} (week {p.opens})" for p in later) or "none", "plan"),
        ("Unmet need, requests, actions of the next period", "", "to be written"),
    ]
    return pd.DataFrame(rows, columns=["line", "value", "kind"])
