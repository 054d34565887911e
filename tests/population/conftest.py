"""Four very different places as a scenario, and its population."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.population import Community, settle
from sim.scenario import Scenario, loads

HEAD = """
title = "Four places"
summary = "To look at who settles."
start = 2020-01-01
weeks = 8
people_seed = {seed}

[event]
kind = "hurricane_katrina"

[programme.clinic]
intervention = "cbt"
channel = "clinic"
slots = 90
sites = {clinics}

[programme.pfa]
intervention = "pfa"
channel = "outreach"
slots = 7
sites = "everywhere"

[programme.line]
intervention = "cbt"
channel = "telehealth"
slots = 40

[arm.usual]
programmes = ["clinic"]
"""
PLACES = {
    "Centre": """population = 4000
lon = -90.07
lat = 29.95
share_female = 0.5
share_age_0_14 = 0.08
share_age_15_24 = 0.3
share_age_25_44 = 0.4
share_age_45_64 = 0.15
share_age_65_plus = 0.07
share_white = 0.6
share_black = 0.2
share_hispanic = 0.1
share_asian = 0.08
share_other = 0.02
share_poverty = 0.2
share_owner = 0.25
mean_household_size = 1.8
share_no_vehicle = 0.35
share_no_internet = 0.1
share_insured = 0.9
share_limited_english = 0.05
vulnerability = 0.4
exposure = 0.1
exposure_days = 1
miles_to_care = 0.5""",
    "Bayou": """population = 3000
lon = -90.0
lat = 30.0
share_female = 0.54
share_age_0_14 = 0.28
share_age_15_24 = 0.15
share_age_25_44 = 0.27
share_age_45_64 = 0.2
share_age_65_plus = 0.1
share_white = 0.02
share_black = 0.95
share_hispanic = 0.02
share_asian = 0.0
share_other = 0.01
share_poverty = 0.45
share_owner = 0.4
mean_household_size = 3.2
share_no_vehicle = 0.4
share_no_internet = 0.45
share_insured = 0.8
share_limited_english = 0.01
vulnerability = 0.95
exposure = 0.9
exposure_days = 20
miles_to_care = 4""",
    "Heights": """population = 2000
lon = -90.12
lat = 30.02
share_female = 0.53
share_age_0_14 = 0.15
share_age_15_24 = 0.08
share_age_25_44 = 0.2
share_age_45_64 = 0.32
share_age_65_plus = 0.25
share_white = 0.9
share_black = 0.03
share_hispanic = 0.03
share_asian = 0.03
share_other = 0.01
share_poverty = 0.03
share_owner = 0.93
mean_household_size = 2.3
share_no_vehicle = 0.02
share_no_internet = 0.03
share_insured = 0.98
share_limited_english = 0.0
vulnerability = 0.05
exposure = 0.3
exposure_days = 5
miles_to_care = 2""",
    "Edge": """population = 61
lon = -89.8
lat = 30.1""",
}


@pytest.fixture(scope="session")
def plan() -> Callable[..., Scenario]:
    """Return a function that writes a scenario: which places in which order, people to put in instead, and the seed."""

    def write(*names: str, seed: int = 1, people: dict[str, int] | None = None) -> Scenario:
        tables = []
        for name in names or PLACES:
            facts = PLACES[name]
            if people and name in people:
                first, _, rest = facts.partition("\n")
                facts = f"population = {people[name]}\n{rest}"
                assert first.startswith("population")
            tables.append(f'[[place]]\nplace = "{name}"\n{facts}\n')
        clinics = '"everywhere"' if names else '["Centre", "Bayou"]'
        return loads(HEAD.format(seed=seed, clinics=clinics) + "\n".join(tables), name="four_places")

    return write


@pytest.fixture(scope="session")
def four_places(plan: Callable[..., Scenario]) -> Community:
    """Return the population of the four places."""
    return settle(plan())
