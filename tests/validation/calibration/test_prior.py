import numpy as np
import pytest

from sim import evidence
from sim.validation import surveys
from sim.validation.calibration.prior import Parameter, plan_of


@pytest.mark.parametrize(("scale", "low", "high"), [("plain", -1.0, 2.0), ("log", 0.1, 10.0), ("logit", 0.2, 0.9)])
def test_z_and_value_undo_each_other_and_the_range_holds_95_percent(scale, low, high):
    one = Parameter("x", low, high, scale, "")
    z = np.linspace(-3, 3, 13)
    assert one.z(one.value(z)) == pytest.approx(z)
    assert one.value(np.array([-1.959964, 1.959964])) == pytest.approx([low, high])


def test_every_number_that_is_estimated_is_declared_and_inside_its_prior():
    plan, book = plan_of(surveys.load()), evidence.load()
    for one in plan.parameters:
        assert abs(float(one.z(book[one.path].value))) < 3.0, one.path
    assert len(set(plan.paths)) == len(plan.paths)


def test_an_event_depends_on_the_shared_numbers_and_its_own():
    plan = plan_of(surveys.load())
    takes = plan.columns("hurricane_ike")
    assert [plan.paths[j] for j in takes[-3:]] == [
        f"events.hurricane_ike.{name}" for name in ("first_impact", "strain_level", "fading")
    ]
    assert takes[:-3] == list(range(plan.shared)) and plan.own("hurricane_ike") == takes[-3:]


def test_values_go_there_and_back():
    plan = plan_of(surveys.load())
    z = np.random.RandomState(1).standard_normal((5, len(plan.paths)))
    assert plan.z(plan.values(z)) == pytest.approx(z)
