"""What would another questionnaire show? How likely each resident is above its cut-off, from the same distress.

    usual   u = (latent usual severity - level) / spread                        standard normal over adults in a normal year
    excess  E = (latent severity - latent usual severity) / spread              what the event and help add or take
    chance  = Phi((loading * E + shared * u - cut) / sqrt(1 - shared^2))        cut = -quantile(normal_year)

State and reading are two things: an instrument (evidence/instruments.toml) has no dynamics of its own. It shares part of its usual level
with the usual level of PTSD symptoms and moves, less than these, with what an event adds. Without an event the mean chance of adults is
the share of a normal year. Chances, not draws: a mean over a group is an expected share, without the questionnaire's own noise.
Sources: instruments.toml; Kessler et al. 2003 (K6), Kroenke et al. 2001 (PHQ-9).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sim import evidence
from sim.evidence.parameters import nearest
from sim.inputs.faults import WrongUseError, visible
from sim.kernels.arithmetic import normal_quantile
from sim.kernels.scale import unlink
from sim.outcomes.own import Analyzer
from sim.processes.state import World
from sim.processes.stress.distress import usual_scale

__all__ = ["QUESTIONNAIRES", "Instrument", "Questionnaire", "chance_above", "instrument", "questionnaire"]


@dataclass(frozen=True)
class Instrument:
    """One questionnaire and cut-off: its three numbers (instruments.toml)."""

    normal_year: float
    loading: float
    shared: float


def instrument(name: str, book: evidence.Evidence) -> Instrument:
    """Return an instrument of the evidence by its name."""
    return Instrument(*(book[f"instruments.{name}.{field.name}"].value for field in fields(Instrument)))


def chance_above(
    one: Instrument, severity: NDArray[np.float32], usual: NDArray[np.float32], book: evidence.Evidence
) -> NDArray[np.float64]:
    """Return how likely each resident is above the cut-off of an instrument, `(n,)`, from 0 to 1.

    `severity` and `usual` are severities now and without an event, in case cut-offs, `(n,)`.
    """
    from scipy.special import ndtr

    highest = book["stress.distress.highest"].value
    paths = ("stress.distress.strain_spread", "aftermath.hassles.spread", "stress.distress.usual_cases")
    spread, level = usual_scale(*(book[path].value for path in paths))
    usual_latent = unlink(usual, highest)
    strain, excess = (usual_latent - level) / spread, (unlink(severity, highest) - usual_latent) / spread
    inner = one.loading * excess + one.shared * strain + normal_quantile(one.normal_year)
    return np.asarray(ndtr(inner / math.sqrt(1.0 - one.shared**2)))


class Questionnaire(Analyzer):
    """Base of the measures below: the expected number of residents above the cut-off of an instrument, week after week."""

    reads = "severity usual"

    def measure(self, world: World) -> NDArray[np.float64]:
        """Return each resident's chance to be above the cut-off, `(n,)`."""
        book, r = world.scenario.book, world.residents
        return chance_above(instrument(self.name, book), r.severity, r.usual, book)


class K6(Questionnaire):
    """K6 of 13 or more: serious psychological distress."""

    name, label = "k6", "With serious distress (K6)"


class Phq9(Questionnaire):
    """PHQ-9 of 10 or more: probable depression."""

    name, label = "phq9", "With probable depression (PHQ-9)"


class Gad7(Questionnaire):
    """GAD-7 of 10 or more: probable anxiety disorder."""

    name, label = "gad7", "With probable anxiety disorder (GAD-7)"


class Ghq12(Questionnaire):
    """GHQ-12 of 3 or more: general distress."""

    name, label = "ghq12", "With general distress (GHQ-12)"


class Mhlth(Questionnaire):
    """Mental health not good on 14 or more of the past 30 days, as in CDC PLACES."""

    name, label = "mhlth", "With frequent mental distress (CDC PLACES)"


QUESTIONNAIRES: dict[str, type[Questionnaire]] = {one.name: one for one in (K6, Phq9, Gad7, Ghq12, Mhlth)}


def questionnaire(name: str) -> type[Questionnaire]:
    """Return an instrument as a measure for `compare(..., analyzers=[...])`: `k6`, `phq9`, `gad7`, `ghq12` or `mhlth`.

    Its outcome is `NAME_end`, the share above the cut-off at the end; it is counted every week. WrongUseError for another name.

    >>> results = sim.compare("minimal", ["usual_care"], seeds=1, scale=0.1, weeks=4, analyzers=[sim.questionnaire("k6")])
    >>> results.weekly["k6"].shape[2]  # weeks 0 to 4
    5
    """
    if name not in QUESTIONNAIRES:
        fix = nearest(name, QUESTIONNAIRES)
        raise WrongUseError(f"instrument: {visible(name)!r}. Allowed: {', '.join(QUESTIONNAIRES)}.{fix}")
    return QUESTIONNAIRES[name]
