"""What traits do people have before the event? Self-efficacy, attachment, prior trauma and distress, stigma, trust, and others.

    trait_i = r * known_i + sqrt(1 - r^2) * noise_i (+ the difference between groups)     in standard deviations of all adults

`known` is log income relative to the nation's, another trait or the size of the household; every noise is a standard normal keyed by
the resident. Distress before the event is skewed, most are well and a few are not: exp(s * z), standardised, with the observed skewness.
Prior treatment (care in the year before) follows distress, stigma and insurance (`give_history`). Stigma and trust
are shares: mean + spread * noise + differences between groups, clipped to [0, 1]; the means are those of the nation.
Sources: NHANES 2013-2016 (distress by sex and age); the other differences are in community.toml with their grades.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.evidence import Evidence
from sim.kernels.arithmetic import exp64, log64, normal_quantile
from sim.kernels.compiled import kernel
from sim.kernels.random_streams import DECISION, normals, uniforms
from sim.population.ages import ADULT
from sim.population.households import size_shares
from sim.population.numbers import HouseholdNumbers, MeansNumbers, NationNumbers, TraitNumbers, read
from sim.population.residents import COLUMNS, RACES, Residents

__all__ = ["give_traits", "standard_income"]

Floats = NDArray[np.float64]
WHITE = RACES.index("White")
FURTHEST = 3.0
YOUNG = 25
AGES = (40, 60)
# A log odds ratio is about this many times a difference in probits.
PROBITS = 1.7


@kernel
def against_nation(income: NDArray[np.float32], middle: float, spread: float) -> Floats:
    """Return log income in the nation's standard deviations from its middle, clipped to three of them, `(n,)`."""
    out = np.empty(income.shape[0])
    for i in range(income.shape[0]):
        z = (log64(max(float(income[i]), 1e-6)) - middle) / spread
        out[i] = min(max(z, -FURTHEST), FURTHEST)
    return out


@kernel
def skewed(z: Floats, s: float) -> Floats:
    """Return exp(s * z), standardised to mean 0 and standard deviation 1, `(n,)`."""
    out = np.empty(z.shape[0])
    mean, spread = exp64(0.5 * s * s), np.sqrt(exp64(s * s) * (exp64(s * s) - 1.0))
    for i in range(z.shape[0]):
        out[i] = (exp64(s * z[i]) - mean) / spread
    return out


@kernel
def shape_of_skew(skew: float) -> float:
    """Return the s at which exp(s * z) has this skewness, (e + 2) * sqrt(e - 1) with e = exp(s^2)."""
    low, high = 1e-3, 2.0
    for _ in range(60):
        s = 0.5 * (low + high)
        e = exp64(s * s)
        if (e + 2.0) * np.sqrt(e - 1.0) < skew:
            low = s
        else:
            high = s
    return low


def mixed(noise: Floats, *parts: tuple[float, Floats]) -> Floats:
    """Return the sum of r * known over the parts, plus noise that brings the variance to 1, `(n,)`."""
    left = 1.0 - sum(r**2 for r, _ in parts)
    total = np.sqrt(left) * noise
    for r, known in parts:
        total += r * known
    return np.asarray(total)


def distress_shift(r: Residents, n: TraitNumbers) -> Floats:
    """Return the mean distress before the event by sex and age, `(n,)`; children take that of the youngest adults."""
    table = np.array([
        [n.distress_men_18_39, n.distress_men_40_59, n.distress_men_60_plus],
        [n.distress_women_18_39, n.distress_women_40_59, n.distress_women_60_plus],
    ])  # fmt: skip
    return np.asarray(table[r.female, np.searchsorted(np.array(AGES), r.age, side="right")])


def put(r: Residents, name: str, values: Floats) -> None:
    """Write a trait into its column, clipped to the column's bounds."""
    column = getattr(r, name)
    column[:] = np.clip(values, COLUMNS[name].low, COLUMNS[name].high)


def give_feelings(seed: int, r: Residents, wealth: Floats, n: TraitNumbers) -> None:
    """Fill the traits in standard deviations that depend on income, sex and age."""

    def noise(name: str) -> Floats:
        return normals(seed, DECISION[name], r.uid, 0)

    anxiety = noise("attachment_anxiety")
    put(r, "attachment_anxiety", anxiety)
    men = (0.5 - r.female) * n.avoidance_men
    avoidance = mixed(noise("attachment_avoidance"), (n.attachment_both, anxiety))
    put(r, "attachment_avoidance", avoidance + men)
    efficacy = mixed(noise("self_efficacy"), (n.efficacy_income, wealth), (n.efficacy_anxiety, anxiety))
    put(r, "self_efficacy", efficacy)
    put(r, "prior_trauma", mixed(noise("prior_trauma"), (n.prior_trauma_income, wealth)))
    distress = skewed(mixed(noise("distress_before"), (n.distress_income, wealth)), shape_of_skew(n.distress_skew))
    put(r, "distress_before", distress + distress_shift(r, n))
    put(r, "temperament", noise("temperament"))


def give_attitudes(seed: int, r: Residents, n: TraitNumbers, minority: Floats) -> None:
    """Fill stigma, trust and awareness; `minority` (n,) is above 0 for residents of minorities, with mean 0 in the nation."""
    men, young = 0.5 - r.female, (r.age < YOUNG).astype(np.float64)
    stigma = n.stigma_spread * normals(seed, DECISION["stigma"], r.uid, 0) + n.stigma_mean
    put(r, "stigma", stigma + n.stigma_men * men + n.stigma_young * young + n.stigma_minority * minority)
    trust = n.trust_spread * normals(seed, DECISION["trust"], r.uid, 0) + n.trust_mean
    put(r, "trust", trust + n.trust_minority * minority + n.trust_poverty * (r.income < 1.0))
    span = n.awareness_high - n.awareness_low
    put(r, "awareness", n.awareness_low + span * uniforms(seed, DECISION["awareness"], r.uid, 0))


def give_history(seed: int, r: Residents, n: TraitNumbers, insured: float, minority: Floats) -> None:
    """Set prior treatment: adults whose propensity for care is above the threshold that gives the nation's share.

    propensity = r * distress_before + r * stigma (standardised) + rest, less without insurance and for minorities (log odds / 1.7, mean 0)
    """
    stigma = (r.stigma.astype(np.float64) - n.stigma_mean) / n.stigma_spread
    noise = normals(seed, DECISION["treated_before"], r.uid, 0)
    leaning = mixed(noise, (n.treated_distress, r.distress_before.astype(np.float64)), (n.treated_stigma, stigma))
    leaning += log64(n.treated_uninsured) / PROBITS * ((r.insured == 0) - (1.0 - insured))
    leaning += log64(n.treated_minority) / PROBITS * minority
    treated = (leaning > normal_quantile(1.0 - n.treated_before)) & (r.age >= ADULT)
    r.own_care_until[:] = np.where(treated, 0, -1)


def standard_income(r: Residents, book: Evidence) -> Floats:
    """Return log income relative to the nation's, in standard deviations, `(n,)`."""
    spread = read(book, MeansNumbers).income_spread
    return against_nation(r.income, -spread * normal_quantile(read(book, NationNumbers).share_poverty), spread)


def give_traits(seed: int, r: Residents, household_size: NDArray[np.int64], book: Evidence) -> None:
    """Fill every trait column; `household_size` (n,) includes the resident."""
    n, nation = read(book, TraitNumbers), read(book, NationNumbers)
    give_feelings(seed, r, standard_income(r, book), n)
    minority = (r.race != WHITE) - (1.0 - nation.share_white)
    give_attitudes(seed, r, n, minority)
    give_history(seed, r, n, nation.share_insured, minority)
    crowd = np.clip((household_size - mean_company(book)) / n.household_spread, -FURTHEST, FURTHEST)
    noise = normals(seed, DECISION["collectivism"], r.uid, 0)
    put(r, "collectivism", mixed(noise, (n.collectivism_household, crowd)))


def mean_company(book: Evidence) -> float:
    """Return the household size that an average resident of the nation lives in (larger ones hold more residents)."""
    shares = size_shares(read(book, HouseholdNumbers))
    sizes = np.arange(1, len(shares) + 1)
    return float((shares * sizes**2).sum() / (shares * sizes).sum())
