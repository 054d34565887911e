"""In which words is a life told? Every sentence of a story, once, so that another language is another file like this.

In braces: what the story fills in. `{she}`, `{her}` and `{herself}` follow the sex that the census counts; `{She}` begins a sentence.
"""

from __future__ import annotations

__all__ = ["BARRIERS", "COPING", "EVENTS", "PRONOUNS", "SENTENCES", "TERMS", "TIES"]

PRONOUNS = (
    {"she": "he", "her": "his", "him": "him", "woman": "man", "girl": "boy"},
    {"she": "she", "her": "her", "him": "her", "woman": "woman", "girl": "girl"},
)
SENTENCES = {
    "made_up": "Nobody real: resident {row} lives in this model alone, and so does what happens to {him}.",
    "who": "{A_woman} of {age} in {place}, {home}, with an income of {income} times the poverty line, {means}.",
    "alone": "living alone",
    "together": "in a household of {n}",
    "ties": "{n} people stand by {him}: {layers}.",
    "no_ties": "Nobody outside is known to stand by {him}.",
    "own_care": "{She} was in care of {her} own before the event, and {goes_on}.",
    "own_care_on": "it goes on until week {week}",
    "own_care_off": "it had ended, or broke off, when the event struck",
    "struck": "Week 0, {date}. It strikes: {losses}.",
    "spared": "Week 0, {date}. It spares {her} home and {him}, and strikes the town.",
    "appraisal": "What is at stake weighs {threat}, what {she} can do about it {efficacy}; with what {she} brings along, strain is {strain}"
    " (0: the mean of those surveyed after such events; 1: a standard deviation above).",
    "weighs": "What weighs most: {terms}.",
    "eases": "What eases most: {terms}.",
    "severity": "Post-traumatic stress is at {severity} of the line from which it counts as a case{points}.",
    "line": "So {she} counts as a case from the start.",
    "points": " (about {points} of 80 points of the PCL-5)",
    "coping": "How {she} copes, week by week: {ways}.",
    "end": "Week {week}: post-traumatic stress at {severity} of the line, and heading for {heading}.",
    "healing": "Agency {agency}, meaning {meaning}, connection {connection} of 100; all three together were {whole} before"
    " the event. Growth: {growth}.",
    "quiet": "Nothing happens on the way to help in these weeks.",
    "same": 'Under "{other}" nothing differs, to the last digit: same person, same luck.',
    "differs": 'Under "{other}" everything is the same up to week {week}. From then on the lives part: at the end'
    " post-traumatic stress is at"
    " {there} of the line there and at {here} here.",
    "note": "A story shows how the model thinks, and is no forecast for anybody. If you are in distress: in the"
    " United States call or text 988.",
}
EVENTS = {
    "fell ill": "crosses the line and stays above it: from now on {she} counts as a case ({severity}).",
    "got well": "is below the line and stays there ({severity}).",
    "came home": "is back home after {count} weeks.",
    "settled": "has settled elsewhere for good, after {count} weeks on the way.",
    "turned away": "sees a need, asks, and is turned away: {met}.",
    "turned away often": "asks {count} times until week {until} and is turned away each time: {met}.",
    "on a list": "asks for help and gets a place on the list of {programme}.",
    "began": "begins {programme}{waited}.",
    "called on": "is called on and begins {programme}.",
    "stopped": "stops {programme} after {count} of its sessions ({severity}).",
    "gave up waiting": "gives up waiting for {programme} after {count} weeks.",
    "finished": "finishes {programme}: {count} sessions ({severity}).",
}
TIES = {
    "household": "{n} at home", "kin": "{n} of kin", "neighbours": "{n} next door", "work": "{n} at work or school",
    "friends": "{n} friends",
}  # fmt: skip
# How a term of strain is told where it weighs, and where it eases.
TERMS = {
    "home_lost": ("the lost home", ""), "income_lost": ("the lost income", ""), "injured": ("the injury", ""),
    "bereaved": ("the death of somebody close", ""), "struck": ("having been there", ""), "away": ("living away from home", ""),
    "reminders_and_hassles": ("what these days bring", "quiet days"),
    "self_efficacy": ("little trust in {her} own coping", "trust in {her} own coping"),
    "resources": ("small means", "means"), "support": ("little support from others", "support from others"),
    "female": ("what women meet more often", "what men meet less often"), "temperament": ("temperament", "temperament"),
    "prior_trauma": ("trauma lived through before", "hardly any trauma before"),
    "attachment_anxiety": ("fear of being left", "trust in those close"),
    "distress_before": ("distress from before", "having been well before"),
}  # fmt: skip
COPING = ("tackling problems", "easing feelings", "avoiding", "turning to others", "finding meaning")
# How a barrier is told; others go by their label.
BARRIERS = {
    "cost": "the price", "stigma": "stigma", "distance": "the way there", "digital": "no internet at home", "language": "language",
    "trust": "distrust of services", "declined": "said no when asked", "none_open": "nothing suitable was open",
}  # fmt: skip
