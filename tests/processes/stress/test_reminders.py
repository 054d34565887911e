"""What brings it back: do anniversaries, the news and what happens again remind those whom they concern, and nobody on average?"""

import numpy as np
import pytest

from sim.engine.mesa_model import HealingModel
from sim.processes import stress
from sim.processes.stress.reminders import anniversary, news, pulse, reminder
from sim.processes.stress.support import ApartNumbers
from sim.scenario import ScenarioFaults, loads
from tests.small_town import TEXT, town

EVENT = 'kind = "hurricane_katrina"'


def after(hazard: str, more: str = "", numbers: str = "", arm: str = "nothing") -> HealingModel:
    """The town of three hundred just after a hazard."""
    text = TEXT.replace(EVENT, f'{EVENT}\nhazard = "{hazard}"\n{more}').replace("[numbers]", f"[numbers]\n{numbers}")
    return HealingModel(loads(text), arm, 1, community=town())


def test_anniversaries_remind_and_the_event_itself_does_not():
    assert anniversary(2, 3.0) == anniversary(56, 3.0) == 0
    assert anniversary(52, 3.0) == anniversary(104, 3.0) == 1
    assert anniversary(51, 3.0) == anniversary(53, 3.0) > 0


def test_what_happens_again_fades_from_its_week_on():
    assert pulse(8, (), 8.0) == pulse(8, (9,), 8.0) == 0
    assert pulse(9, (9, 30), 8.0) == pulse(30, (9, 30), 8.0) == 1
    assert pulse(17, (9, 30), 8.0) == pytest.approx(np.exp(-1))


def test_those_who_were_struck_are_struck_again():
    once, twice = after("earthquake"), after("earthquake", "again = [3]")
    for model in (once, twice):
        model.run_for(3)
    struck = once.world.residents.struck == 1
    more = twice.world.residents.threat - once.world.residents.threat
    # The news are back, too, for those who follow them and for those who look away.
    assert float(reminder(twice.world)) == pytest.approx(twice.world.book["stress.appraisal.again"].value)
    assert more[struck].mean() > 0.15 and abs(more[~struck].mean()) < 0.05


def test_again_is_a_list_of_weeks():
    with pytest.raises(ScenarioFaults, match="again: given"):
        after("flood", "again = 3")
    with pytest.raises(ScenarioFaults, match="-1 is not allowed"):
        after("flood", "again = [-1]")


def test_news_fade_and_come_back_at_the_anniversary():
    world = after("violence").world
    told = []
    for world.week in (0, 12, 40, 52, 70):
        told.append(float(news(world)))
    assert told[0] > told[1] > told[2] and told[3] == told[0] and told[4] < 0.02


def test_news_are_nothing_on_average_and_can_be_switched_off():
    model = after("violence")
    media = model.world.residents.media
    assert abs(media.mean()) < 4 / np.sqrt(len(media)) and 0.8 < media.std() < 1.2
    loud, off = after("violence"), after("violence", numbers='"stress.appraisal.media" = 0.0')
    gap = loud.world.residents.threat - off.world.residents.threat
    assert np.allclose(gap, float(news(loud.world)) * media, atol=1e-5)
    assert float(news(off.world)) == 0


def test_contact_stops_in_a_pandemic_and_comes_back():
    numbers = '"hazards.pandemic.isolation_weeks" = 8.0'
    apart, together = (
        after("pandemic", numbers=numbers),
        after("pandemic", numbers='"hazards.pandemic.isolation" = 0.0'),
    )
    gaps = []
    for _ in range(40):
        apart.step()
        together.step()
        gaps.append(float((together.world.residents.support - apart.world.residents.support).mean()))
    assert gaps[7] == max(gaps) > 0.05
    assert gaps[39] < 0.1 * gaps[7]


def test_those_who_share_a_home_are_not_kept_apart():
    model = after("pandemic", numbers='"hazards.pandemic.isolation" = 1.0')
    model.run_for(20)
    world, ties = model.world, model.community.ties
    assert world.numbers(ApartNumbers).isolation == 1
    alone = (ties.layer_counts[:, 0] == 0) & (world.residents.age >= 18)
    assert world.residents.support[alone].max() < 0.1
    assert world.residents.support[~alone].mean() > world.residents.support[alone].mean() + 0.05


def test_a_hazard_that_keeps_nobody_apart_costs_no_support():
    model = after("flood")
    assert model.world.numbers(ApartNumbers).isolation == 0
    stress.share_support(model.world)
    assert model.world.residents.support.mean() > 0.2
