"""How is a life described? In plain sentences: who, losses, appraisal, the path to help, and the final state.

    Life --tell--> paragraphs            Life, the same under another arm --compared--> where the two diverge, and the result

All words are in words.py. A story shows how the model works for one synthetic person; it is not a forecast.
"""

from __future__ import annotations

from collections import Counter

from sim.population.ages import ADULT
from sim.population.residents import CASE_FROM
from sim.report.story.events import LifeEvent, events_of, weeks_of_coping
from sim.report.story.life import Life
from sim.report.story.words import BARRIERS, COPING, EVENTS, PRONOUNS, SENTENCES, TERMS, TIES

__all__ = ["compared", "sentence_of", "tell"]

MOST_TERMS, LEAST_TERM = 3, 0.1
POINTS, MOST_POINTS = 33.0, 80.0
LOSSES = {
    "home_lost": "{her} home is lost", "income_lost": "{she} loses work or income", "injured": "{she} is injured",
    "bereaved": "a loved one dies",
}  # fmt: skip


def tell(life: Life, first: int = 0, last: int | None = None) -> list[str]:
    """Return the story of a life between two weeks, one paragraph per entry.

    >>> from sim.report.story import events_of, follow, tell
    >>> (life,) = follow(sim.load("minimal"), ["usual_care"], row=12, scale=0.3)
    >>> paragraphs = tell(life, 0, 20)
    >>> len(paragraphs) > 1
    True
    """
    last = life.weeks if last is None else min(last, life.weeks)
    told = [who(life)]
    if first == 0:
        told.append(what_struck(life))
    told += [
        f"Week {event.week}: {sentence_of(life, event)}"
        for event in events_of(life)
        if max(first, 1) <= event.week <= last
    ]
    if last > 0:
        told.append(where_it_stands(life, first, last))
    return told


def said(life: Life, name: str, **given: object) -> str:
    """Return a sentence with its braces filled in."""
    words = pronouns(life)
    raised = {f"{word[0].upper()}{word[1:]}": f"{text[0].upper()}{text[1:]}" for word, text in words.items()}
    return SENTENCES[name].format(**{**words, **raised, **given})


def pronouns(life: Life) -> dict[str, str]:
    """Return the words that depend on sex."""
    return PRONOUNS[int(life.at("female", 0))]


def who(life: Life) -> str:
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
        goes_on = said(life, "own_care_on", week=own) if own > 0 else said(life, "own_care_off")
        sentences.append(said(life, "own_care", goes_on=goes_on))
    return " ".join(sentences)


def means(life: Life) -> str:
    """Return the resources that matter for access to care, in words."""
    have = {"insured": "insurance", "vehicle": "a car", "internet": "internet at home"}
    there = [words for name, words in have.items() if life.at(name, 0)]
    missing = [words for name, words in have.items() if not life.at(name, 0)]
    parts = [f"with {listed(there)}" if there else "", f"without {listed(missing)}" if missing else ""]
    return " and ".join(part for part in parts if part)


def around(life: Life) -> str:
    """Return the supporters, layer by layer."""
    layers = [TIES[layer].format(n=n) for layer, n in life.ties.items() if n]
    return said(life, "ties", n=sum(life.ties.values()), layers=listed(layers)) if layers else said(life, "no_ties")


def what_struck(life: Life) -> str:
    """Return what the event took, the appraisal and the first reaction."""
    date = life.plan.start
    losses = [words.format(**pronouns(life)) for name, words in LOSSES.items() if life.at(name, 0)]
    if life.at("back_home", 0) > 0:
        losses.append(f"{pronouns(life)['she']} has to leave home")
    told = [
        said(life, "struck", date=f"{date:%-d %B %Y}", losses=listed(losses)) if losses else said(life, "spared", date=f"{date:%-d %B %Y}"),
        said(
            life, "appraisal", threat=f"{life.at('threat', 0):+.1f}", efficacy=f"{life.at('efficacy', 0):+.1f}",
            strain=f"{life.strain(0):+.1f}",
        ),
    ]  # fmt: skip
    for name, sign in (("weighs", 1), ("eases", -1)):
        if terms := largest_terms(life, 0, sign):
            told.append(said(life, name, terms=terms))
    if life.at("severity", 0) >= CASE_FROM:
        return " ".join([*told, severity_said(life, 0), said(life, "line")])
    return " ".join([*told, severity_said(life, 0)])


def largest_terms(life: Life, week: int, sign: int) -> str:
    """Return the largest terms that raise (sign 1) or lower (-1) strain in a week, in words; empty if all are small."""
    sizes = {
        name: float(term[week]) for name, term in life.terms.items() if name in TERMS and sign * term[week] > LEAST_TERM
    }
    first = sorted(sizes, key=lambda name: -abs(sizes[name]))[:MOST_TERMS]
    return listed([f"{TERMS[name][sign < 0].format(**pronouns(life))} ({sizes[name]:+.1f})" for name in first])


def severity_said(life: Life, week: int) -> str:
    """Return the severity of post-traumatic stress, with questionnaire points if within its range."""
    points = life.at("severity", week) * POINTS
    shown = said(life, "points", points=f"{points:.0f}") if points <= MOST_POINTS else ""
    return said(life, "severity", severity=f"{life.at('severity', week):.1f}", points=shown)


def sentence_of(life: Life, event: LifeEvent) -> str:
    """Return an event as a sentence, without its week."""
    kind = "turned away often" if event.kind == "turned away" and event.count > 1 else event.kind
    programme = life.plan.programmes[event.programme].label if event.programme else ""
    waited = f" after {weeks_said(event.count)} of waiting" if event.kind == "began" and event.count else ""
    filled = EVENTS[kind].format(
        **pronouns(life), severity=f"post-traumatic stress at {life.at('severity', event.week):.1f} times the cut-off", count=event.count,
        until=event.until, programme=programme, waited=waited, met=met(life, event.barriers),
    )  # fmt: skip
    return f"{pronouns(life)['she']} {filled}"


def weeks_said(count: int) -> str:
    """Return a number of weeks in words."""
    return "a week" if count == 1 else f"{count} weeks"


def met(life: Life, barriers: tuple[str, ...]) -> str:
    """Return the barriers met, the most frequent first, with the count if more than one."""
    often = Counter(barriers).most_common()
    names = [
        BARRIERS.get(name) or str(life.plan.barriers.get(name, {}).get("label", name)).lower() for name, _ in often
    ]
    return listed([name if n == 1 else f"{name} ({n} times)" for name, (_, n) in zip(names, often, strict=True)])


def where_it_stands(life: Life, first: int, last: int) -> str:
    """Return the ways of coping, and severity and healing in the last week."""
    ways = listed([f"{COPING[way]} {n}" for way, n in weeks_of_coping(life, first, last)])
    healing = {name: f"{100 * life.at(name, last):.0f}" for name in ("agency", "meaning", "connection", "growth")}
    return " ".join([
        said(life, "coping", ways=ways),
        said(life, "end", week=last, severity=f"{life.at('severity', last):.1f}", heading=f"{life.at('set_point', last):.1f}"),
        said(life, "healing", whole=f"{100 * life.at('whole', last):.0f}", **healing),
    ])  # fmt: skip


def compared(life: Life, other: Life) -> str:
    """Return in words where the same life under another arm diverges from this one, and the result."""
    label, week = other.plan.arms[other.arm].label, life.first_difference(other)
    if week is None:
        return said(life, "same", other=label)
    end = min(life.weeks, other.weeks)
    here, there = (f"{one.at('severity', end):.1f}" for one in (life, other))
    return said(life, "differs", other=label, week=week - 1, here=here, there=there)


def listed(parts: list[str]) -> str:
    """Return parts as a list in words."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""
