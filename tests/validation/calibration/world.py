"""A world in which the answer is known: two events, and figures that are a straight line of the numbers in probits."""

from __future__ import annotations

import numpy as np

from sim.validation import surveys
from sim.validation.calibration.emulator import percent_of
from sim.validation.calibration.prior import CalibrationPlan, plan_of
from sim.validation.calibration.simulation import FigureColumn, columns_of

TEXT = """
[survey.storm]
label = "A storm"
meaning = "Made up."
event = { kind = "hurricane_katrina" }
places = [{ exposure = 0.2 }]
[survey.quake]
label = "A quake"
meaning = "Made up."
event = { kind = "earthquake" }
informs = "INFORMS"
places = [{ exposure = 0.2 }]
"""
FIGURE = """
[[survey.{survey}.figure]]
label = "cases"
measure = "cases"
months = {months}
role = "{role}"
published = {{ value = {value}, low = {low}, high = {high}, unit = "percent", source = "assumption", GRADE }}
""".replace("GRADE", 'grade = "assumed", meaning = "Made up."')
LUCK = 0.02


def asked(informs: str = "all", later: str = "fitted") -> dict[str, surveys.Survey]:
    """Return two surveys of two waves each."""
    text = TEXT.replace("INFORMS", informs)
    for survey in ("storm", "quake"):
        for months, value in ((6, 15.0), (18, 9.0)):
            role = "fitted" if months == 6 else later
            text += FIGURE.format(survey=survey, months=months, role=role, value=value, low=value - 3, high=value + 3)
    return surveys.loads(text)


def lines(
    plan: CalibrationPlan, columns: list[FigureColumn], z: np.ndarray, luck: float = LUCK, luck_seed: int = 3
) -> np.ndarray:
    """Return figures in percent that are straight lines in probits: the first wave of first_impact, the second of strain_level and pace."""
    noise = np.random.RandomState(luck_seed).standard_normal((len(z), len(columns)))
    told = []
    for j, column in enumerate(columns):
        impact, strain, _ = plan.own(column.event)
        early = column.figure.months == 6
        line = -1.0 + 0.5 * z[:, impact] - 0.2 * z[:, 0] if early else -1.2 + 0.5 * z[:, strain] - 0.3 * z[:, 0]
        told.append(percent_of(line + luck * noise[:, j]))
    return np.stack(told, axis=1)


def made_up(
    informs: str = "all", later: str = "fitted"
) -> tuple[CalibrationPlan, list[FigureColumn], np.ndarray, np.ndarray]:
    """Return the plan, its columns, points and their figures."""
    known = asked(informs, later)
    plan, columns = plan_of(known), columns_of(known)
    z = np.random.RandomState(1).standard_normal((400, len(plan.paths)))
    return plan, columns, z, lines(plan, columns, z)
