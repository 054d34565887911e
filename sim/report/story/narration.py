"""How is a life described? In plain sentences: who, losses, what weighs and helps, the path to help, and the final state.

    Life --tell--> paragraphs            the words are in words.py, two plans in contrast.py

Severity is told by its distance from the case cut-off; `numbers` adds the model's own figures. A story shows how the model works for one
synthetic person; it is not a forecast.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sim.population.ages import ADULT
from sim.population.residents import CASE_FROM
from sim.report.story.events import LINE, LifeEvent, events_of, weeks_of_coping
from sim.report.story.life import Life
from sim.report.story.words import (
    BARRIERS,
    COPING,
    COUNTS,
    EVENTS,
    GROWTH,
    HEADINGS,
    HEALING,
    LEVELS,
    PRONOUNS,
    SENTENCES,
    TERMS,
    TIES,
)  # fmt: skip

__all__ = ["tell"]

MOST_TERMS, LEAST_TERM, MOST_WAYS = 3, 0.1, 2
POINTS, MOST_POINTS = 33.0, 80.0
# From which change severity or healing is told as a change, in cut-offs and as a share.
NOTABLE = 0.05
WAITING, IN_CARE = 1, 2
LOSSES = {
    "home_lost": "{her} home is lost", "income_lost": "{she} loses work or income", "injured": "{she} is injured",
    "bereaved": "a loved one dies",
}  # fmt: skip


def tell(life: Life, first: int = 0, last: int | None = None, numbers: bool = False) -> list[str]:
    """Return the story of a life between two weeks, one paragraph per entry; `numbers` adds threat, efficacy, strain and scores.

    >>> from sim.report.story import events_of, follow, tell
    >>> (life,) = follow(sim.load("minimal"), ["usual_care"], row=12, scale=0.3)
    >>> paragraphs = tell(life, 0, 20)
    >>> len(paragraphs) > 1
    True
    """
    last = life.weeks if last is None else min(last, life.weeks)
    told = [who(life, last)]
    if first == 0:
        told.append(what_struck(life, numbers))
    told += [
        f"Week {event.week}: {sentence_of(life, event, numbers)}"
        for event in events_of(life, last)
        if max(first, 1) <= event.week
    ]
    if last > 0:
        told.append(where_it_ends(life, first, last, numbers))
    return told


def said(life: Life, name: str, words_of: dict[str, str] = SENTENCES, /, **given: object) -> str:
    """Return a sentence with its braces filled in."""
    words = pronouns(life)
    raised = {f"{word[0].upper()}{word[1:]}": f"{text[0].upper()}{text[1:]}" for word, text in words.items()}
    return words_of[name].format(**{**words, **raised, **given})


def pronouns(life: Life) -> dict[str, str]:
    """Return the words that depend on sex."""
    return PRONOUNS[int(life.at("female", 0))]


def who(life: Life, last: int) -> str:
    """Return who this is: age, home, means and supporters."""
    age, own = int(life.at("age", 0)), int(life.at("own_care_until", 0))
    noun = pronouns(life)["woman" if age >= ADULT else "girl"]
    home = said(life, "alone") if life.household == 1 else said(life, "together", n=life.household)
    sentences = [
        said(life, "made_up", row=life.row),
        said(life, "who", A_woman=f"A {noun}", age=age, place=life.place, home=home, income=f"{life.at('income', 0):.1f}",
             means=means(life)),
        around(life),
    ]  # fmt: skip
    if own >= 0:
        name = "own_care_off" if own == 0 else "own_care_on" if own <= last else "own_care_throughout"
        sentences.append(said(life, "own_care", goes_on=said(life, name, week=own)))
    return " ".join(sentences)


def means(life: Life) -> str:
    """Return the resources that matter for access to care, in words."""
    have = {"insured": "insurance", "vehicle": "a car", "internet": "internet at home"}
    there = [words for name, words in have.items() if life.at(name, 0)]
    missing = [words for name, words in have.items() if not life.at(name, 0)]
    parts = [f"with {listed(there)}" if there else "", f"without {listed(missing, 'or')}" if missing else ""]
    return " and ".join(part for part in parts if part)


def around(life: Life) -> str:
    """Return the supporters, layer by layer."""
    layers = [TIES[layer][n != 1].format(n=n) for layer, n in life.ties.items() if n]
    people = counted("people support", sum(life.ties.values()))
    return said(life, "ties", people=people, layers=listed(layers)) if layers else said(life, "no_ties")


def what_struck(life: Life, numbers: bool) -> str:
    """Return what the event took, what weighs and helps, and the first reaction."""
    date = f"{life.plan.start:%-d %B %Y}"
    losses = [words.format(**pronouns(life)) for name, words in LOSSES.items() if life.at(name, 0)]
    if life.at("back_home", 0) > 0:
        losses.append(f"{pronouns(life)['she']} has to leave home")
    kind = "struck" if losses else "touched" if life.at("struck", 0) else "spared"
    told = [said(life, kind, date=date, losses=listed(losses))]
    if numbers:
        figures = {"threat": life.at("threat", 0), "efficacy": life.at("efficacy", 0), "strain": life.strain(0)}
        told.append(said(life, "appraisal", **{name: f"{value:+.1f}" for name, value in figures.items()}))
    for name, sign in (("weighs", 1), ("eases", -1)):
        if terms := largest_terms(life, 0, sign, numbers):
            told.append(said(life, name, terms=terms))
    return " ".join([*told, said(life, "first_days", severity=severity_said(life, 0, numbers)), said(life, "line")])


def largest_terms(life: Life, week: int, sign: int, numbers: bool) -> str:
    """Return the largest terms that raise (sign 1) or lower (-1) strain in a week, in words; empty if all are small."""
    sizes = {
        name: float(term[week]) for name, term in life.terms.items() if name in TERMS and sign * term[week] > LEAST_TERM
    }
    first = sorted(sizes, key=lambda name: -abs(sizes[name]))[:MOST_TERMS]
    size = {name: f" ({sizes[name]:+.1f})" if numbers else "" for name in first}
    return listed([f"{TERMS[name][sign < 0].format(**pronouns(life))}{size[name]}" for name in first])


def severity_said(life: Life, week: int, numbers: bool = False) -> str:
    """Return where severity is beside the case cut-off; with numbers, how many cut-offs and questionnaire points that is."""
    severity = life.at("severity", week)
    level = step_above(LEVELS, severity)
    if not numbers:
        return level
    points = f", about {severity * POINTS:.0f} of 80 points of the PCL-5" if severity * POINTS <= MOST_POINTS else ""
    return f"{level} ({cut_offs(severity)} times the cut-off{points})"


def cut_offs(severity: float) -> str:
    """Return severity in cut-offs, with as many digits as keep it on its side of 1."""
    digits = next((n for n in range(1, 6) if (round(severity, n) >= LINE) == (severity >= LINE)), 6)
    return f"{severity:.{digits}f}"


def step_above(steps: Sequence[tuple[float, str]], value: float) -> str:
    """Return the words of the first step that is above a value."""
    return next(words for top, words in steps if value < top)


def sentence_of(life: Life, event: LifeEvent, numbers: bool = False) -> str:
    """Return an event as a sentence, without its week."""
    filled = EVENTS[words_for(life, event)].format(
        **pronouns(life), severity=severity_said(life, event.week, numbers), count=event.count, until=event.until,
        programme=programme_of(life, event.programme), met=met(life, event.barriers), weeks=counted("weeks", event.count),
        waited=f" after {counted('weeks', event.count)} of waiting" if event.kind == "began" and event.count else "",
        sessions=counted("sessions", event.count) if event.count else "no session",
    )  # fmt: skip
    return f"{pronouns(life)['she']} {filled}"


def words_for(life: Life, event: LifeEvent) -> str:
    """Return the key of an event's sentence: by who said no, how often, and where the resident lives by then."""
    if event.kind == "turned away":
        kind = "declined" if set(event.barriers) == {"declined"} else event.kind
        return f"{kind} often" if event.count > 1 else kind
    gone = life.at("settled_elsewhere", 0) and 0 <= life.at("back_home", 0) <= event.week
    return f"{event.kind} from elsewhere" if gone and event.kind == "on a list" else event.kind


def programme_of(life: Life, name: str) -> str:
    """Return the label of a programme, empty for none."""
    return life.plan.programmes[name].label if name else ""


def counted(what: str, n: int) -> str:
    """Return a number with its noun, singular or plural."""
    return COUNTS[what][n != 1].format(n=n)


def met(life: Life, barriers: tuple[str, ...]) -> str:
    """Return the barriers met, the most frequent first, with the count if more than one."""
    often = Counter(barriers).most_common()
    names = [
        BARRIERS.get(name) or str(life.plan.barriers.get(name, {}).get("label", name)).lower() for name, _ in often
    ]
    shown = [
        f"{name} ({n} times)" if n > 1 and len(often) > 1 else name for name, (_, n) in zip(names, often, strict=True)
    ]
    return listed(shown)


def where_it_ends(life: Life, first: int, last: int, numbers: bool) -> str:
    """Return the ways of coping, where care and home are, and severity and healing in the last week."""
    ways = weeks_of_coping(life, first, last)[:MOST_WAYS]
    told = [said(life, "coping", ways=listed([COPING[way] for way, _ in ways]))]
    severity = severity_said(life, last, numbers)
    told.append(said(life, "end", week=last, severity=severity, heading=HEADINGS[heading(life, last)]))
    if wavers(life, last):
        told.append(said(life, "wavers"))
    if state := {WAITING: "waiting", IN_CARE: "in_care"}.get(int(life.at("care", last))):
        name = list(life.plan.programmes)[int(life.at("programme", last))]
        told.append(said(life, state, programme=programme_of(life, name)))
    if life.at("back_home", 0) > last:
        told.append(said(life, "away"))
    return " ".join([*told, healing_said(life, last, numbers)])


def heading(life: Life, week: int) -> str:
    """Return whether severity is about to rise, to ease or to stay."""
    gap = life.at("set_point", week) - life.at("severity", week)
    return "stays" if abs(gap) < NOTABLE else "rises" if gap > 0 else "eases"


def wavers(life: Life, last: int) -> bool:
    """Return whether the last week is on another side of the cut-off than the latest lasting change said."""
    sides = [event.kind == "fell ill" for event in events_of(life, last) if event.kind in ("fell ill", "got well")]
    said_last = sides[-1] if sides else life.at("severity", 0) >= CASE_FROM
    return bool(said_last != (life.at("severity", last) >= CASE_FROM))


def healing_said(life: Life, week: int, numbers: bool) -> str:
    """Return healing apart from symptoms, beside what it was before the event."""
    parts = {name: life.at(name, week) for name in ("agency", "meaning", "connection", "growth")}
    whole = life.at("whole", week)
    if numbers:
        points = {name: f"{100 * share:.0f}" for name, share in {**parts, "whole": whole}.items()}
        return SENTENCES["healing_numbers"].format(**points)
    gap = (parts["agency"] + parts["meaning"] + parts["connection"]) / 3 - whole
    side = "same" if abs(gap) < NOTABLE else "higher" if gap > 0 else "lower"
    return said(life, "healing", healing=HEALING[side], growth=step_above(GROWTH, parts["growth"]))


def listed(parts: list[str], last: str = "and") -> str:
    """Return parts as a list in words."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}" if parts else ""
