"""Which questions can be asked of a scenario, and with which options? One literal table, and the function that asks one."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from sim.inputs.faults import WrongUseError, known
from sim.scenario import load, with_numbers_from
from sim.studies.planning.answer import Answer
from sim.studies.planning.delay import ask_delay
from sim.studies.planning.fallback import ask_fallback
from sim.studies.planning.forms.months import ask_monthly, ask_situation
from sim.studies.planning.forms.needs import ask_needs
from sim.studies.planning.forms.staff import ask_budget, ask_staffing
from sim.studies.planning.forms.where import ask_4ws, ask_children, ask_languages, ask_siteplan
from sim.studies.planning.internet import ask_internet
from sim.studies.planning.sites import ask_sites
from sim.studies.planning.slots import ask_slots
from sim.studies.planning.turned_away import ask_turned_away
from sim.studies.planning.variants import Ask

__all__ = ["FORMS", "QUESTIONS", "SEEDS", "answer_to", "plan"]

SEEDS = 5
Progress = Callable[[int, int], None]


def slots(
    asked: Ask, within: int = 4, few: float = 0.05, staff: float | None = None, settings: str | os.PathLike[str] | None = None
) -> Answer:  # fmt: skip
    """Return how many slots are needed in the first plan."""
    own = None if settings is None else os.fspath(settings)
    return ask_slots(asked.scenario, asked.arms[0], within, few, asked.seeds, asked.scale, asked.tick, staff, own)


# The forms to hand in: each is answered like a question, and written as a table with the columns of the form.
FORMS: dict[str, tuple[Callable[..., Answer], tuple[str, ...]]] = {
    "needs": (ask_needs, ("damage", "settings")),
    "staffing": (ask_staffing, ("settings",)),
    "budget": (ask_budget, ("settings",)),
    "monthly": (ask_monthly, ("calls",)),
    "languages": (ask_languages, ()),
    "children": (ask_children, ()),
    "4ws": (ask_4ws, ("settings",)),
    "siteplan": (ask_siteplan, ("settings",)),
    "situation": (ask_situation, ("week",)),
}

# Each question, the function that answers it and the options that the function reads.
QUESTIONS: dict[str, tuple[Callable[..., Answer], tuple[str, ...]]] = {
    "slots": (slots, ("within", "few", "staff", "settings")),
    "sites": (ask_sites, ("programme", "more", "candidates")),
    "delay": (ask_delay, ("programmes",)),
    "turned_away": (ask_turned_away, ()),
    "internet": (ask_internet, ("begins", "weeks")),
    "fallback": (ask_fallback, ("programme", "week", "left")),
    **FORMS,
}


def answer_to(question: str, asked: Ask, options: Mapping[str, Any]) -> Answer:
    """Answer a question with the options that were given (None is left out); WrongUseError for an option that it does not read."""
    answers, reads = QUESTIONS[known(question, QUESTIONS, "question")]
    given = {name: value for name, value in options.items() if value is not None}
    for name in given:
        if name not in reads:
            raise WrongUseError(f"{question} does not read {name!r}; it reads: {', '.join(reads) or 'no option'}")
    return answers(asked, **given)


def plan(
    question: Literal[
        "slots", "sites", "delay", "turned_away", "internet", "fallback", "needs", "staffing", "budget", "monthly", "languages", "children",
        "4ws", "siteplan", "situation",
    ], scenario: str | os.PathLike[str],
    arms: Sequence[str] | None = None, seeds: int = SEEDS, scale: float | None = None, horizon: int | None = None,
    workers: int | None = None, setting: str | None = None, numbers: str | None = None, progress: Progress | None = None, *,
    programme: str | None = None, programmes: Sequence[str] | None = None, within: int | None = None, few: float | None = None,
    more: int | None = None, candidates: int | None = None, begins: int | None = None, weeks: int | None = None,
    week: int | None = None, left: float | None = None, damage: str | os.PathLike[str] | None = None,
    settings: str | os.PathLike[str] | None = None, calls: float | None = None, staff: float | None = None,
) -> Answer:  # fmt: skip
    """Answer a planning question about a scenario (a name or a TOML file): sentences, tables, a drawing, and what it cannot tell.

    Each question reads its own options; another option raises WrongUseError.

    - "slots": how many slots so that at most the share `few` (0.05) of people who join a waiting list wait longer than `within` (4) weeks?
      `staff` are the clinicians, and the other workers, that can be had at most.
    - "sites": where should `more` (3) new sites of `programme` go? `candidates` (6) places are tried in each round.
    - "delay": what does it cost if help begins 1, 2, 4 or 8 weeks later? `programmes` limits it to some.
    - "turned_away": who is turned away, and by which barrier?
    - "internet": what changes if the internet fails in week `begins` (8) for `weeks` (4) weeks?
    - "fallback": what is lost if `programme` keeps only the share `left` (0) of its slots from week `week` (26) on?
    - the forms to hand in: "needs" (from `damage`, a CSV of counts by place), "staffing", "budget", "monthly" (`calls` to a crisis line for
      1,000 adults with probable PTSD in a month), "languages", "children", "4ws", "siteplan" and "situation" (in `week`). They are about
      the one plan of `arms`, else the first that adds to the baseline; `settings` is a TOML file with numbers of your own for them.

    `arms` are the plans (all by default; slots and sites read the first), `seeds` the number of seeds, `scale` the share of the people,
    `horizon` the weeks to simulate, `numbers` "values" or "posterior". Raises `ScenarioFaults` for a faulty scenario, `NoAnswerError` if
    the question has no answer there.

    >>> answer = sim.plan("turned_away", "minimal", seeds=1, scale=0.3, horizon=8, workers=1)
    >>> answer.name, len(answer.tables)
    ('turned_away', 2)
    """
    loaded = with_numbers_from(load(scenario, None, setting), numbers)
    loaded = replace(loaded, weeks=horizon or loaded.weeks)
    chosen = tuple(known(arm, loaded.arms, "plan") for arm in arms or loaded.arms)
    share = loaded.default_scale if scale is None else scale
    asked = Ask(os.fspath(scenario), loaded, chosen, tuple(range(1, seeds + 1)), share, workers, progress)
    return answer_to(question, asked, {
        "programme": programme, "programmes": programmes, "within": within, "few": few, "more": more, "candidates": candidates,
        "begins": begins, "weeks": weeks, "week": week, "left": left, "damage": damage, "settings": settings, "calls": calls,
        "staff": staff,
    })  # fmt: skip
