"""How is the credibility of a comparison reported? Sentences and a table for the report and the terminal.

The words never add fitted to held out, and say what was missed as plainly as what was met.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from sim.evidence import load
from sim.evidence.bibliography import named
from sim.evidence.score import Scored, digest
from sim.outcomes.printed import Table
from sim.outcomes.results import Results
from sim.outcomes.spread import best_arm
from sim.outcomes.value import acceptability_curve
from sim.outcomes.words import MISSING, percent, plan
from sim.report.text.credibility import OTHER, SAME_HAZARD, SAME_HELP, SAME_KIND, SURVEY, TRIAL, Belief
from sim.validation.skill.kept import kept_words

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = [
    "assumed_sentence",
    "belief_sentences",
    "checked_sentence",
    "figure_words",
    "missed_lines",
    "missed_table",
    "near_table",
    "resting_sentences",
]

NOT_CHECKED = (
    "Not checked yet: nobody has held these numbers against published figures. `healing evaluate --write` does, and from then on every "
    "report says what came of it."
)
MET = (
    "Met: the middle of the model's runs lies inside the published interval, or within a fifth of the published value."
)
STRICT = (
    "Strictly: inside the published interval or the one that the number of people asked gives, or within 15 percent; not counted are "
    "figures with an assumed interval or value, those that a forecast without knowledge would pass, and those that follow from others."
)
USE = {"fitted": "fitted", "held_out": "held out", "follows": "follows"}
KINDS = {SURVEY: "surveys after events:", TRIAL: "trials:"}
TOLD = 3


def belief_sentences(belief: Belief) -> list[str]:
    """Return in sentences how many numbers are assumed, what was met (in all, and near this scenario), and whether numbers are the same."""
    said = [assumed_sentence(belief)]
    if belief.score is None:
        return [*said, NOT_CHECKED]
    strict = [f"{strict_sentence(belief)} {STRICT}"] if belief.is_strict else []
    skill = [kept_words(digest(load()))] if kept_words(digest(load())) else []
    lenient = f"{met_sentence(belief)} {MET}"
    return [*said, *strict, *skill, lenient, *near_sentence(belief), *numbers_sentence(belief)]


def strict_sentence(belief: Belief) -> str:
    """Return the strict score: held out, then fitted, then what merely follows, surveys and trials apart."""
    held, fitted, follows = (
        " and ".join(f"{belief.strict(kind, one)} of {kind}s" for kind in (SURVEY, TRIAL))
        for one in ("held_out", "fitted", "follows")
    )
    return (
        f"By the strict rule the model meets these held-out figures: {held}. Apart from these it meets {fitted} that numbers were fitted "
        f"to, and {follows} that follow from other figures."
    )


def assumed_sentence(belief: Belief) -> str:
    """Return how many numbers are assumed."""
    share = f" ({percent(belief.assumed / belief.numbers, 0)})" if belief.numbers else ""
    chosen = f" {belief.chosen} more are conventions or choices, which no study can settle." if belief.chosen else ""
    return f"{belief.assumed} of the model's {belief.numbers} numbers are assumed{share}: nothing that has been checked says them.{chosen}"


def met_sentence(belief: Belief) -> str:
    """Return how many of all published figures are met, fitted and held out apart, surveys and trials apart if there are both."""
    fitted, held = belief.tally("fitted"), belief.tally("held_out")
    both = all(any(belief.kind(row) == kind for row in belief.rows()) for kind in (SURVEY, TRIAL))
    told = "; ".join(f"{words} {uses(belief, kind=kind)}" for kind, words in KINDS.items())
    apart = f" ({told})" if both else ""
    by = "By a lenient rule" if belief.is_strict else "Held against published figures"
    return (
        f"{by}, the model meets {fitted} that numbers were fitted to, and {held} that were held out, "
        f"which say more: nothing was made from them{apart}."
    )


def uses(belief: Belief, at_most: int = OTHER, kind: str = "") -> str:
    """Return how many figures are met of each use."""
    fitted, held = belief.tally("fitted", at_most, kind), belief.tally("held_out", at_most, kind)
    return f"{fitted} fitted and {held} held out"


def checked_sentence(belief: Belief) -> str:
    """Return the shortest true word on what has been checked, for people who read no further."""
    if belief.score is None:
        return "It has not been checked against published figures yet."
    if belief.is_strict:
        held_out = " and ".join(f"{belief.strict(kind, 'held_out')} of {kind}s" for kind in (SURVEY, TRIAL))
        return f"Of published figures that were held out and count, it meets {held_out}; what it misses is named below."
    fitted, held = belief.tally("fitted"), belief.tally("held_out")
    return f"Of published figures it meets {fitted} that numbers were fitted to, and {held} held out; what it misses is named below."


def near_sentence(belief: Belief) -> list[str]:
    """Return how many of the figures nearest to the scenario are met: after such an event, with its help, or of the kind quoted here."""
    words = {SAME_HAZARD: "after this event or one of its kind", SAME_HELP: "with the help that these plans give added"}
    told = [f"{said}, {uses(belief, at_most)}" for at_most, said in words.items() if belief.rows(at_most)]
    if len(told) == len(words) and len(belief.rows(SAME_HELP)) == len(belief.rows(SAME_HAZARD)):
        told.pop()
    if told:
        return [f"Of those, are met: {'; '.join(told)}."]
    quoted = (
        [f"Of those, are met: of the kind quoted here, {uses(belief, SAME_KIND)}."] if belief.rows(SAME_KIND) else []
    )
    return ["No figure of these is about such an event.", *quoted]


def numbers_sentence(belief: Belief) -> list[str]:
    """Return a sentence if the current numbers differ from those that were checked."""
    said = []
    if belief.moved_on:
        said.append(
            "The model's numbers have changed since that check, so it speaks of the model as it was; `healing evaluate "
            "--write` checks anew."
        )
    if belief.others:
        some = [f"`{path}`" for path in belief.others[:TOLD]]
        more = f", and {len(belief.others) - TOLD} more" if len(belief.others) > TOLD else ""
        said.append(
            f"This scenario has other numbers than those checked ({', '.join(some)}{more}): "
            "what was met with those need not hold with these."
        )
    if not belief.scenario_known:
        said.append("The scenario file was not at hand, so whether it has numbers of its own is not known here.")
    return said


def figure_words(belief: Belief, row: Scored) -> str:
    """Return a published figure in words: who was asked, what was counted, of whom, and when."""
    whom = row.group.replace("_", " ")
    said = whom in ("", "all", "all asked", "all enrolled") or row.figure.replace("_", " ").endswith(f", {whom}")
    group = "" if said else f", {whom}"
    since = " the first session" if belief.kind(row) == TRIAL else ""
    when = "" if row.months is None else f", {row.months:g} months after{since}"
    return f"{belief.label(row)}: {row.figure.replace('_', ' ')}{group}{when}"


def measured(row: Scored, value: float | None) -> str:
    """Return a value in the unit of its figure."""
    if value is None or isnan(value):
        return MISSING
    if row.unit in ("percent", "%"):
        return f"{value:.1f}%"
    return percent(value) if row.unit == "share" else f"{value:.2f}"


def ranged(row: Scored, value: float | None, low: float | None, high: float | None) -> str:
    """Return a value with its range in brackets."""
    ends = "" if low is None or high is None else f" ({measured(row, low)} to {measured(row, high)})"
    return f"{measured(row, value)}{ends}"


def use(row: Scored) -> str:
    """Return what a figure was used for, in words."""
    return USE[row.use]


def cells(belief: Belief, row: Scored) -> list[str]:
    """Return what both tables say of a figure: itself, published, model, use."""
    published = ranged(row, row.published, row.low, row.high)
    return [figure_words(belief, row), published, ranged(row, row.model, row.model_low, row.model_high), use(row)]


def missed_table(belief: Belief) -> Table:
    """Return the figures that the model misses, the nearest to the scenario first, each with what is known of the reason."""
    rows = [[*cells(belief, row), belief.why(row) or "The reason is not known."] for row in belief.missed()]
    caption = (
        "Published figures that the model misses, those about this event or its kind first; in brackets published intervals and 90% of "
        "the model's runs."
    )
    return Table(caption, ["Published figure", "Published", "Model", "Use", "Why, as far as known"], rows)


def resting_sentences(results: Results, scenario: Scenario | None, belief: Belief) -> list[str]:
    """State for each plan named best which of its help has an effect that the model's own check misses; nothing without a scenario."""
    if scenario is None or belief.score is None or len(results.arms) == 1:
        return []
    said = []
    best = dict.fromkeys(filter(None, (best_arm(results), *best_buys(results))))
    for arm in (arm for arm in best if arm in scenario.arms):
        given = {
            scenario.programmes[name].intervention
            for name in scenario.arms[arm].programmes
            if name in scenario.programmes
        }
        rows = [row for row in belief.missed() if (about := belief.known.get(row.survey)) and about.help & given]
        if rows:
            figures = "; ".join(f"{figure_words(belief, row)}: published {measured(row, row.published)}, model {measured(row, row.model)}"
                                for row in rows[:TOLD])  # fmt: skip
            more = f"; and {len(rows) - TOLD} more" if len(rows) > TOLD else ""
            said.append(
                f"What is said of {plan(results, arm)} rests on help whose effect the model's own check misses: {figures}{more}."
            )
    return said


def best_buys(results: Results) -> list[str]:
    """Return the arms that are the best buy on average at some worth of a healthy year."""
    if "dalys" not in results.final:
        return []
    curve = acceptability_curve(results)
    return [str(arm) for arm in dict.fromkeys(curve[curve["best_mean"]]["arm"]) if arm != results.baseline]


def near_table(belief: Belief) -> Table:
    """Return every figure that was checked, the nearest to the scenario first, with its verdict and its source."""
    rows = [
        [
            *cells(belief, row),
            "missed" if row.is_missed else "met",
            named(row.source.split()) if row.source else MISSING,
        ]
        for row in belief.rows()
    ]
    caption = "Every published figure that the model was held against, those about this event or its kind first."
    return Table(caption, ["Published figure", "Published", "Model", "Use", "Verdict", "Source"], rows)


def missed_lines(belief: Belief, most: int = 6) -> list[str]:
    """Return the nearest figures that are missed, one a line for a terminal, and how many there are beside them."""
    missed = belief.missed()
    lines = [
        f"{figure_words(belief, row)}: published {measured(row, row.published)}, model {measured(row, row.model)} ({use(row)}). "
        f"{belief.why(row) or 'The reason is not known.'}"
        for row in missed[:most]
    ]
    return [*lines, f"... and {len(missed) - most} more: healing evaluate"] if len(missed) > most else lines
