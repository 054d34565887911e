"""The words of a story: every sentence once, so that another language is another file like this.

In braces: values filled in by the story. `{she}`, `{her}` and `{herself}` follow the sex that the census counts; `{She}` begins a sentence.
"""

from __future__ import annotations

__all__ = ["BARRIERS", "COPING", "EVENTS", "PRONOUNS", "SENTENCES", "TERMS", "TIES"]

PRONOUNS = (
    {"she": "he", "her": "his", "him": "him", "woman": "man", "girl": "boy"},
    {"she": "she", "her": "her", "him": "her", "woman": "woman", "girl": "girl"},
)
SENTENCES = {
    "made_up": "Not a real person: resident {row} exists in this model alone, and so does everything that happens to {him}.",
    "who": "{A_woman} of {age} in {place}, {home}, with an income of {income} times the poverty line, {means}.",
    "alone": "living alone",
    "together": "in a household of {n}",
    "ties": "{n} people support {him}: {layers}.",
    "no_ties": "Nobody outside the home is known to support {him}.",
    "own_care": "{She} was in treatment before the event, and {goes_on}.",
    "own_care_on": "it continues until week {week}",
    "own_care_off": "it had ended, or was interrupted by the event",
    "struck": "Week 0, {date}. The event: {losses}.",
    "spared": "Week 0, {date}. The event spares {her} home and {him}, but hits the town.",
    "appraisal": "What is at stake (threat) is {threat}, what {she} can do about it (efficacy) {efficacy}; with {her} disposition,"
    " strain is {strain} (0: the mean of people surveyed after such events; 1: a standard deviation above).",
    "weighs": "The largest burdens: {terms}.",
    "eases": "What helps most: {terms}.",
    "severity": "Post-traumatic stress is at {severity} times the case cut-off{points}.",
    "line": "So {she} counts as a case from the start.",
    "points": " (about {points} of 80 points of the PCL-5)",
    "coping": "How {she} copes, week by week: {ways}.",
    "end": "Week {week}: post-traumatic stress at {severity} times the cut-off, moving towards {heading}.",
    "healing": "Agency {agency}, meaning {meaning}, connection {connection} of 100; their mean was {whole} before"
    " the event. Growth: {growth}.",
    "quiet": "Nothing happens on the path to help in these weeks.",
    "same": 'Under "{other}" nothing differs, to the last digit: same person, same random seed.',
    "differs": 'Under "{other}" everything is the same up to week {week}. From then on the lives diverge: at the end'
    " post-traumatic stress is at"
    " {there} times the cut-off there and at {here} here.",
    "note": "A story shows how the model works, and is not a forecast for anyone. If you are in distress: in the"
    " United States call or text 988.",
}
EVENTS = {
    "fell ill": "crosses the cut-off and stays above it: from now on {she} counts as a case ({severity}).",
    "got well": "is below the cut-off and stays there ({severity}).",
    "came home": "is back home after {count} weeks.",
    "settled": "has settled elsewhere for good, after {count} weeks away from home.",
    "turned away": "recognises a need, asks, and is turned away: {met}.",
    "turned away often": "asks {count} times until week {until} and is turned away each time: {met}.",
    "on a list": "asks for help and joins the waiting list of {programme}.",
    "began": "begins {programme}{waited}.",
    "called on": "is contacted by outreach and begins {programme}.",
    "stopped": "stops {programme} after {count} of its sessions ({severity}).",
    "gave up waiting": "gives up waiting for {programme} after {count} weeks.",
    "finished": "finishes {programme}: {count} sessions ({severity}).",
}
TIES = {
    "household": "{n} at home", "kin": "{n} of kin", "neighbours": "{n} next door", "work": "{n} at work or school",
    "friends": "{n} friends",
}  # fmt: skip
# The words for a term of strain if it adds to strain, and if it reduces it.
TERMS = {
    "home_lost": ("the lost home", ""), "income_lost": ("the lost income", ""), "injured": ("the injury", ""),
    "bereaved": ("the death of a loved one", ""), "struck": ("having been there", ""), "away": ("living away from home", ""),
    "reminders_and_hassles": ("daily hassles and reminders", "quiet days"),
    "self_efficacy": ("little confidence in {her} own coping", "confidence in {her} own coping"),
    "resources": ("few resources", "resources"), "support": ("little support from others", "support from others"),
    "female": ("what women face more often", "what men face less often"), "temperament": ("temperament", "temperament"),
    "prior_trauma": ("earlier trauma", "little earlier trauma"),
    "attachment_anxiety": ("fear of abandonment", "trust in close people"),
    "distress_before": ("distress before the event", "well-being before the event"),
}  # fmt: skip
COPING = ("tackling problems", "easing feelings", "avoiding", "turning to others", "finding meaning")
# The words for a barrier; others use their label.
BARRIERS = {
    "cost": "the price", "stigma": "stigma", "distance": "distance", "digital": "no internet at home", "language": "language",
    "trust": "distrust of services", "declined": "declined the offer", "none_open": "nothing suitable was open",
}  # fmt: skip
