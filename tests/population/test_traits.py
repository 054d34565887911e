"""What people bring along: means, spreads and correlations as the evidence has them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.kernels.random_streams import DECISION, normals
from sim.population import Community
from sim.population.ages import ADULT
from sim.population.traits import shape_of_skew, skewed

STANDARD = (
    "self_efficacy", "attachment_anxiety", "attachment_avoidance", "prior_trauma", "distress_before", "temperament",
    "collectivism",
)  # fmt: skip


@pytest.mark.parametrize("name", STANDARD)
def test_standard_traits_are_standard(four_places: Community, name: str) -> None:
    r = four_places.residents
    values = getattr(r, name)[r.age >= ADULT].astype(float)
    assert abs(values.mean()) < 0.12
    assert 0.9 < values.std() < 1.15


def correlation(r: object, a: str, b: str) -> float:
    adults = r.age >= ADULT  # type: ignore[attr-defined]
    return float(np.corrcoef(getattr(r, a)[adults], getattr(r, b)[adults])[0, 1])


def test_correlations_of_the_evidence(four_places: Community) -> None:
    r = four_places.residents
    assert correlation(r, "self_efficacy", "attachment_anxiety") == pytest.approx(-0.3, abs=0.04)
    assert correlation(r, "attachment_anxiety", "attachment_avoidance") == pytest.approx(0.2, abs=0.04)
    assert abs(correlation(r, "temperament", "stigma")) < 0.04


def test_women_bring_more_distress_and_men_more_avoidance(four_places: Community) -> None:
    r = four_places.residents
    adults, women = r.age >= ADULT, r.female == 1
    gap = r.distress_before[adults & women].mean() - r.distress_before[adults & ~women].mean()
    assert 0.15 < gap < 0.4
    assert r.attachment_avoidance[adults & ~women].mean() > r.attachment_avoidance[adults & women].mean()


def test_distress_before_is_skewed() -> None:
    z = normals(1, DECISION["distress_before"], np.arange(200_000), 0)
    values = skewed(z, shape_of_skew(2.14))
    assert abs(values.mean()) < 0.01
    assert values.std() == pytest.approx(1.0, abs=0.02)
    assert float(np.mean(((values - values.mean()) / values.std()) ** 3)) == pytest.approx(2.14, abs=0.25)


def test_care_in_the_year_before_follows_distress_insurance_and_what_minorities_meet(four_places: Community) -> None:
    r = four_places.residents
    adults, treated = r.age >= ADULT, r.own_care_until == 0
    assert not treated[~adults].any()
    assert treated[adults].mean() == pytest.approx(0.19, abs=0.05)
    serious = adults & (r.distress_before > np.quantile(r.distress_before[adults], 0.951))
    assert treated[serious].mean() == pytest.approx(0.54, abs=0.12)
    for fewer, more in ((r.insured == 0, r.insured == 1), (r.race > 0, r.race == 0), (r.stigma > 0.6, r.stigma < 0.3)):
        assert treated[adults & fewer].mean() < treated[adults & more].mean()


def test_attitudes_are_shares_and_differ_between_groups(four_places: Community) -> None:
    r = four_places.residents
    white = r.race == 0
    assert r.stigma.mean() == pytest.approx(0.47, abs=0.04)
    assert r.trust[white].mean() - r.trust[~white].mean() == pytest.approx(0.09, abs=0.03)
    assert abs(np.sort(r.awareness)[len(r) // 2] - 0.5) < 0.02
    for name in ("stigma", "trust", "awareness"):
        assert getattr(r, name).min() >= 0.0
        assert getattr(r, name).max() <= 1.0
