"""What would another questionnaire say? How likely each resident is above its cut-off, from the same distress.

    usual   u = (latent usual severity - level) / spread                        standard normal over adults in a normal year
    excess  E = (latent severity - latent usual severity) / spread              what the event and help add or take
    chance  = Phi((loading * E + shared * u - cut) / sqrt(1 - shared^2))        cut = -quantile(normal_year)

State and reading are two things: an instrument (evidence/instruments.toml) has no dynamics of its own. It shares part of its usual level
with the usual level of PTSD symptoms and moves, less than these, with what an event adds. Without an event the mean chance of adults is
the share of a normal year. Chances, not draws: a mean over a group is an expected share, without luck of the questionnaire.
Sources: instruments.toml; Kessler et al. 2003 (K6), Kroenke et al. 2001 (PHQ-9).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim import evidence
from sim.kernels.arithmetic import normal_quantile
from sim.kernels.scale import unlink

__all__ = ["Instrument", "chance_above", "instruments"]


@dataclass(frozen=True)
class Instrument:
    """One questionnaire and cut-off: its name, what tables call it, and its three numbers (instruments.toml)."""

    name: str
    label: str
    normal_year: float
    loading: float
    shared: float


def instruments(book: evidence.Evidence | None = None) -> dict[str, Instrument]:
    """Return the instruments of the evidence by name."""
    book = book or evidence.load()
    return {
        name: Instrument(name, entry["label"], *(entry[key].value for key in ("normal_year", "loading", "shared")))
        for name, entry in book.table("instruments").items()
    }


def chance_above(
    one: Instrument, severity: NDArray[np.float32], usual: NDArray[np.float32], book: evidence.Evidence
) -> NDArray[np.float64]:
    """Return how likely each resident is above the cut-off of an instrument, `(n,)`, from 0 to 1.

    `severity` and `usual` are severities now and without an event, in case cut-offs, `(n,)`.
    """
    from scipy.special import ndtr

    numbers = "stress.distress"
    highest, spread = book[f"{numbers}.highest"].value, book[f"{numbers}.strain_spread"].value
    spread *= math.sqrt(1.0 + book["aftermath.hassles.spread"].value ** 2)
    level = spread * normal_quantile(book[f"{numbers}.usual_cases"].value)
    usual_latent = unlink(usual, highest)
    strain, excess = (usual_latent - level) / spread, (unlink(severity, highest) - usual_latent) / spread
    inner = one.loading * excess + one.shared * strain + normal_quantile(one.normal_year)
    return np.asarray(ndtr(inner / math.sqrt(1.0 - one.shared**2)))
