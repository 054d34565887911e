"""What tests share: one small settled community, and models of it that are cheap to make."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.engine.mesa_model import HealingModel
from sim.population import Community, settle
from sim.population.strata import Strata
from sim.scenario import Scenario, loads, scenario_folder

SHARED = Path(__file__).resolve().parents[2] / "shared"


# The scenario to copy, with a programme of every channel, a priority that is no first come, and a plan of each.
MORE_HELP = """
[programme.pfa]
intervention = "pfa"
channel = "outreach"
slots = 20
sites = "everywhere"
opens = 1
closes = 20
min_severity = 0.5

[programme.groups]
intervention = "support_group"
channel = "group"
slots = 16
sites = 2
opens = 2
priority = "vulnerability"

[programme.telehealth]
intervention = "cbt"
channel = "telehealth"
slots = 6
opens = 2
price = 60.0
insured_share = 0.5
priority = "severity"
languages = ["en", "es"]

[arm.pfa]
programmes = ["clinic", "pfa"]

[arm.groups]
programmes = ["clinic", "groups"]

[arm.telehealth]
programmes = ["clinic", "telehealth"]

[arm.everything]
programmes = ["clinic", "pfa", "groups", "telehealth"]

[arm.nothing]
programmes = []
"""


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    text = (scenario_folder() / "minimal.toml").read_text(encoding="utf-8")
    return loads(text + MORE_HELP)


@pytest.fixture(scope="session")
def community(scenario: Scenario) -> Community:
    return settle(scenario, 1.0)


@pytest.fixture(scope="session")
def strata(community: Community) -> Strata:
    return Strata.of(community)


@pytest.fixture
def make_model(scenario, community, strata):
    """Make a model of the small community; `arm` and `seed` as wanted, other options passed on."""

    def make(arm: str | None = None, seed: int = 1, **options) -> HealingModel:
        plan = options.pop("plan", scenario)
        return HealingModel(plan, arm, seed, community=community, strata=strata, **options)

    return make


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of measured data that lies beside the project on some machines."""
    if not SHARED.is_dir():
        pytest.skip("the measured data of ../shared are not on this machine")
    return SHARED


@pytest.fixture(autouse=True, scope="module")
def _own_measures_stay_in_their_module():
    """Forget measures and outcomes that tests of a module declared: tables of other modules have those of the model alone."""
    from sim.outcomes.registry import OUTCOMES
    from sim.outcomes.results import UNITS
    from sim.outcomes.weekly import WEEKLY

    before = [(table, dict(table)) for table in (OUTCOMES, UNITS, WEEKLY)]
    yield
    for table, entries in before:
        table.clear()
        table.update(entries)
