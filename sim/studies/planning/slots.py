"""How many slots of what, where and when, so that almost no one waits longer than N weeks? The search of `fewest.py`, in words.

    ask_slots(scenario, within=4, few=0.05)

Answered twice: with openings and ramps as they are planned, and with every slot there from the week in which a programme opens. The
difference is what a slow start costs in slots.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.outcomes.formats import written
from sim.outcomes.printed import Drawing, Table
from sim.outcomes.words import MISSING, count, percent
from sim.studies.compare import Stage
from sim.studies.planning.answer import Answer, NoAnswerError
from sim.studies.planning.fewest import FewestSlots, SlotSearch, fewest_slots, judged, lines_now, searched
from sim.studies.planning.forms.settings import FormSettings
from sim.studies.planning.slot_numbers import (
    SlotSearches,
    by_programme,
    in_use,
    lines_of_scenario,
    share,
    sites_table,
    weekly_table,
    whole_city,
)  # fmt: skip
from sim.studies.planning.slot_staff import Staffing, staff_sentences, staffing_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario

__all__ = ["ask_slots"]

Tick = Callable[[int, int], None]
QUARTER = 13
LONGEST_TABLE = 30


def ask_slots(
    scenario: Scenario, arm: str | None = None, within: int = 4, few: float = 0.05, seeds: Sequence[int] = (1, 2, 3, 4, 5),
    scale: float | None = None, tick: Tick | None = None, staff: float | None = None, settings: str | Path | None = None,
) -> Answer:  # fmt: skip
    """Answer how many slots are needed so that fewer than `few` of people who join a line wait longer than `within` weeks.

    `staff` are the clinicians, and the other workers, that can be had at most (by the settings of the forms unless given). NoAnswerError
    if the arm has no programme that people ask for.
    """
    numbers = FormSettings.read(settings)
    stage = Stage.build(scenario, scenario.default_scale if scale is None else scale)
    search = SlotSearch(arm or scenario.baseline, within, few, tuple(seeds))
    if not searched(scenario, search.arm):
        raise NoAnswerError(
            f"{scenario.arms[search.arm].label} has no programme that people ask for, so nobody waits in it"
        )
    planned, at_once = (tried(one, search, tick) for one in both(stage))
    asked = SlotSearches(stage, search, lines_now(stage, search), planned, at_once)
    if asked.planned:
        asked = asked._replace(judged=judged(stage, search, asked.planned))
    people = staffing_of(asked, numbers, staff)
    return Answer(
        "slots", question(asked), (*found(asked), *staff_sentences(asked, people)), limits(asked), (*tables(asked), staff_table(people)),
        frames(asked) | {"staff": people.programmes, "spread": people.spread},
        drawing=picture(asked), caption=caption(asked),
        more={"within": within, "few": few, "arm": search.arm, "scenario_lines": lines_of_scenario(people.spread)},
    )  # fmt: skip


def both(stage: Stage) -> tuple[Stage, Stage]:
    """Return the stage as planned, and with every slot there from the opening on."""
    plan = stage.scenario
    at_once = {name: replace(p, ramp_weeks=0) for name, p in plan.programmes.items()}
    return stage, replace(stage, scenario=replace(plan, programmes=at_once))


def tried(stage: Stage, search: SlotSearch, tick: Tick | None) -> FewestSlots | None:
    """Return the fewest slots, None if no number is enough."""
    try:
        return fewest_slots(stage, search, tick)
    except NoAnswerError:
        return None


def question(asked: SlotSearches) -> str:
    """Return the question in words."""
    weeks, plan = asked.search.within, asked.stage.scenario.arms[asked.search.arm].label
    return (
        f"How many slots of what, where and when, so that fewer than {percent(asked.search.few, 0)} of those who join a line wait "
        f"longer than {weeks} week{'s' * (weeks != 1)} under “{plan}”?"
    )


def found(asked: SlotSearches) -> tuple[str, ...]:
    """Return the answer in sentences."""
    return (
        now_sentence(asked),
        *needed_sentences(asked),
        *judged_sentence(asked),
        *where_sentence(asked),
        *when_sentence(asked),
    )


def now_sentence(asked: SlotSearches) -> str:
    """State how many wait too long with the slots as they are."""
    now, programmes = asked.now, asked.stage.scenario.programmes
    parts = [
        f"{programmes[name].label} {percent(share(now, here), 0)}" for name, here in by_programme(asked, now).items()
    ]
    runs = sorted(one.late[now.chosen].sum() / max(one.joined[now.chosen].sum(), 1) for one in now.lines)
    width = f" ({percent(runs[0], 0)} to {percent(runs[-1], 0)} in {len(runs)} runs)" if len(runs) > 1 else ""
    return (
        f"With the slots as they are, {percent(share(now, now.chosen), 0)} of those who join a line wait longer than "
        f"{asked.search.within} weeks{width}: {'; '.join(parts)}."
    )


def needed_sentences(asked: SlotSearches) -> list[str]:
    """State how many slots are needed, with the start as planned and with every slot from the opening on."""
    ways = (
        (asked.planned, "With openings and starts as planned"), (asked.at_once, "With every slot there from the opening week on"),
    )  # fmt: skip
    said = []
    for of, opening in ways:
        if of is None:
            said.append(f"{opening}, no number of slots is enough: programmes come into their slots too slowly.")
            continue
        parts, cost = [], 0.0
        for name, here in by_programme(asked, of).items():
            programme, slots = asked.stage.scenario.programmes[name], whole_city(asked, of.slots[here])
            parts.append(f"{count(slots)} a week of {programme.label} (now {programme.slots:,})")
            cost += slots * programme.cost
        said.append(f"{opening}, it takes {' and '.join(parts)}: {count(cost)} USD a week if all are used.")
    return said


def judged_sentence(asked: SlotSearches) -> list[str]:
    """State how many wait too long with those slots under seeds that the search has not seen."""
    if not asked.judged or asked.planned is None:
        return []
    here = asked.planned.chosen
    runs = sorted(one.late[here].sum() / max(one.joined[here].sum(), 1) for one in asked.judged)
    all_ = sum(one.late[here].sum() for one in asked.judged) / max(
        sum(one.joined[here].sum() for one in asked.judged), 1
    )
    more = " To be as sure in any such run takes more seeds, and more slots." if all_ > asked.search.few else ""
    return [
        f"Judged with {len(runs)} seeds that the search has not seen, {percent(all_, 0)} wait too long with the slots of the planned start "
        f"({percent(runs[0], 0)} to {percent(runs[-1], 0)}).{more}"
    ]


def where_sentence(asked: SlotSearches) -> list[str]:
    """State at which site the most is missing."""
    table = sites_table(asked)
    short = table[table["slots_needed"] > table["slots_now"]]
    if short.empty:
        return []
    worst = short.loc[(short["slots_needed"] - short["slots_now"]).idxmax()]
    return [
        f"Most are missing at {worst['place']} ({worst['label']}): {count(worst['slots_needed'])} instead of "
        f"{count(worst['slots_now'])}. {len(short)} of {len(table)} sites have too few."
    ]


def when_sentence(asked: SlotSearches) -> list[str]:
    """State when the most slots are in use, and from when on half would do."""
    of = asked.at_once or asked.planned
    if of is None:
        return []
    said = []
    for name, here in by_programme(asked, of).items():
        used = in_use(of)[:, here].sum(axis=1)
        peak = int(used.argmax())
        after = np.flatnonzero(used[peak:] < used[peak] / 2)
        ends = (
            f", from week {peak + int(after[0])} on fewer than half of that"
            if len(after)
            else ", more than half of that to the end"
        )
        said.append(f"{asked.stage.scenario.programmes[name].label}: most are in use in week {peak}{ends}")
    return [f"When they are needed: {'; '.join(said)}."]


def limits(asked: SlotSearches) -> tuple[str, ...]:
    """Return what the answer cannot tell."""
    scale = asked.stage.community.scale
    step = (
        f" Slots come in steps of {1 / scale:,.0f} here, and the lines of a sample are a little longer than those of the whole city; "
        "--scale 1 is exact."
    ) * (scale < 1)
    return (
        "Waits are counted from joining the line of a programme that is open, for everybody who joins, whether they begin, give up or are "
        "waiting still. Who finds nothing open is not in a line, and counts as turned away.",
        "People choose a programme by what stands in their way and by chance, not by the length of its line, and go to the nearest site: "
        f"if word of free slots gets round, fewer are needed.{step}",
        f"Found with {len(asked.search.seeds)} seeds; another city, another event or other numbers of the model need another search.",
    )


def frames(asked: SlotSearches) -> dict[str, pd.DataFrame]:
    """Return the numbers behind the answer."""
    return {"sites": sites_table(asked), "weeks": weekly_table(asked)}


def tables(asked: SlotSearches) -> tuple[Table, ...]:
    """Return the answer as two tables: where, and when."""
    return where_table(asked), when_table(asked)


def where_table(asked: SlotSearches) -> Table:
    """Return slots by site."""
    frame = sites_table(asked)
    missing = (frame["slots_needed"].fillna(frame["slots_needed_at_once"]) - frame["slots_now"]).to_numpy()
    shown = frame.iloc[np.argsort(-missing, kind="stable")].head(LONGEST_TABLE)
    rows = [
        [f"{r.place}, {r.label}", *(n(x) for x in (r.slots_now, r.slots_needed, r.slots_needed_at_once, r.people_who_join)),
         percent(r.late_now, 0), percent(r.late_then, 0)]
        for r in shown.itertuples()
    ]  # fmt: skip
    more = f" The {len(rows)} of {len(frame)} sites where most are missing." if len(frame) > len(rows) else ""
    caption = (
        f"Sessions a week at each site, whole city, so that fewer than {percent(asked.search.few, 0)} of those who join a line wait longer "
        f"than {asked.search.within} weeks there; most missing first.{more}"
    )
    head = ["Site", "Slots now", "Needed, start as planned", "Needed, all from the opening", "People who join a line"]
    return Table(caption, [*head, "Wait too long now", "Wait too long then"], rows)


def n(value: float) -> str:
    """Return a number of slots or people."""
    return f"{value:,.0f}" if np.isfinite(value) else MISSING


def when_table(asked: SlotSearches) -> Table:
    """Return the slots in use in each quarter of a year."""
    frame = weekly_table(asked)
    frame = frame[(frame["week"] > 0) & (frame["way"] != "now")]
    words = {"planned": "start as planned", "at_once": "all from the opening"}
    quarters = range(-(-asked.stage.scenario.weeks // QUARTER))
    rows = []
    for (way, name), part in frame.groupby(["way", "programme"], sort=False):
        mean = part.groupby((part["week"] - 1) // QUARTER)["in_use"].mean()
        label = asked.stage.scenario.programmes[str(name)].label
        rows.append([f"{label}, {words[str(way)]}", *(n(mean.get(q, np.nan)) for q in quarters)])
    head = [
        "Slots in use",
        *(f"Weeks {q * QUARTER + 1} to {min((q + 1) * QUARTER, asked.stage.scenario.weeks)}" for q in quarters),
    ]
    return Table("Slots in use with those that are needed: the mean of each quarter of a year, whole city.", head, rows)


def caption(asked: SlotSearches) -> str:
    """Return what must be known to read the picture."""
    return (
        "Left: sessions a week at each site now (outline) and needed with the start as planned (bar), most missing on top. "
        "Right: slots in use week by week when there are as many as needed, for all sites of a programme together. Whole city."
    )


def staff_table(people: Staffing) -> Table:
    """Return the sites with the slots spread over them, in slots and in staff, the largest first."""
    frame = people.spread.sort_values("staff", ascending=False, kind="stable").head(LONGEST_TABLE)
    rows = [
        [f"{row.place}, {row.label}", n(row.slots), written(row.staff, "fte"), "new" if row.new else ""]
        for row in frame.itertuples()
    ]
    more = f" The {len(rows)} largest of {len(people.spread)}." if len(people.spread) > len(rows) else ""
    caption = f"What is needed, spread over sites so that none has more staff than it has room for; not simulated again.{more}"
    return Table(caption, ["Site", "Sessions a week", "Full-time staff", "New site"], rows)


def picture(asked: SlotSearches) -> Drawing:
    """Return the drawing of the answer: where, and when."""
    title = f"So that hardly anybody waits longer than {asked.search.within} weeks"
    return Drawing("slots", (sites_table(asked), weekly_table(asked), title))
