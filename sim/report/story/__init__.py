"""What happened to one resident, and would another plan have changed it? One synthetic person, described in sentences and a figure.

    import sim
    told = sim.story("minimal", person=12, arm="pfa", against="usual_care")
    print(told)                    paragraphs
    told.figure()                  severity, strain and coping, week by week (matplotlib)
    told.life.columns["severity"]  every column of the resident, `(weeks + 1,)`

Source of the view: Lazarus & Folkman 1984 (appraisal, coping); the rest is read from the model's own week and not simulated again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.population import settle
from sim.report.story.contrast import compared
from sim.report.story.events import LifeEvent, events_of
from sim.report.story.life import Life, NoSuchResidentError, follow, reached_person
from sim.report.story.narration import tell
from sim.report.story.words import SENTENCES
from sim.scenario import Scenario, load

if TYPE_CHECKING:
    from sim.report.figures.sheet import Figure

__all__ = ["LifeEvent", "Life", "NoSuchResidentError", "Story", "events_of", "follow", "story", "tell"]


@dataclass(frozen=True, eq=False)
class Story:
    """A life, told from one week to another; `other` is the same life under another arm; `numbers` tells the model's figures too.

    >>> told = sim.story("minimal", person=12, against="first_aid", weeks=(0, 20), scale=0.3)
    >>> told.last, told.other.arm
    (20, 'first_aid')
    """

    life: Life
    first: int
    last: int
    other: Life | None = None
    numbers: bool = False

    @property
    def paragraphs(self) -> list[str]:
        """The story, one paragraph per entry."""
        first, last, numbers = self.first, self.last, self.numbers
        ends = [compared(self.life, self.other, first, last, numbers)] if self.other else []
        return [*tell(self.life, first, last, numbers), *ends, SENTENCES["note"]]

    def __str__(self) -> str:
        return "\n".join(self.paragraphs)

    def figure(self) -> Figure:
        """Draw the life: severity, the components of strain, coping and care."""
        from sim.report.story.figure import life_figure

        return life_figure(self.life, self.other, self.first, self.last)


def story(
    plan: Scenario | str, person: int | None = None, arm: str | None = None, against: str | None = None, seed: int = 1,
    weeks: tuple[int, int] | None = None, scale: float | None = None, numbers: bool = False,
) -> Story:  # fmt: skip
    """Return what happened to one resident of a scenario under an arm, from the first of `weeks` to the last.

    `plan` is a scenario or its name; `person` the row of a resident, 0 and up (an adult who came far on the way to help by default);
    `against` a second arm: the same person with the same random streams; `scale` the share of the people; `numbers` adds threat,
    efficacy, strain and scores to the sentences. `.paragraphs` is the story,
    `.figure()` its picture. NoSuchResidentError for a row beyond the last; KeyError for an unknown arm; ValueError for weeks outside the
    run.

    >>> told = sim.story("minimal", person=12, weeks=(0, 20), scale=0.3)
    >>> len(told.paragraphs) > 2
    True
    """
    scenario = load(plan) if isinstance(plan, str) else plan
    arm = arm or scenario.baseline
    for name in (arm, against or arm):
        if name not in scenario.arms:
            raise KeyError(f"no arm {name!r}; there are: {', '.join(scenario.arms)}")
    first, last = weeks or (0, scenario.weeks)
    if not 0 <= first <= last <= scenario.weeks:
        raise ValueError(f"weeks {first} to {last}: {scenario.name} has weeks 0 to {scenario.weeks}")
    town = settle(scenario, scenario.default_scale if scale is None else scale)
    row = reached_person(scenario, arm, seed, town) if person is None else person
    life, *other = follow(scenario, [arm] if against is None else [arm, against], row, seed, town=town)
    return Story(life, first, last, other[0] if other else None, numbers)
