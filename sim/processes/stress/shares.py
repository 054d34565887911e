"""What is a person's strain made of? The terms of strain, grouped as biological, psychological and social (Engel 1977).

    biological     sex, temperament, injury
    psychological  prior trauma, attachment anxiety, distress before the event, belief of being able to cope, having been struck,
                   reminders, news and daily hassles
    social         home, income and people lost, living away, material resources, support

The terms add up to strain as `sim.processes.stress.distress` uses it, so nothing is left out and nothing counted twice. A
share is the size of a group's terms (each without its sign) in the size of all: how much of what moves this person is of that kind.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.processes.state import World
from sim.processes.stress.appraisal import AppraisalNumbers, DispositionNumbers, StruckNumbers, made_good

__all__ = ["KINDS", "strain_shares", "strain_terms"]

KINDS = {
    "biological": ("female", "temperament", "injured"),
    "psychological": (
        "prior_trauma", "attachment_anxiety", "distress_before", "self_efficacy", "struck", "reminders_and_hassles",
    ),
    "social": ("home_lost", "income_lost", "bereaved", "away", "resources", "support"),
}  # fmt: skip


def strain_terms(world: World, rows: NDArray[np.integer]) -> dict[str, NDArray[np.float64]]:
    """Return every term of strain for some residents, `(k,)` each, in units of strain; they add up to strain."""
    r, weight, own = world.residents, world.numbers(AppraisalNumbers), world.numbers(DispositionNumbers)
    loss = {
        "home_lost": weight.home, "income_lost": weight.income, "injured": weight.injury, "bereaved": weight.bereavement,
        "struck": world.numbers(StruckNumbers).strain_struck,
    }  # fmt: skip
    terms = {name: w * getattr(r, name)[rows] for name, w in loss.items()}
    for name in ("home_lost", "income_lost", "struck"):
        terms[name] = terms[name] * (1.0 - made_good(world.week, weight))
    terms["away"] = weight.away * (r.back_home[rows] > world.week)
    known = sum(terms.values())
    terms["reminders_and_hassles"] = r.threat[rows] - known
    terms["self_efficacy"] = -weight.self_efficacy * r.self_efficacy[rows]
    terms["resources"] = -weight.resources * r.resources[rows]
    terms["support"] = -(r.efficacy[rows] + terms["self_efficacy"] + terms["resources"])
    terms["female"] = own.female * (r.female[rows] - 0.5)
    for name in ("temperament", "prior_trauma", "attachment_anxiety", "distress_before"):
        terms[name] = getattr(own, name) * getattr(r, name)[rows]
    return {name: np.asarray(term, np.float64) for name, term in terms.items()}


def strain_shares(world: World, rows: NDArray[np.integer]) -> dict[str, NDArray[np.float64]]:
    """Return the biological, psychological and social share of the strain of some residents, `(k,)` each; the three add up to 1."""
    terms = strain_terms(world, rows)
    sizes = {kind: sum(np.abs(terms[name]) for name in names) for kind, names in KINDS.items()}
    whole = np.maximum(sum(sizes.values()), np.finfo(np.float64).tiny)
    return {kind: np.asarray(size / whole) for kind, size in sizes.items()}
