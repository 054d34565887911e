"""How many need help, place by place? The formula of crisis-counselling applications from damage counts, beside the model's estimate.

    persons at risk = number * people of a household * percent / 100          number: homes or persons of a category of damage

The percents are in `forms.toml`, from memory, each marked as not verified. Damage comes from a file (`--damage`), one row a place; without
one, homes struck are those of the table of places, whose damage has no grade.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.inputs.csv_file import read_cells
from sim.inputs.faults import FaultList, shown
from sim.inputs.toml_file import read_bytes, read_text
from sim.outcomes.formats import count, percent
from sim.outcomes.missing import band
from sim.scenario.places import MOST_PLACES
from sim.studies.planning.answer import Answer
from sim.studies.planning.forms.common import UNVERIFIED, in_words
from sim.studies.planning.forms.settings import FormSettings
from sim.studies.planning.variants import Ask, run_variants

if TYPE_CHECKING:
    import pandas as pd

    from sim.outcomes.results import Results

__all__ = ["CATEGORIES", "ask_needs", "read_damage"]

CATEGORIES = {
    "dead": "persons", "hospitalised": "persons", "injured": "persons", "homes_destroyed": "homes", "homes_major": "homes",
    "homes_minor": "homes", "homes_struck": "homes", "unemployed": "persons",
}  # fmt: skip
"""The categories of damage, with what is counted."""
LARGEST = 20 * 1024 * 1024
FEWEST = 20
LIMITS = (
    UNVERIFIED,
    "The formula counts people of households that were struck, children too, at a fixed percent; the model counts adults who have probable "
    "PTSD in some week, struck or not. Neither counts visitors, or people who came to help.",
)


def ask_needs(asked: Ask, damage: str | Path | None = None, settings: str | Path | None = None) -> Answer:
    """Answer how many need help by place: formula and model side by side. `ScenarioFaults` lists what is wrong in a file."""
    numbers = FormSettings.read(settings)
    counts = read_damage(asked, Path(damage)) if damage else struck_homes(asked)
    (results,) = run_variants(asked, [{}], [(asked.arms[0],)])
    frame = needs(asked, counts, numbers, results)
    by_place = totals(frame)
    return Answer(
        "needs", "How many people need help, place by place?", tuple(sentences(asked, frame, by_place, results, damage is not None)),
        LIMITS,
        (table_of(by_place),), {"ccp": frame, "places": by_place},
    )  # fmt: skip


def struck_homes(asked: Ask) -> dict[str, dict[str, float]]:
    """Return homes struck by place, from the table of places: people over household size, times the share struck."""
    places = asked.scenario.places
    homes = places.population / places.mean_household_size * places.exposure
    return {name: {"homes_struck": float(n)} for name, n in zip(places.names, homes, strict=True)}


def read_damage(asked: Ask, path: Path) -> dict[str, dict[str, float]]:
    """Return damage by place and category from a CSV with the column `place` and any of `CATEGORIES`; every fault is listed at once."""
    faults = FaultList(path.name)
    cells = read_cells(
        read_text(read_bytes(path, LARGEST, faults), faults),
        ("place", *CATEGORIES),
        ("place",),
        MOST_PLACES,
        faults,
        ("place",),
    )
    faults.raise_if_any()
    assert cells is not None
    if not set(cells.columns) & set(CATEGORIES):
        raise faults.fatal("line 1", "no column of damage", f"one or more of {', '.join(CATEGORIES)}")
    known, found = set(asked.scenario.places.names), dict[str, dict[str, float]]()
    for n, (where, place) in enumerate(zip(cells.rows, cells.columns["place"], strict=True)):
        if place not in known:
            faults.add(
                f"{where} place", shown(place), "a place of the scenario", faults.did_you_mean(str(place), known)
            )
        elif place in found:
            faults.add(f"{where} place", shown(place), "each place once")
        else:
            found[place] = {
                name: value_of(cells.columns[name][n], f"{where} {name}", faults)
                for name in CATEGORIES
                if name in cells.columns
            }
    faults.raise_if_any()
    return found


def value_of(value: Any, where: str, faults: FaultList) -> float:
    """Return a count, 0 for a blank cell; add a fault for anything else."""
    if value is None:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        faults.add(where, shown(value), "a number from 0 on")
        return 0.0
    return float(value)


def needs(asked: Ask, counts: dict[str, dict[str, float]], settings: FormSettings, results: Results) -> pd.DataFrame:
    """Return one row a place and category, as the form has it, the model's adults in need of the place on each of its rows."""
    import pandas as pd

    places, rows = asked.scenario.places, []
    model = {name: in_need(results, "place", name) for name in places.names}
    for place, given in counts.items():
        anh = float(places.mean_household_size[places.names.index(place)])
        middle, low, high = model[place]
        for category, number in given.items():
            share = settings("need", category)
            rows.append({
                "county": "", "place": place, "category": category, "number": round(number), "unit": CATEGORIES[category],
                "anh": round(anh, 2),
                "multiplier_percent": share, "persons_at_risk": number * anh * share / 100, "simulated_persons_in_need": middle,
                "low": low, "high": high, "source": "settings of the forms", "verified": settings.verified("need", category),
            })  # fmt: skip
    return pd.DataFrame(rows)


def in_need(results: Results, stratum: str, group: str) -> tuple[float, float, float]:
    """Return adults in need at some time, the mean of the runs and what one city may see; NaN for a place with too few to say."""
    if (stratum, group) not in results.groups or results.people[results.group(stratum, group)] < FEWEST:
        return np.nan, np.nan, np.nan
    runs = results.final["need"][0, :, results.group(stratum, group)] / results.scale
    low, high = band(runs, 0.9, within=(0.0, np.inf))
    return float(runs.mean()), float(low), float(high)


def totals(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row a place: people at risk by the formula, and the model's adults in need."""
    by_place = frame.groupby("place", sort=False).agg(
        persons_at_risk=("persons_at_risk", "sum"), simulated_persons_in_need=("simulated_persons_in_need", "first"), low=("low", "first"),
        high=("high", "first"),
    )  # fmt: skip
    return by_place.reset_index().sort_values("persons_at_risk", ascending=False, kind="stable")


def sentences(asked: Ask, frame: pd.DataFrame, by_place: pd.DataFrame, results: Results, counted: bool) -> list[str]:
    """State what formula and model come to, and where the difference is from."""
    formula = float(by_place["persons_at_risk"].sum())
    model, low, high = in_need(results, "all", "all")
    ends = f" ({count(low)} to {count(high)})" if np.isfinite(low) else ""
    said = [
        f"The formula comes to {count(formula)} people at risk in {len(by_place)} places; the model has {count(model)} adults{ends} with "
        f"probable PTSD in some week of {results.weeks}, under {asked.label(asked.arms[0])}.",
        *covered(asked, by_place),
        difference(formula, results, model),
    ]
    if not counted:
        said.append(
            "No damage counts were given, so the homes struck are those of the table of places and none has a grade: one percent "
            "stands for "
            "all of them. With --damage FILE (place, homes_destroyed, homes_major, homes_minor, ...) the formula is that of the form."
        )
    if not frame["verified"].all():
        said.append("The percents of the formula are from memory and not verified: check them before the form is sent.")
    return said


def covered(asked: Ask, by_place: pd.DataFrame) -> list[str]:
    """State how many places have counts if not all do, and what the model has in those."""
    every = len(asked.scenario.places)
    if len(by_place) == every:
        return []
    here = float(by_place["simulated_persons_in_need"].sum())
    return [
        f"Counts were given for {len(by_place)} of {every} places; in those the model has {count(here)} adults in need."
    ]


def difference(formula: float, results: Results, model: float) -> str:
    """State where the difference between formula and model is from: people who were not struck, the usual cases, and children."""
    struck = in_need(results, "exposure", "struck")[0]
    spared = in_need(results, "exposure", "not struck")[0]
    if not (np.isfinite(struck) and np.isfinite(spared) and model):
        return "The two count different people, so they need not agree."
    people = float(results.people[results.group("exposure", "struck")] / results.scale)
    return (
        f"They count different people. Of the model's adults in need, {count(spared)} ({percent(spared / model, 0)}) were not struck "
        f"themselves: they lost people, work or calm with the area, and the formula leaves them out. Of the {count(people)} adults "
        f"who were "
        f"struck, {count(struck)} ({percent(struck / people, 0)}) come to be in need. The formula counts children and a fixed "
        f"percent; it is "
        f"{'higher' if formula > model else 'lower'} by {count(abs(formula - model))}."
    )


def table_of(by_place: pd.DataFrame) -> Any:
    """Return the places in words."""
    return in_words(by_place, "People in need by place, by the formula and by the model (adults); ranges: what one city may see.", {
        "place": ("Place", ""), "persons_at_risk": ("At risk by the formula", "people"),
        "simulated_persons_in_need": ("In need in the model", "people"), "low": ("Low", "people"), "high": ("High", "people"),
    })  # fmt: skip
