"""In which small scenario does a row take part? A built-in town of three places, with the row's own programme or policy in it.

Six hundred people, one year, help asked for readily: small and quick, not a city. Its figures show that a row acts and in which direction;
for sizes use the trials (`healing evaluate --trial`) and a scenario of your own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim import evidence
from sim.inputs.toml_file import toml_of
from sim.reference.catalogue.row import CatalogueRow
from sim.scenario import Scenario, loads

__all__ = ["small_town"]

PLACES = (
    {
        "place": "Harbour", "population": 260, "lon": -90.0, "lat": 30.0, "exposure": 0.8, "exposure_days": 20.0, "vulnerability": 0.9,
        "share_no_vehicle": 0.5, "share_no_internet": 0.5, "share_limited_english": 0.4, "share_poverty": 0.4, "share_insured": 0.6,
        "share_white": 0.2, "share_black": 0.25, "share_hispanic": 0.45, "share_asian": 0.05, "share_other": 0.05, "miles_to_care": 9.0,
    },
    {
        "place": "Middle", "population": 190, "lon": -90.05, "lat": 30.02, "exposure": 0.4, "exposure_days": 4.0, "vulnerability": 0.5,
        "miles_to_care": 3.0,
    },
    {
        "place": "Hill", "population": 150, "lon": -90.1, "lat": 30.04, "exposure": 0.1, "exposure_days": 1.0, "vulnerability": 0.1,
        "share_poverty": 0.03, "miles_to_care": 1.0,
    },
)  # fmt: skip
PROGRAMMES: Mapping[str, Mapping[str, Any]] = {
    "clinic": {"intervention": "cbt", "channel": "clinic", "slots": 12, "sites": 1, "opens": 4, "price": 120.0, "insured_share": 0.4},
    "screen": {"intervention": "cbt", "channel": "telehealth", "slots": 12, "opens": 3, "price": 60.0, "insured_share": 0.4},
    "visits": {"intervention": "skills_for_psychological_recovery", "channel": "outreach", "slots": 8, "sites": 1, "opens": 2},
    "pupils": {"intervention": "school_group", "channel": "school", "slots": 8, "sites": 1, "opens": 3, "min_age": 6, "max_age": 17},
}  # fmt: skip
TRIED = {"intervention": "cbt", "channel": "group", "slots": 40, "opens": 1}
EAGER = {"care.asking.distress": 0.05, "care.asking.case": 0.15, "care.asking.serious": 0.25}
WEEKS = 56
KATRINA = "hurricane_katrina"


def small_town(row: CatalogueRow) -> Scenario:
    """Return a scenario of two plans, `without` and `with`, in the second of which a row takes part."""
    programmes = {**PROGRAMMES, "tried": tried(row)}
    policies = [entry for stem, entry in entries(row) if stem == "policies"]
    given = [*PROGRAMMES, "tried"]
    parts = [
        'title = "A small town"',
        "start = 2024-01-01",
        f"weeks = {WEEKS}",
        "[event]",
        toml_of({"kind": event_of(row)}),
    ]
    for place in PLACES:
        parts += ["[[place]]", toml_of(place)]
    for name, keys in programmes.items():
        parts += [f"[programme.{name}]", toml_of(keys)]
    parts += ["[numbers]", toml_of({**EAGER, **row.town.get("numbers", {})})]
    parts += ["[arm.without]", toml_of({"programmes": list(PROGRAMMES)})]
    parts += ["[arm.with]", toml_of({"programmes": given, **({"policies": policies} if policies else {})})]
    return loads("\n".join(parts), name="small_town")


def entries(row: CatalogueRow) -> list[tuple[str, str]]:
    """Return (catalogue, entry) of the entries that a row switches off entirely."""
    return [(path.split(".")[0], path.split(".")[1]) for path, value in row.off.items() if value is None]


def tried(row: CatalogueRow) -> dict[str, Any]:
    """Return the keys of the programme in which the row takes part: its intervention, its channel, and other needs."""
    own = {stem.removesuffix("s"): name for stem, name in entries(row) if stem in ("interventions", "channels")}
    keys = {**TRIED, **own, **row.town.get("programme", {})}
    travel = evidence.load().table("channels")[keys["channel"]].get("travel", 0)
    slots = {"slots": row.town["slots"]} if "slots" in row.town else {}
    return {**({"sites": "everywhere"} if travel else {}), **keys, **slots}


def event_of(row: CatalogueRow) -> str:
    """Return the event of the row's town: its own, or one of its hazard, or the flood of 2005."""
    events = evidence.load().table("events")
    hazards = {name for stem, name in entries(row) if stem == "hazards"}
    found = [name for name, entry in events.items() if entry["hazard"] in hazards]
    return str(row.town.get("event", found[0] if found else KATRINA))
