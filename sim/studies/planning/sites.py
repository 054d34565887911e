"""Where to put a few more sites? One after the other, each time the place that brings most people into a course, with the same seeds.

    worth trying   = sum over places of people in need without a course * miles that a site here would spare them      (no run needed)
    gained         = people in need who begin a course with the site, less without it                                 (paired runs)

The places most worth trying are run; the best is kept, and the next round begins from there. Every new site brings as many slots as the
sites of the programme have on average, so what is compared is the place and not the number of slots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.sphere import miles_between
from sim.outcomes.printed import RANGES, Table
from sim.outcomes.words import count
from sim.studies.planning.answer import Answer, NoAnswerError
from sim.studies.planning.variants import Ask, change, changed, run_variants, share, told_change, total

if TYPE_CHECKING:
    import pandas as pd

    from sim.outcomes.results import Results
    from sim.scenario import Programme

__all__ = ["ask_sites"]

POOREST = ("income", "poorest fifth")
LIMITS = (
    "Sites are chosen one by one; three that are best together need not be the best one by one. Only places of the scenario's table are "
    "tried, and of these the ones most worth trying by need and miles.",
    "People go to the nearest site and do not change to another when its line is long. Rent, staff and buses are not in the model.",
)


def ask_sites(asked: Ask, programme: str | None = None, more: int = 3, candidates: int = 6) -> Answer:
    """Answer where to put `more` new sites of a programme; NoAnswerError if none travels to it, or every place has one."""
    arm = asked.arms[0]
    name = chosen(asked, arm, programme)
    plan = asked.scenario.programmes[name]
    each = max(1, round(plan.slots / len(plan.sites)))
    sites, rows = list(plan.sites), []
    (base,) = run_variants(asked, [{}], [[arm]])
    first = before = base
    for number in range(1, more + 1):
        tried = worth_trying(asked, before, arm, sites)[:candidates]
        if not tried:
            break
        results = run_variants(asked, [levers(plan, [*sites, place], each) for place in tried], [[arm]] * len(tried))
        gains = [
            float((total(one, arm, "need_started") - total(before, arm, "need_started")).mean()) for one in results
        ]
        best = int(np.argmax(gains))
        rows.append(row_of(number, tried[best], results[best], before, arm, dict(zip(tried, gains, strict=True))))
        sites.append(tried[best])
        before = results[best]
    if not rows:
        raise NoAnswerError(f"every place has a site of {plan.label} already")
    (slots_only,) = run_variants(asked, [{f"programme.{name}.slots": plan.slots + each * len(rows)}], [[arm]])
    frame = frame_of(rows)
    return Answer(
        "sites", f"Where to put {len(rows)} more sites of {plan.label} under {asked.label(arm)}, {each} sessions a week each?",
        tuple(sentences(frame, first, before, slots_only, arm)), LIMITS, (table(frame),), {"sites": frame.drop(columns="tried")},
        more={"programme": name, "slots_each": each, "tried": [row["tried"] for row in rows],
              "scenario_lines": {name: {"slots": plan.slots + each * len(rows), "sites": sites}}},
    )  # fmt: skip


def chosen(asked: Ask, arm: str, programme: str | None) -> str:
    """Return the programme: the one named, else the first of the plan to which people travel and whose sites are not everywhere."""
    plan = asked.scenario
    held = [name for name in plan.arms[arm].programmes if plan.channels[plan.programmes[name].channel].get("travel", 0)]
    if programme is not None and programme not in plan.arms[arm].programmes:
        raise NoAnswerError(
            f"no programme {programme!r} in {asked.label(arm)}; there are: {', '.join(plan.arms[arm].programmes)}"
        )
    if programme is not None and programme not in held:
        raise NoAnswerError(f"nobody travels to {plan.programmes[programme].label}, so its place does not matter")
    open_ = [name for name in held if set(plan.programmes[name].sites) < set(plan.places.names)]
    if programme is None and not open_:
        raise NoAnswerError(
            f"{asked.label(arm)} has no programme with sites to which people travel that could have more of them"
        )
    return programme or open_[0]


def levers(plan: Programme, sites: list[str], each: int) -> dict[str, Any]:
    """Return the levers that give a programme these sites, with slots for each new one; a split that the scenario has goes on."""
    new = len(sites) - len(plan.sites)
    found: dict[str, Any] = {
        f"programme.{plan.name}.sites": sites,
        f"programme.{plan.name}.slots": plan.slots + each * new,
    }
    if plan.split:
        had = [round(part / sum(plan.split) * plan.slots) for part in plan.split]
        found[f"programme.{plan.name}.split"] = [*had, *[each] * new]
    return found


def worth_trying(asked: Ask, results: Results, arm: str, sites: list[str]) -> list[str]:
    """Return the places without a site, the one that spares people in need most miles first; those that spare none are left out."""
    places = asked.scenario.places
    a, at = results.arms.index(arm), results.members("place")
    without = (results.final["need"] - results.final["need_started"])[a][:, at].mean(axis=0)
    rows = np.array([places.names.index(name) for name in sites])
    near: NDArray[np.float64] = miles_between(places.lon, places.lat, places.lon[rows], places.lat[rows]).min(axis=1)
    all_miles = miles_between(places.lon, places.lat, places.lon, places.lat)
    spared = (without[:, None] * np.maximum(near[:, None] - all_miles, 0.0)).sum(axis=0)
    order = np.argsort(-spared, kind="stable")
    return [places.names[row] for row in order if spared[row] > 0 and places.names[row] not in sites]


def row_of(
    number: int, place: str, after: Results, before: Results, arm: str, tried: dict[str, float]
) -> dict[str, Any]:
    """Return what one new site gains over the sites before it."""
    row: dict[str, Any] = {"site": number, "place": place, "tried": tried}
    pairs = {
        "begin": (total(after, arm, "need_started"), total(before, arm, "need_started")),
        "case_weeks": (total(after, arm, "case_weeks"), total(before, arm, "case_weeks")),
        "reach": (share(after, arm, "reach"), share(before, arm, "reach")),
    }
    if POOREST in after.groups:
        pairs["reach_poorest"] = share(after, arm, "reach", *POOREST), share(before, arm, "reach", *POOREST)
    for name, pair in pairs.items():
        row |= changed(name, *pair)
    return row


def frame_of(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the rows as a frame."""
    import pandas as pd

    return pd.DataFrame(rows)


def sentences(frame: pd.DataFrame, first: Results, last: Results, slots_only: Results, arm: str) -> list[str]:
    """State where the sites go, what all of them gain, and how much of that is the places and not the slots."""
    places = ", then ".join(str(place) for place in frame["place"])
    gained = change(total(last, arm, "need_started"), total(first, arm, "need_started"))
    alone = change(total(slots_only, arm, "need_started"), total(first, arm, "need_started"))
    said = [
        f"{places}.", f"Together they bring {told_change(gained)} people in need into a course, whole community.",
        f"The same slots at the sites that are there would bring {told_change(alone)}: {by_place(gained[0] - alone[0])}.",
    ]  # fmt: skip
    if POOREST in last.groups:
        poor = change(share(last, arm, "reach", *POOREST), share(first, arm, "reach", *POOREST))
        everybody = change(share(last, arm, "reach"), share(first, arm, "reach"))
        said.append(
            f"Of those in need, {told_change(everybody, 1, 0.01)} points more begin a course; in the poorest fifth "
            f"{told_change(poor, 1, 0.01)}."
        )
    return said


def by_place(more: float) -> str:
    """State how much comes by the places, and not by the slots that came with them."""
    return f"about {count(more)} come by place" if more >= 1 else "what helps are the slots, and not the places"


def table(frame: pd.DataFrame) -> Table:
    """Return what each site adds to those before it."""
    rows = []
    for row in frame.to_dict("records"):
        cells = [
            told_change(tuple(row[f"{name}{end}"] for end in ("", "_low", "_high"))) for name in ("begin", "case_weeks")
        ]
        for name in ("reach", "reach_poorest"):
            if name in row:
                cells.append(told_change(tuple(100 * row[f"{name}{end}"] for end in ("", "_low", "_high")), 2))
        rows.append([f"{row['site']}. {row['place']}", *cells])
    head = [
        "New site",
        "People in need who begin a course, more",
        "Weeks with probable PTSD, more",
        "Reached, points",
        "Reached, poorest fifth, points",
    ]
    caption = f"What each new site adds to those before it, whole community. {RANGES}"
    return Table(caption, head[: len(rows[0])], rows)
