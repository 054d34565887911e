"""What are the numbers behind an answer about slots? Found slots and lines in, one row a site and one row a week out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.studies.compare import Stage
from sim.studies.planning.fewest import FewestSlots, SlotSearch, searched
from sim.studies.planning.queues import Lines

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "SlotSearches",
    "by_programme",
    "in_use",
    "lines_of_scenario",
    "share",
    "sites_table",
    "weekly_table",
    "whole_city",
]


class SlotSearches(NamedTuple):
    """The same search three ways: as things are, with openings and ramps as planned, and with all slots from the opening week."""

    stage: Stage
    search: SlotSearch
    now: FewestSlots
    planned: FewestSlots | None
    at_once: FewestSlots | None
    judged: tuple[Lines, ...] = ()


def by_programme(asked: SlotSearches, of: FewestSlots) -> dict[str, NDArray[np.bool_]]:
    """Return which sites belong to each programme that was searched, `(m,)` each."""
    names = tuple(asked.stage.scenario.programmes)
    return {
        name: of.sites.site_programme == names.index(name) for name in searched(asked.stage.scenario, asked.search.arm)
    }


def share(of: FewestSlots, here: NDArray[np.bool_]) -> float:
    """Return the share of people who joined these lines that waited too long, over all seeds."""
    return float(of.late[here].sum() / max(of.joined[here].sum(), 1))


def whole_city(asked: SlotSearches, slots: NDArray[np.int64]) -> int:
    """Return slots of the sample as slots of the city."""
    return round(float(slots.sum()) / asked.stage.community.scale)


def in_use(of: FewestSlots) -> NDArray[np.float64]:
    """Return slots taken by week and site, the mean over seeds."""
    used: NDArray[np.float64] = np.mean([one.in_use for one in of.lines], axis=0)
    return used


def lines_of_scenario(spread: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the answer as keys of the scenario's programmes: slots, sites and how the slots are split over them."""
    frame = spread.assign(whole=spread["slots"].round().astype(int))
    places = frame.groupby(["programme", "place"], sort=False)["whole"].sum().reset_index()
    return {
        str(name): {
            "slots": int(part["whole"].sum()), "sites": part["place"].tolist(), "split": part["whole"].tolist(),
        }
        for name, part in places.groupby("programme", sort=False)
    }  # fmt: skip


def sites_table(asked: SlotSearches) -> pd.DataFrame:
    """Return one row a site: slots now and needed (whole city), who joins, and how many wait too long before and after."""
    import pandas as pd

    of = asked.planned or asked.at_once or asked.now
    plan, scale, runs = asked.stage.scenario, asked.stage.community.scale, len(asked.search.seeds)
    names, places = tuple(plan.programmes), asked.stage.community.places.names
    at_once = dict(keyed(asked.at_once)) if asked.at_once else {}
    before, late_before = dict(keyed(asked.now)), dict(keyed(asked.now, late_shares(asked.now)))
    rows = []
    for m, (key, slots) in enumerate(keyed(of)):
        if not of.chosen[m]:
            continue
        rows.append({
            "programme": names[key[0]], "label": plan.programmes[names[key[0]]].label, "place": places[key[1]],
            "slots_now": before.get(key, 0) / scale,
            "slots_needed": slots / scale if asked.planned else np.nan,
            "slots_needed_at_once": at_once.get(key, np.nan) / scale,
            "people_who_join": of.joined[m] / runs / scale,
            "late_now": late_before.get(key, np.nan), "late_then": float(late_shares(of)[m]),
        })  # fmt: skip
    return pd.DataFrame(rows)


def late_shares(of: FewestSlots) -> NDArray[np.float64]:
    """Return the share that waits too long at each site, `(m,)`."""
    shares: NDArray[np.float64] = of.late / np.maximum(of.joined, 1)
    return shares


def keyed(of: FewestSlots, values: Any = None) -> list[tuple[tuple[int, int, int], Any]]:
    """Return a value of each site (its slots) under its programme, its place, and which of the sites of that place it is."""
    seen: dict[tuple[int, int], int] = {}
    found: list[tuple[tuple[int, int, int], Any]] = []
    for k, place, value in zip(
        of.sites.site_programme, of.sites.site_place, of.slots if values is None else values, strict=True
    ):
        nth = seen.get((int(k), int(place)), 0)
        seen[int(k), int(place)] = nth + 1
        found.append(((int(k), int(place), nth), value))
    return found


def weekly_table(asked: SlotSearches) -> pd.DataFrame:
    """Return the slots in use in each week by programme (whole city): needed with the start as planned, and at once."""
    import pandas as pd

    ways = (("planned", asked.planned), ("at_once", asked.at_once), ("now", asked.now))
    parts = [
        pd.DataFrame({
            "way": way, "programme": name, "week": range(asked.stage.scenario.weeks + 1),
            "in_use": in_use(of)[:, here].sum(axis=1) / asked.stage.community.scale,
        })
        for way, of in ways if of for name, here in by_programme(asked, of).items()
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)
