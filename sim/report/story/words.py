"""The words of a story: every sentence once, so that another language is another file like this.

In braces: values filled in by the story. `{she}`, `{her}` and `{herself}` follow the sex that the census counts; `{She}` begins a sentence.
"""

from __future__ import annotations

__all__ = [
    "BARRIERS", "CONTRAST", "COPING", "COUNTS", "EVENTS", "GROWTH", "HEADINGS", "HEALING", "LEVELS", "PRONOUNS", "SENTENCES", "TERMS",
    "TIES",
]  # fmt: skip

PRONOUNS = (
    {"she": "he", "her": "his", "him": "him", "woman": "man", "girl": "boy"},
    {"she": "she", "her": "her", "him": "her", "woman": "woman", "girl": "girl"},
)
SENTENCES = {
    "made_up": "Not a real person: resident {row} exists in this model alone, and so does everything that happens to {him}.",
    "who": "{A_woman} of {age} in {place}, {home}, with an income of {income} times the poverty line, {means}.",
    "alone": "living alone",
    "together": "in a household of {n}",
    "ties": "{people} {him}: {layers}.",
    "no_ties": "The model knows of nobody who supports {him}.",
    "own_care": "{She} had been in treatment in the year before the event; {goes_on}.",
    "own_care_on": "it continues until week {week}",
    "own_care_throughout": "it continues for the whole of this story",
    "own_care_off": "it had ended, or was interrupted by the event",
    "struck": "Week 0, {date}. The event: {losses}.",
    "touched": "Week 0, {date}. The event reaches {him}, and takes neither home nor work, nor anyone close.",
    "spared": "Week 0, {date}. The event spares {her} home and {him}, but hits the town.",
    "appraisal": "What is at stake (threat) is {threat}, what {she} can do about it (efficacy) {efficacy}; with {her} disposition,"
    " strain is {strain} (0: the mean of people surveyed after such events; 1: a standard deviation above).",
    "weighs": "What weighs most: {terms}.",
    "eases": "What helps most: {terms}.",
    "first_days": "In the first days, post-traumatic stress is {severity}.",
    "line": "The line is the case cut-off: from there on a person counts as a case of post-traumatic stress disorder.",
    "coping": "Most often {she} copes by {ways}.",
    "end": "Week {week}: post-traumatic stress is {severity}, {heading}.",
    "wavers": "It moves back and forth across the line in the last weeks.",
    "healing": "Agency, meaning and connection, taken together, are {healing} before the event; growth is {growth}.",
    "healing_numbers": "Agency {agency}, meaning {meaning}, connection {connection} of 100; their mean was {whole} before"
    " the event. Growth: {growth}.",
    "waiting": "{She} is still waiting for {programme}.",
    "in_care": "{She} is still attending {programme}.",
    "away": "{She} is still away from home.",
    "note": "A story shows how the model works, and is not a forecast for anyone. If you are in distress: in the"
    " United States call or text 988.",
}
# Two plans, by what differs.
CONTRAST = {
    "same": 'Under "{other}" nothing differs in these weeks: the same person, the same chances, the same life.',
    "differs": 'Under "{other}" everything is the same up to week {week}. Then the two lives diverge.',
    "at_once": 'Under "{other}" the life differs from the start.',
    "only": 'Only under "{label}": {steps}.',
    "indirect": "No step of the story differs: the plan reaches {him} only in small ways, for instance through the people around {him}.",
    "ends_alike": "In week {week} post-traumatic stress is about the same under both plans: {here}.",
    "ends_near": 'In week {week} post-traumatic stress is a little {than} under "{label}" than under "{other}", and {here} under both.',
    "ends": 'In week {week} post-traumatic stress is {than} under "{label}": {here}, and {there} under "{other}".',
}
# How far severity is from the case cut-off, by the first level above it.
LEVELS = (
    (0.5, "far below the line"), (0.9, "below the line"), (1.0, "just below the line"), (1.1, "just above the line"),
    (1.5, "above the line"), (float("inf"), "far above the line"),
)  # fmt: skip
HEADINGS = {"rises": "and rising", "eases": "and easing", "stays": "and holding steady"}
HEALING = {"lower": "lower than", "same": "about as high as", "higher": "higher than"}
GROWTH = ((1 / 3, "small"), (2 / 3, "moderate"), (float("inf"), "large"))
EVENTS = {
    "fell ill": "crosses the line, stays above it for at least a month and counts as a case.",
    "got well": "falls below the line and stays there for at least a month.",
    "own care": "returns to {her} own treatment, as in the time before the event.",
    "came home": "is back home after {weeks}.",
    "settled": "settles elsewhere for good after {weeks} away from home; the services in town stay open to {him}.",
    "declined": "is offered help and declines for now.",
    "declined often": "is offered help {count} times up to week {until} and declines for now.",
    "turned away": "looks for help and does not get it (in the way: {met}).",
    "turned away often": "looks for help {count} times up to week {until} and does not get it (in the way: {met}).",
    "on a list": "asks for help and joins the waiting list of {programme}.",
    "on a list from elsewhere": "asks for help back in town and joins the waiting list of {programme}.",
    "began": "begins {programme}{waited}.",
    "called on": "is contacted by outreach and begins {programme}.",
    "stopped": "stops {programme} after {sessions}, with post-traumatic stress {severity}.",
    "gave up waiting": "gives up waiting for {programme} after {weeks}.",
    "finished": "finishes {programme} after {sessions}, with post-traumatic stress {severity}.",
}
# One and many.
COUNTS = {
    "people support": ("1 person supports", "{n} people support"), "weeks": ("a week", "{n} weeks"),
    "sessions": ("1 session", "{n} sessions"),
}  # fmt: skip
TIES = {
    "household": ("{n} at home",) * 2, "kin": ("{n} relative", "{n} relatives"), "neighbours": ("{n} next door",) * 2,
    "work": ("{n} at work or school",) * 2, "friends": ("{n} friend", "{n} friends"),
}  # fmt: skip
# The words for a term of strain if it adds to strain, and if it reduces it.
TERMS = {
    "home_lost": ("the lost home", ""), "income_lost": ("the lost income", ""), "injured": ("the injury", ""),
    "bereaved": ("the death of a loved one", ""), "struck": ("having been there", ""), "away": ("living away from home", ""),
    "reminders_and_hassles": ("daily hassles and reminders", "few hassles and reminders"),
    "self_efficacy": ("little confidence in {her} own coping", "confidence in {her} own coping"),
    "resources": ("few resources", "money and other resources"), "support": ("little support from others", "support from others"),
    "female": ("more distress among women and girls on average", "less distress among men and boys on average"),
    "temperament": ("a temperament that adds to distress", "a temperament that protects"),
    "prior_trauma": ("earlier trauma", "little earlier trauma"),
    "attachment_anxiety": ("fear of abandonment", "trust in close people"),
    "distress_before": ("distress before the event", "well-being before the event"),
}  # fmt: skip
COPING = ("tackling problems", "easing feelings", "avoiding", "turning to others", "finding meaning")
# The words for a barrier; others use their label.
BARRIERS = {
    "cost": "the price", "stigma": "stigma", "distance": "distance", "digital": "no internet at home", "language": "language",
    "trust": "distrust of services", "declined": "an offer declined for now", "none_open": "no suitable help open",
}  # fmt: skip
