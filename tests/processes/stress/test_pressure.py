"""Does pressure to be resilient hide distress, keep from asking and hurt who speaks, and is it off unless somebody asks for it?"""

import numpy as np

from sim.engine.mesa_model import HealingModel
from sim.processes import stress
from sim.processes.stress.coping import SEEKING
from sim.scenario import loads
from tests.small_town import TEXT, town


def lived(level: float, weeks: int = 30, without: tuple[str, ...] = ()) -> HealingModel:
    lines = [f'"stress.pressure.level" = {level}', *(f'"stress.pressure.{name}" = 0' for name in without)]
    plan = loads(TEXT.replace('"stress.pressure.level" = 0.2', "\n".join(lines)))
    model = HealingModel(plan, "everything", 3, community=town())
    model.run_for(weeks)
    return model


def test_it_is_off_by_default(make_model):
    assert make_model().plan.book["stress.pressure.level"].value == 0


def test_without_any_of_its_effects_it_changes_nothing():
    quiet, hollow = lived(0.0), lived(1.0, without=("conceals", "hides", "invalidates"))
    assert np.array_equal(quiet.world.residents.severity, hollow.world.residents.severity)


def test_fewer_seek_support_and_fewer_ask():
    quiet, pressed = lived(0.0), lived(1.0)
    assert (pressed.world.residents.coping == SEEKING).mean() < (quiet.world.residents.coping == SEEKING).mean()
    assert pressed.world.residents.asks.sum() < quiet.world.residents.asks.sum()


def test_who_seeks_support_and_meets_it_is_more_threatened(make_model):
    world = lived(1.0, weeks=1).world
    r = world.residents
    before = r.threat.copy()
    stress.press(world)
    assert np.array_equal(r.threat > before, (r.coping == SEEKING) & (r.severity > 0))
