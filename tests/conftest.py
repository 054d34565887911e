"""What tests share: one small settled community, and models of it that are cheap to make."""

from __future__ import annotations

from pathlib import Path

import pytest
from sim.scenario import Scenario, load

from sim.community import Community, settle
from sim.model import HealingModel
from sim.strata import Strata

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    return load("minimal")


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
