"""Does a footprint reach as far as it says, and is one that says too little refused?"""

import numpy as np
import pytest

from sim.engine.mesa_model import HealingModel
from sim.kernels.sphere import miles_between
from sim.population import settle
from sim.population.footprints import FOOTPRINTS, places_struck
from sim.scenario import ScenarioFaults, fields_of, loads
from sim.scenario.plan import Event
from tests.small_town import TEXT

DISTANCE = 'footprint = "distance"\nepicentre = "Middle"\npeak = 0.9\nreach_miles = 3.0'


def plan(*lines: str):
    """The town of three hundred with these lines in its event."""
    event = 'kind = "hurricane_katrina"'
    return loads(TEXT.replace(event, "\n".join((event, 'hazard = "earthquake"', *lines))))


def test_the_table_is_the_footprint_unless_told_otherwise():
    assert np.array_equal(places_struck(plan()).exposure, plan().places.exposure)


def test_what_is_struck_falls_off_with_distance():
    asked = plan(DISTANCE)
    struck, table = places_struck(asked), asked.places
    middle = table.row("Middle")
    miles = miles_between(table.lon[[middle]], table.lat[[middle]], table.lon, table.lat)[0]
    assert struck.exposure[middle] == 0.9
    assert np.allclose(struck.exposure, 0.9 * np.exp(-miles / 3.0), rtol=1e-9)
    assert np.array_equal(table.exposure, plan().places.exposure)
    assert settle(asked, 1.0).places.exposure[middle] == 0.9


def test_the_footprint_decides_who_is_struck():
    model = HealingModel(plan(DISTANCE.replace("3.0", "0.5")), "nothing", 1)
    r = model.world.residents
    shares = [r.struck[r.place == q].mean() for q in range(3)]
    assert shares[1] > 0.7 and max(shares[0], shares[2]) < 0.1


def test_an_epicentre_may_be_a_point():
    assert plan(DISTANCE.replace('"Middle"', "[-90.05, 30.02]")).event == plan(DISTANCE).event


def test_the_registry_has_what_may_be_written():
    declared = {item.name: item for item in fields_of(Event)}
    assert set(declared["footprint"].rule.words) == set(FOOTPRINTS)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('footprint = "distanse"', "Did you mean 'distance'"),
        ('footprint = "distance"', "[event] epicentre: given nothing"),
        (DISTANCE.replace("Middle", "Midle"), "Did you mean 'Middle'"),
        (DISTANCE.replace('"Middle"', "[30.02, -90.05]"), "[-90.05, 30.02], longitude first"),
        (DISTANCE.replace('"Middle"', "[1.0]"), "[lon, lat] in degrees"),
        (DISTANCE.replace("0.9", "90"), "For 90 percent write 0.9"),
        ("peak = 0.5", "Write footprint = 'distance' as well."),
    ],
)
def test_a_footprint_that_says_too_little_is_refused_kindly(lines, says):
    with pytest.raises(ScenarioFaults) as caught:
        plan(lines)
    assert says in str(caught.value)
