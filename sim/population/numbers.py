"""Which numbers does building the population use? Bundles of the evidence in community.toml, one for each question.

    numbers = read(book, HouseholdNumbers)

The fields are named as in the file; a missing name is a fault of the evidence, reported by its path.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar, cast

import numpy as np

from sim.evidence import Evidence

__all__ = [
    "HouseholdNumbers",
    "MeansNumbers",
    "MeetingNumbers",
    "NationNumbers",
    "TieNumbers",
    "TraitNumbers",
    "read",
    "whole",
]


class HouseholdNumbers(NamedTuple):
    """The composition of households, from the evidence."""

    size_1: float
    size_2: float
    size_3: float
    size_4: float
    size_5_plus: float
    couples: float
    couple_age_gap: float
    parent_age: float
    parent_age_spread: float
    sibling_gap: float
    others_years: float
    larger_ratio: float


class MeansNumbers(NamedTuple):
    """How resources are correlated inside a place, from the evidence."""

    same_race: float
    income_spread: float
    race_income_gap: float
    means_correlation: float
    english_shared: float
    language_gap: float
    insured_65_plus: float


class NationNumbers(NamedTuple):
    """The national reference for incomes and groups."""

    share_poverty: float
    share_white: float
    share_insured: float


class TraitNumbers(NamedTuple):
    """How traits differ between groups and are correlated, from the evidence."""

    distress_men_18_39: float
    distress_men_40_59: float
    distress_men_60_plus: float
    distress_women_18_39: float
    distress_women_40_59: float
    distress_women_60_plus: float
    distress_income: float
    distress_skew: float
    prior_trauma_income: float
    efficacy_income: float
    efficacy_anxiety: float
    attachment_both: float
    avoidance_men: float
    stigma_mean: float
    stigma_spread: float
    stigma_men: float
    stigma_young: float
    stigma_minority: float
    trust_mean: float
    trust_spread: float
    trust_minority: float
    trust_poverty: float
    collectivism_household: float
    household_spread: float
    awareness_low: float
    awareness_high: float
    treated_before: float
    treated_distress: float
    treated_stigma: float
    treated_uninsured: float
    treated_minority: float


class MeetingNumbers(NamedTuple):
    """Work and school, from the evidence."""

    working: float
    team_size: float
    class_size: float
    team_same_place: float


class TieNumbers(NamedTuple):
    """Ties of support, from the evidence."""

    mean_given: float
    household_probability: float
    kin_probability: float
    mean_kin: float
    mean_neighbours: float
    mean_work: float
    mean_friends: float
    spread_given: float
    isolates: float
    reciprocity: float
    alike_age: float
    alike_sex: float
    alike_race: float
    alike_income: float
    kin_same_place: float
    friends_same_place: float
    friends_distance: float
    close_triads: float
    circle_size: float
    circles_nested: float
    friends_from_work: float
    friends_generation: float
    adults_mean_age: float
    adults_age_spread: float


PATHS: dict[type[tuple[float, ...]], str] = {
    HouseholdNumbers: "community.households",
    MeansNumbers: "community.households",
    MeetingNumbers: "community.households",
    NationNumbers: "community.national",
    TieNumbers: "community.ties",
    TraitNumbers: "community.traits",
}
Bundle = TypeVar("Bundle", bound="tuple[float, ...]")


def read(book: Evidence, bundle: type[Bundle]) -> Bundle:
    """Return a bundle of numbers in double precision."""
    found: tuple[float, ...] = book.fill(bundle, PATHS[bundle])
    return cast("Bundle", bundle._make(float(number) for number in found))  # type: ignore[attr-defined]


def whole(value: int) -> int:
    """Return a whole number for use inside kernels: Numba would recompile a call for each plain literal."""
    return cast("int", np.int64(value))
