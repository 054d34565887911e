"""Do other questionnaires show a normal year as published, and more of them after an event?"""

from __future__ import annotations

import numpy as np
import pytest

from sim import evidence
from sim.inputs.faults import WrongUseError
from sim.kernels.scale import link, unlink
from sim.processes.stress.distress import usual_scale
from sim.processes.stress.instruments import QUESTIONNAIRES, chance_above, instrument, questionnaire

BOOK = evidence.load()
HIGHEST = np.float32(BOOK["stress.distress.highest"].value)


def severities(strain: np.ndarray, added: float = 0.0) -> np.ndarray:
    """Severities of people whose usual strain is given, with so much latent distress added."""
    spread, level = usual_scale(
        BOOK["stress.distress.strain_spread"].value, BOOK["aftermath.hassles.spread"].value,
        BOOK["stress.distress.usual_cases"].value,
    )  # fmt: skip
    return np.array([link(np.float32(level + spread * one + added), HIGHEST) for one in strain], np.float32)


def test_unlink_undoes_the_link() -> None:
    z = np.linspace(-4.0, 2.0, 25)
    assert unlink(np.array([link(np.float32(one), HIGHEST) for one in z]), float(HIGHEST)) == pytest.approx(z, abs=1e-3)


@pytest.mark.parametrize("name", list(BOOK.table("instruments")))
def test_a_normal_year_is_as_published_and_an_event_adds(name: str) -> None:
    strain = np.random.RandomState(1).standard_normal(20_000)
    usual, one = severities(strain), instrument(name, BOOK)
    normal = chance_above(one, usual, usual, BOOK)
    assert normal.mean() == pytest.approx(one.normal_year, rel=0.03)
    assert normal[strain > 1].mean() > normal[strain < -1].mean()
    after = chance_above(one, severities(strain, 0.5), usual, BOOK)
    assert (after >= normal - 1e-6).all() and after.mean() > 1.2 * normal.mean()


def test_a_questionnaire_is_asked_for_by_its_name() -> None:
    assert [questionnaire(name).name for name in QUESTIONNAIRES] == list(QUESTIONNAIRES)
    with pytest.raises(WrongUseError, match="Did you mean 'k6'"):
        questionnaire("k66")
