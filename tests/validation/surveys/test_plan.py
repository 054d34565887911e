"""Is a survey that cannot be asked refused, with every fault at once and the nearest that is allowed?"""

from __future__ import annotations

import pytest

from sim.inputs.faults import ScenarioFaults
from sim.validation import surveys

GOOD = """
[survey.small]
label = "A small town"
meaning = "A town for tests."
event = { kind = "hurricane_ike" }
people = 600
places = [{ exposure = 0.3 }]

[[survey.small.figure]]
label = "cases"
measure = "cases"
months = 1.0
published = { value = 10.0, low = 5.0, high = 15.0, unit = "percent", source = "pietrzak2012", grade = "survey", meaning = "Cases." }
"""


def faults_of(text: str) -> list[str]:
    with pytest.raises(ScenarioFaults) as caught:
        surveys.loads(text)
    return [str(fault) for fault in caught.value.faults]


def test_what_is_shipped_can_be_asked() -> None:
    known = surveys.load()
    assert len(known) >= 15 and sum(len(one.figures) for one in known.values()) >= 80
    roles = {figure.role for one in known.values() for figure in one.figures}
    assert roles == {"fitted", "held out"}


def test_a_figure_is_held_out_and_calibrates_nothing_unless_it_says_so() -> None:
    figure = surveys.loads(GOOD)["small"].figures[0]
    assert (figure.role, figure.range, figure.whom, figure.why) == ("held out", "published", "all", "")
    assert figure.week == 4 and surveys.loads(GOOD)["small"].weeks == 4


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kind = "hurricane_ike"', 'kind = "hurricane_ika"', "hurricane_ike"),
        ('measure = "cases"', 'measure = "case"', "cases"),
        ("months = 1.0", "months = 1.0\ngroup = { severty = [0, 1] }", "severity"),
        ("months = 1.0", "months = 1.0\ngroup = { severity = [2, 1] }", "[least, greatest]"),
        ("months = 1.0", 'months = 1.0\nof = "severty"', "severity"),
        ("people = 600", 'people = 600\ncare = "usual"', "none"),
        ("people = 600", "people = 6", "100"),
        ("people = 600", "pepole = 600", "people"),
        ('source = "pietrzak2012"', 'source = "pietrzak2021"', "pietrzak2012"),
        ("value = 10.0", "value = 20.0", "range"),
        ("[survey.small]", "[surveys.small]", "[survey.NAME]"),
        ("[[survey.small.figure]]", "[survey.small.figure]", "one or more tables"),
    ],
)
def test_a_fault_says_what_is_allowed(old: str, new: str, says: str) -> None:
    assert old in GOOD
    assert says in "\n".join(faults_of(GOOD.replace(old, new)))


def test_a_course_is_one_of_four() -> None:
    text = GOOD.replace('measure = "cases"', 'measure = "course"\nof = "chronical"')
    assert "Did you mean 'chronic'?" in "\n".join(faults_of(text))
    assert surveys.loads(text.replace("chronical", "chronic"))["small"].figures[0].of == "chronic"


def test_all_faults_come_at_once() -> None:
    wrong = (
        GOOD.replace("hurricane_ike", "storm")
        .replace("people = 600", "people = 6")
        .replace("months = 1.0", "months = -1")
    )
    assert len(faults_of(wrong)) == 3


def test_what_calibrates_is_fitted_and_counts_people() -> None:
    """Correlations, entry to care and odds were used when numbers were declared; calibration takes shares of cases and courses."""
    used = [
        figure
        for one in surveys.load().values()
        for figure in one.figures
        if figure.role == "fitted" and figure.calibrates
    ]
    assert used and {figure.measure for figure in used} <= {"cases", "ever", "over", "remitted", "lasted", "course"}
