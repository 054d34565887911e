"""What if the first plan fails? A programme closes or shrinks at some week: how much is lost, and which plan is best then?

Best: the fewest healthy years lost over the weeks followed. Costs are shown beside it, since what is not given is not paid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.outcomes.certainty import TOLD_APART
from sim.outcomes.printed import RANGES, Table
from sim.outcomes.words import count
from sim.studies.planning.answer import Answer, NoAnswerError
from sim.studies.planning.variants import Ask, changed, run_variants, told_change, total

if TYPE_CHECKING:
    import pandas as pd

    from sim.outcomes.results import Results

__all__ = ["ask_fallback"]

NAME = "fewer_slots"
LIMITS = (
    "Nobody foresees the failure and nobody steps in: what is left goes on as planned. With fewer slots those in treatment finish, and "
    "nobody new begins until there is room; when a programme closes, its courses end.",
    "Plans cost different sums; a plan that is best here may be best because it is dearest.",
)


def ask_fallback(asked: Ask, programme: str | None = None, week: int = 26, left: float = 0.0) -> Answer:
    """Answer what is lost when a programme keeps a share `left` of its slots (0: closes) from a week on; NoAnswerError if none can."""
    name = failing(asked, programme)
    plan = asked.scenario.programmes[name]
    if not plan.opens < week < asked.scenario.weeks:
        raise NoAnswerError(
            f"{plan.label} opens in week {plan.opens}: a failure in week {plan.opens + 1} to {asked.scenario.weeks - 1} can be asked about"
        )
    intact, failed = run_variants(asked, [{}, failure(asked, name, week, left)])
    frame = numbers(asked, intact, failed, name)
    what = "closes" if left == 0 else f"keeps {left:.0%} of its slots"
    return Answer(
        "fallback", f"What if {plan.label} {what} from week {week} on: which plan is then best, and how much is lost?",
        tuple(sentences(frame)), LIMITS, (table(frame),), {"plans": frame},
        more={"programme": name, "week": week, "left": left},
    )  # fmt: skip


def failing(asked: Ask, programme: str | None) -> str:
    """Return the programme that fails: the one named, else the first that the other plans add to the baseline."""
    held = list(dict.fromkeys(name for arm in asked.arms for name in asked.scenario.arms[arm].programmes))
    if programme is None:
        usual = asked.scenario.arms[asked.arms[0]].programmes
        added = [name for name in held if name not in usual]
        if not held:
            raise NoAnswerError("these plans have no programme that could fail")
        return (added or held)[0]
    if programme not in held:
        raise NoAnswerError(f"no programme {programme!r} in these plans; there are: {', '.join(held)}")
    return programme


def failure(asked: Ask, name: str, week: int, left: float) -> dict[str, Any]:
    """Return the levers of the failure: the programme closes, or a policy leaves it a share of its slots."""
    if left == 0:
        return {f"programme.{name}.closes": week}
    plan = asked.scenario.programmes[name]
    policy = {
        "label": "Fewer slots",
        "channels": [plan.channel],
        "interventions": [plan.intervention],
        "slots": left,
        "weeks_until": week,
    }
    arms = {
        f"arm.{arm}.policies": [*asked.scenario.arms[arm].policies, NAME]
        for arm in asked.arms if name in asked.scenario.arms[arm].programmes
    }  # fmt: skip
    return {f"policy.{NAME}": policy, **arms}


def numbers(asked: Ask, intact: Results, failed: Results, name: str) -> pd.DataFrame:
    """Return one row a plan: healthy years lost as planned and after the failure, the difference, and what it costs."""
    import pandas as pd

    rows = []
    for arm in asked.arms:
        after, before = total(failed, arm, "dalys"), total(intact, arm, "dalys")
        rows.append({
            "arm": arm, "label": asked.scenario.arms[arm].label, "concerned": name in asked.scenario.arms[arm].programmes,
            "dalys_planned": float(before.mean()), "dalys_failed": float(after.mean()), **changed("lost", after, before),
            "case_weeks": float((total(failed, arm, "case_weeks") - total(intact, arm, "case_weeks")).mean()),
            "cost_planned": float(total(intact, arm, "cost").mean()), "cost_failed": float(total(failed, arm, "cost").mean()),
        })  # fmt: skip
    return pd.DataFrame(rows)


def sentences(frame: pd.DataFrame) -> list[str]:
    """State which plan is best as planned and after the failure, and what the failure costs it."""
    first, then = (frame.loc[frame[f"dalys_{when}"].idxmin()] for when in ("planned", "failed"))
    after = "it stays the best" if first["arm"] == then["arm"] else f"“{then['label']}” is the best"
    said = [
        f"As planned, “{first['label']}” loses the fewest healthy years. After the failure {after}.",
        f"“{first['label']}” loses {count(max(first['lost'], 0.0))} healthy years by the failure.",
    ]
    hurt = frame[frame["concerned"]].sort_values("lost", ascending=False)
    if len(hurt):
        worst = hurt.iloc[0]
        sure = {"unknown": ", too few runs for a verdict"}.get(
            worst["lost_verdict"], ", which cannot be told from chance"
        )
        sure = "" if worst["lost_verdict"] in TOLD_APART else sure
        said.append(
            f"Hardest hit is “{worst['label']}”: {count(abs(worst['lost']))} healthy years and {count(abs(worst['case_weeks']))} weeks "
            f"with probable PTSD{sure}."
        )
    spared = frame[~frame["concerned"]]
    if len(spared):
        said.append(f"{len(spared)} of {len(frame)} plans do not hold the programme and lose nothing.")
    return said


def table(frame: pd.DataFrame) -> Table:
    """Return every plan as planned and after the failure."""
    rows = [
        [row["label"], f"{row['dalys_planned']:,.0f}", f"{row['dalys_failed']:,.0f}",
         told_change((row["lost"], row["lost_low"], row["lost_high"])),
         f"{row['cost_planned'] / 1e6:,.1f}", f"{row['cost_failed'] / 1e6:,.1f}"]
        for row in frame.sort_values("dalys_failed").to_dict("records")
    ]  # fmt: skip
    head = [
        "Plan",
        "Healthy years lost, as planned",
        "after the failure",
        "More",
        "Million USD, as planned",
        "after the failure ",
    ]
    return Table(
        f"The plan with the fewest healthy years lost after the failure first; whole community. {RANGES}", head, rows
    )
