"""What if the internet is down for a month? Every channel that needs it is shut for some weeks: a policy of the scenario, and no code.

    [policy.internet_down]
    channels = ["telehealth"]           every channel that needs the internet
    shut = 1
    weeks_until = 8                     the week in which it fails
    weeks_long = 4

While it is shut no session is held and nobody begins; people in a course keep the slot and continue afterwards, people in line wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.outcomes.certainty import TOLD_APART
from sim.outcomes.printed import RANGES, Table
from sim.outcomes.words import listed
from sim.studies.planning.answer import Answer, NoAnswerError
from sim.studies.planning.variants import Ask, changed, run_variants, share, told_change, total

if TYPE_CHECKING:
    import pandas as pd

    from sim.outcomes.results import Results

__all__ = ["ask_internet", "outage"]

NAME = "internet_down"
GROUPS = {"everybody": ("all", "all"), "poorest fifth": ("income", "poorest fifth"), "oldest": ("age", "65+")}
LIMITS = (
    "Only help that needs the internet stops; what else an outage does to people (news, work, calls, payments) is not in the model.",
    "Whoever is in treatment is taken to come back when it works again. If some do not, more is lost.",
)


def ask_internet(asked: Ask, begins: int = 8, weeks: int = 4) -> Answer:
    """Answer what an outage from week `begins` on for `weeks` weeks changes; NoAnswerError if no plan needs the internet."""
    policy = outage(asked, begins, weeks)
    concerned = [arm for arm in asked.arms if needs(asked, arm)]
    if not concerned:
        raise NoAnswerError("none of these plans has a programme that needs the internet, so an outage shuts none")
    plain, down = run_variants(asked, [{}, {f"policy.{NAME}": policy, **in_arms(asked)}])
    frame = numbers(asked, plain, down)
    return Answer(
        "internet", f"What if the internet is down for {weeks} weeks, from week {begins} on?",
        tuple(sentences(asked, frame, concerned, policy)), LIMITS, (table(frame),), {"changes": frame},
        caption="", more={"policy": policy},
    )  # fmt: skip


def outage(asked: Ask, begins: int, weeks: int) -> dict[str, Any]:
    """Return the policy as a table of a scenario."""
    channels = [
        name for name, channel in asked.scenario.channels.items() if float(channel.get("needs_internet", 0)) > 0
    ]
    return {"label": "Internet down", "channels": channels, "shut": 1.0, "weeks_until": begins, "weeks_long": weeks}


def needs(asked: Ask, arm: str) -> bool:
    """Return whether a plan holds a programme that needs the internet."""
    plan = asked.scenario
    return any(
        float(plan.channels[plan.programmes[name].channel].get("needs_internet", 0)) > 0
        for name in plan.arms[arm].programmes
    )


def in_arms(asked: Ask) -> dict[str, Any]:
    """Return the levers that put the outage into every plan."""
    return {f"arm.{arm}.policies": [*asked.scenario.arms[arm].policies, NAME] for arm in asked.arms}


def numbers(asked: Ask, plain: Results, down: Results) -> pd.DataFrame:
    """Return one row for each plan: what changes with the outage, with ranges."""
    import pandas as pd

    rows = []
    for arm in asked.arms:
        row: dict[str, Any] = {"arm": arm, "label": asked.scenario.arms[arm].label}
        pairs = {"dalys": [total(one, arm, "dalys") for one in (down, plain)],
                 "case_weeks": [total(one, arm, "case_weeks") for one in (down, plain)],
                 "began": [total(one, arm, "need_started") for one in (down, plain)]}  # fmt: skip
        pairs |= {
            f"reach_{name}": [share(one, arm, "reach", *group) for one in (down, plain)]
            for name, group in GROUPS.items() if group in plain.groups
        }  # fmt: skip
        for name, (after, before) in pairs.items():
            row |= changed(name, after, before)
        rows.append(row)
    return pd.DataFrame(rows)


def sentences(asked: Ask, frame: pd.DataFrame, concerned: list[str], policy: dict[str, Any]) -> list[str]:
    """State what the outage does to the plans that need the internet."""
    said = [
        f"It shuts {listed([asked.scenario.channels[name]['label'] for name in policy['channels'] if used(asked, name)])}."
    ]
    for row in frame[frame["arm"].isin(concerned)].sort_values("dalys", ascending=False).to_dict("records"):
        lost, began = (
            told_change((row[name], row[f"{name}_low"], row[f"{name}_high"]), 0) for name in ("dalys", "began")
        )
        few = (
            " Too few runs for a verdict." if row["dalys_verdict"] == "unknown" else " That cannot be told from chance."
        )
        luck = "" if row["dalys_verdict"] in TOLD_APART else few
        said.append(f"“{row['label']}”: healthy years lost {lost}, people in need who begin a course {began}.{luck}")
    return said


def used(asked: Ask, channel: str) -> bool:
    """Return whether a plan that was asked about uses a channel."""
    held = {name for arm in asked.arms for name in asked.scenario.arms[arm].programmes}
    return any(asked.scenario.programmes[name].channel == channel for name in held)


def table(frame: pd.DataFrame) -> Table:
    """Return what changes under each plan."""
    names = [name for name in GROUPS if f"reach_{name}" in frame]
    rows = [
        [row["label"], *(told_change((row[n], row[f"{n}_low"], row[f"{n}_high"])) for n in ("dalys", "case_weeks", "began")),
         *(told_change(tuple(100 * row[f"reach_{n}{end}"] for end in ("", "_low", "_high")), 2) for n in names)]
        for row in frame.to_dict("records")
    ]  # fmt: skip
    head = ["Plan", "Healthy years lost", "Weeks with probable PTSD", "People in need who begin a course"]
    return Table(
        f"With the outage less without it, whole community; of those in need who begin a course, in percentage points. {RANGES}",
        [*head, *(f"Reached, {name}, points" for name in names)], rows,
    )  # fmt: skip
