"""Who does the work, and what does it cost? Staff by role and phase with its hiring, and the budget by quarter and object class.

FTE = slots a week * (minutes + travel + notes) / 60 / people of a group / productive hours
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.outcomes.formats import count, usd, written
from sim.studies.planning.answer import Answer, NoAnswerError
from sim.studies.planning.forms.common import (
    UNVERIFIED,
    added,
    added_words,
    fte_of,
    in_words,
    is_clinical,
    offered,
    plan_of,
)
from sim.studies.planning.forms.settings import FormSettings
from sim.studies.planning.variants import Ask

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ask_budget", "ask_staffing", "staff_rows"]

WEEKS_A_YEAR, QUARTER, MONTH = 52.0, 13, 52 / 12
DATA_FOR = 50
LIMITS = (
    UNVERIFIED,
    "Staff is counted from the sessions that the plan offers, used or not. Who is on the payroll already is not known here: leave out "
    "of the "
    "request what is paid by somebody else.",
)


def ask_staffing(asked: Ask, settings: str | Path | None = None) -> Answer:
    """Answer what staff a plan takes, by role, and how it is hired. NoAnswerError for a plan with no programme."""
    numbers = FormSettings.read(settings)
    frame, hiring = staff_rows(asked, numbers), hires(asked, numbers)
    people = float(frame["fte"].sum())
    leaders = float(frame.loc[frame["job"] == "Team leader", "fte"].sum())
    said = (
        f"{added_words(asked)} takes at full size {written(people, 'fte')} full-time workers, {written(leaders, 'fte')} of them team "
        f"leaders: one for {numbers('staff', 'counsellors_per_leader'):.0f} workers.",
        f"They are hired over {numbers('staff', 'ramp_months'):.0f} months; with {numbers('staff', 'turnover'):.0%} leaving in a year, "
        f"{count(float(hiring['hires'].sum()))} people are hired in all.",
    )
    tables = (
        in_words(frame, "Staff by role, full-time workers at full size.", {
            "provider": ("Programme", ""), "job": ("Role", ""), "fte": ("FTE", "fte"), "caseload": ("People in care for each", "of 100"),
            "months": ("Months", "fte"), "annual_pay": ("Pay a year, USD", "USD"), "cost": ("Cost, USD", "USD"),
        }),
        in_words(hiring, "Hiring, month by month.", {
            "month": ("Month", "whole"), "fte": ("FTE there", "fte"), "hires": ("Hired", "fte"), "leavers": ("Left", "fte"),
        }),
    )  # fmt: skip
    return Answer(
        "staffing",
        f"What staff does {asked.label(plan_of(asked))} take?",
        said,
        LIMITS,
        tables,
        {"ccp": frame, "hiring": hiring},
    )


def staff_rows(asked: Ask, settings: FormSettings) -> pd.DataFrame:
    """Return one row a programme and role, as the form has it; NoAnswerError for a plan with no programme."""
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for programme in added(asked):
        fte = fte_of(asked, programme, settings, programme.slots)
        clinical = is_clinical(asked, programme)
        months = open_weeks(asked, programme) / MONTH
        job, pay = ("Clinician", "pay_clinician") if clinical else ("Crisis counsellor or worker", "pay_worker")
        rows.append(row_of(settings, programme.label, job, fte, months, pay, programme.slots / fte if fte else 0.0))
        leaders = fte / settings("staff", "counsellors_per_leader")
        rows.append(row_of(settings, programme.label, "Team leader", leaders, months, "pay_leader", 0.0))
    if not rows:
        raise NoAnswerError(f"{asked.label(plan_of(asked))} has no programme, so it takes no staff")
    months = max(row["months"] for row in rows)
    workers = sum(row["fte"] for row in rows)
    rows.append(row_of(settings, "Project", "Project director", 1.0, months, "pay_manager", 0.0))
    rows.append(
        row_of(settings, "Project", "Data and evaluation", max(1.0, workers / DATA_FOR), months, "pay_data", 0.0)
    )
    return pd.DataFrame(rows)


def row_of(
    settings: FormSettings, provider: str, job: str, fte: float, months: float, pay: str, caseload: float
) -> dict[str, Any]:
    """Return one row of the form."""
    yearly, fringe = settings("budget", pay), settings("budget", "fringe")
    cost = fte * yearly * (1 + fringe) * months / 12
    return {
        "phase": "ISP and RSP", "provider": provider, "county": "", "job": job, "fte": round(fte, 1), "months": round(months, 1),
        "annual_pay": yearly, "fringe_percent": 100 * fringe, "cost": round(cost), "caseload": caseload,
        "verified": settings.verified("budget", pay),
    }  # fmt: skip


def open_weeks(asked: Ask, programme: Any) -> float:
    """Return for how many weeks a programme is open within those that are simulated."""
    return float((offered(programme, asked.scenario.weeks) > 0).sum())


def hires(asked: Ask, settings: FormSettings) -> pd.DataFrame:
    """Return staff, hires and leavers by month: an even ramp, and people who leave replaced in the month after."""
    import pandas as pd

    full = float(staff_rows(asked, settings)["fte"].sum())
    months = max(math.ceil(asked.scenario.weeks / MONTH), 1)
    ramp = max(settings("staff", "ramp_months"), 1.0)
    there = full * np.clip(np.arange(1, months + 1) / ramp, 0, 1)
    leavers = np.concatenate([[0.0], there[:-1] * settings("staff", "turnover") / 12])
    new = np.diff(there, prepend=0.0) + leavers
    return pd.DataFrame(
        {"month": range(1, months + 1), "fte": there.round(1), "hires": new.round(1), "leavers": leavers.round(1)}
    )


def ask_budget(asked: Ask, settings: str | Path | None = None) -> Answer:
    """Answer what a plan costs by quarter and object class. NoAnswerError for a plan with no programme."""
    numbers = FormSettings.read(settings)
    frame = budget(asked, numbers)
    total = float(frame.loc[frame["object_class"] == "Total", "total"].iloc[0])
    sessions = sum(float(offered(p, asked.scenario.weeks).sum()) * p.cost for p in added(asked))
    said = (
        f"{added_words(asked)} comes to {usd(total)} USD over {asked.scenario.weeks} weeks, from staff and its rates.",
        f"From the other side, all sessions that it offers at the prices of the scenario come to {usd(sessions)} USD. The model "
        f"spends money "
        "only on sessions that are given; a payroll is paid whether or not people come.",
    )
    quarters = [name for name in frame.columns if name.startswith("quarter_")]
    table = in_words(frame, "By quarter and object class (as SF-424A groups them), USD.", {
        "object_class": ("Object class", ""), **{name: (f"Quarter {name.removeprefix('quarter_')}", "USD") for name in quarters},
        "total": ("Total", "USD"),
    })  # fmt: skip
    return Answer(
        "budget",
        f"What does {asked.label(plan_of(asked))} cost, by quarter and category?",
        said,
        LIMITS,
        (table,),
        {"ccp": frame},
    )


def budget(asked: Ask, settings: FormSettings) -> pd.DataFrame:
    """Return one row an object class, a column a quarter; construction is not allowed and therefore 0."""
    import pandas as pd

    staff, weeks = staff_rows(asked, settings), asked.scenario.weeks
    per_year = float((staff["fte"] * staff["annual_pay"]).sum())
    workers = float(staff["fte"].sum())
    share = shares_by_quarter(asked)
    pay = per_year * QUARTER / WEEKS_A_YEAR * share
    lines = {
        "Personnel": pay, "Fringe": pay * settings("budget", "fringe"),
        "Travel": workers * settings("budget", "travel") * QUARTER / WEEKS_A_YEAR * share, "Equipment": 0 * share,
        "Supplies": workers * settings("budget", "supplies") * QUARTER / WEEKS_A_YEAR * share, "Contractual": 0 * share,
        "Construction": 0 * share, "Other": pay * settings("budget", "other"),
    }  # fmt: skip
    direct = np.sum(list(lines.values()), axis=0)
    indirect = direct * settings("budget", "indirect")
    lines |= {"Total direct": direct, "Indirect": indirect, "Total": direct + indirect}
    names = [f"quarter_{q}" for q in range(1, -(-weeks // QUARTER) + 1)]
    rows = [
        {"object_class": name, **dict(zip(names, line.round(), strict=True)), "total": round(float(line.sum()))}
        for name, line in lines.items()
    ]
    return pd.DataFrame(rows)


def shares_by_quarter(asked: Ask) -> Any:
    """Return which share of the staff at full size is there in each quarter: as the slots of all programmes are, by hours."""
    weeks = asked.scenario.weeks
    full = sum(p.slots for p in added(asked))
    there = np.sum([offered(p, weeks) for p in added(asked)], axis=0) / max(full, 1)
    edges = range(0, weeks, QUARTER)
    return np.array([there[at : at + QUARTER].sum() / QUARTER for at in edges])
