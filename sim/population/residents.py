"""Who lives here, and how are they? Every resident is one row; every property is one column of it.

Rows are sorted by place and household. `uid` identifies a person and keys their random draws; the row is only a position.
Severity is in units of the case cut-off: 1 is the cut-off, times 33 gives PCL-5 points, times 6 the 17-symptom count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.kernels.columns import Column, ColumnTable, column, columns_of

__all__ = [
    "CARE_STATES",
    "CASE_FROM",
    "COPING_WAYS",
    "DISTRESS_FROM",
    "EVER",
    "HAPPENED",
    "RACES",
    "SERIOUS_FROM",
    "Residents",
]

Int8 = NDArray[np.int8]
Int16 = NDArray[np.int16]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
UInt8 = NDArray[np.uint8]
UInt16 = NDArray[np.uint16]
Float32 = NDArray[np.float32]

RACES = ("White", "Black", "Hispanic", "Asian", "Other")
COPING_WAYS = ("problem-focused", "emotion-focused", "avoidance", "support-seeking", "meaning-focused")
CARE_STATES = ("out of care", "waiting", "in care")
# Bits of `happened`: events of this resident in the current week.
HAPPENED = {"asked": 1, "refused": 2, "joined": 4, "started": 8, "session": 16, "dropped": 32, "left_queue": 64,
            "finished": 128}  # fmt: skip
# Bits of `ever`: events that have happened at least once since the disaster.
EVER = {"need": 1, "perceived": 2, "asked": 4, "passed": 8, "started": 16, "stayed": 32, "finished": 64}

# Thresholds of distress, case and serious case, in case cut-offs: half the unit of severity, the unit, and one and a half.
DISTRESS_FROM, CASE_FROM, SERIOUS_FROM = np.float32(0.5), np.float32(1.0), np.float32(1.5)

FOREVER = 32000
YES_NO = ("no", "yes")


@dataclass
class Residents(ColumnTable):
    """The columns of all residents, each an array of shape `(n,)`.

    >>> residents = sim.Residents.blank(3)
    >>> residents.stigma.shape, sim.Residents.columns()["stigma"].unit
    ((3,), 'share')
    """

    # who they are
    uid: Int64 = column(
        "int64",
        "key",
        0,
        (0, 2**63 - 1),
        "Identity: place key in the upper bits, number in the place in the lower; keys all random draws.",
    )
    place: Int16 = column("int16", "row of the place table", 0, (0, FOREVER), "The place of the home.")
    household: Int32 = column(
        "int32", "number", 0, (0, 2**31 - 1), "The household; its members share home, income, tenure, car and internet."
    )
    age: UInt8 = column("uint8", "years", 40, (0, 110), "Age at the time of the event.")
    female: UInt8 = column("uint8", "yes or no", 0, (0, 1), "Female sex, as the census counts it.", labels=YES_NO)
    race: UInt8 = column(
        "uint8",
        "census group",
        0,
        (0, 4),
        "Race/ethnicity: five groups that do not overlap; Hispanic of any race.",
        labels=RACES,
    )
    income: Float32 = column(
        "float32", "multiples of the poverty line", 2, (0, 100), "Income of the household relative to its need."
    )
    owner: UInt8 = column("uint8", "yes or no", 0, (0, 1), "The household owns its home.", labels=YES_NO)
    vehicle: UInt8 = column("uint8", "yes or no", 1, (0, 1), "The household has a car.", labels=YES_NO)
    internet: UInt8 = column(
        "uint8", "yes or no", 1, (0, 1), "The household has an internet subscription.", labels=YES_NO
    )
    insured: UInt8 = column("uint8", "yes or no", 1, (0, 1), "Has health insurance.", labels=YES_NO)
    english: UInt8 = column("uint8", "yes or no", 1, (0, 1), "Speaks English well.", labels=YES_NO)
    work: Int32 = column(
        "int32", "number", -1, (-1, 2**31 - 1), "The team at work or the class at school; -1 for none."
    )
    # traits
    self_efficacy: Float32 = column(
        "float32",
        "standard deviations",
        0,
        (-7, 7),
        "Belief in being able to cope with the consequences of the event.",
        source="gallagher2020",
    )
    attachment_anxiety: Float32 = column(
        "float32",
        "standard deviations",
        0,
        (-7, 7),
        "Fear of being abandoned by close others.",
        source="woodhouse2015",
    )
    attachment_avoidance: Float32 = column(
        "float32", "standard deviations", 0, (-7, 7), "Unease with turning to others.", source="woodhouse2015"
    )
    prior_trauma: Float32 = column(
        "float32", "standard deviations", 0, (-7, 7), "Trauma experienced before the event.", source="ozer2003"
    )
    distress_before: Float32 = column(
        "float32", "standard deviations", 0, (-7, 8), "Distress in the weeks before the event.", source="nhanes2016"
    )
    temperament: Float32 = column(
        "float32",
        "standard deviations",
        0,
        (-7, 7),
        "The part of the disposition to distress not covered by other columns.",
    )
    stigma: Float32 = column(
        "float32", "share", 0.5, (0, 1), "How strongly stigma deters from asking for help.", source="clement2015"
    )
    trust: Float32 = column("float32", "share", 0.5, (0, 1), "Trust in services and their providers.")
    collectivism: Float32 = column(
        "float32", "standard deviations", 0, (-7, 7), "Orientation to family and community before the individual."
    )
    awareness: Float32 = column(
        "float32", "share", 0.5, (0, 1), "How late distress is recognised as a need for help: 0 at once, 1 never."
    )
    roots: Float32 = column(
        "float32", "standard deviations", 0, (-7, 7), "Faith, purpose and belonging before the event.",
        source="park2010",
    )  # fmt: skip
    # effects of the event
    exposure: Float32 = column("float32", "share", 0, (0, 1), "Intensity of the hazard at the resident's home.")
    struck: UInt8 = column(
        "uint8", "yes or no", 0, (0, 1), "Affected directly by the hazard: the home, or in person.", labels=YES_NO
    )
    media: Float32 = column(
        "float32",
        "standard deviations",
        0,
        (-7, 7),
        "How closely the resident follows news of the event.",
        source="houston2009",
    )
    home_lost: UInt8 = column(
        "uint8", "yes or no", 0, (0, 1), "The home was destroyed or is uninhabitable.", labels=YES_NO
    )
    income_lost: UInt8 = column(
        "uint8", "yes or no", 0, (0, 1), "Work or income was lost because of the event.", labels=YES_NO
    )
    injured: UInt8 = column("uint8", "yes or no", 0, (0, 1), "Was injured.", labels=YES_NO)
    bereaved: UInt8 = column("uint8", "yes or no", 0, (0, 1), "A loved one died.", labels=YES_NO)
    back_home: Int16 = column(
        "int16",
        "week",
        -1,
        (-1, FOREVER),
        "The week in which displaced residents are back, or have settled elsewhere; -1 for residents who did not leave.",
    )
    settled_elsewhere: UInt8 = column(
        "uint8", "yes or no", 0, (0, 1), "The household left for good: it will settle elsewhere after temporary housing.",
        source="new_orleans_return", labels=YES_NO,
    )  # fmt: skip
    situation: UInt16 = column(
        "uint16",
        "bits",
        0,
        (0, 65535),
        "What makes the resident eligible for programmes (struck, bereaved, working ...), one bit each; set once.",
    )
    resources: Float32 = column(
        "float32",
        "doublings of income",
        0,
        (-4, 4),
        "Current material resources: they shrink with distress and recover without it.",
        source="brewin2000",
    )
    means: Float32 = column(
        "float32", "doublings of income", 0, (-4, 4), "Material resources before the event, from income.",
        source="hobfoll1989",
    )  # fmt: skip
    loss: Float32 = column("float32", "strain", 0, (0, 12), "Contribution of all losses together to threat.")
    # stress and coping
    disposition: Float32 = column("float32", "strain", 0, (-20, 20), "The resident's constant part of strain.")
    hassles: Float32 = column(
        "float32",
        "strain",
        0,
        (-6, 6),
        "Fluctuations of daily life: hassles above or below the usual.",
        source="kanner1981",
    )
    threat: Float32 = column(
        "float32", "strain", 0, (-6, 20), "Primary appraisal: what is at stake.", source="lazarus1984"
    )
    efficacy: Float32 = column(
        "float32", "strain", 0, (-20, 20), "Secondary appraisal: what can be done about it.", source="lazarus1984"
    )
    stressor: Float32 = column(
        "float32",
        "share",
        1,
        (0, 4),
        "Remaining secondary stressors: housing, money, paperwork, closed services.",
    )
    support: Float32 = column("float32", "share", 0, (0, 1), "Perceived support received from others.")
    fatigue: Float32 = column("float32", "share", 0, (0, 1), "Exhaustion from giving support.")
    bonds: Float32 = column(
        "float32", "full offers", 0, (0, 100), "Bonds with other members left by groups, on average: they fade slowly.",
        source="g4h2019",
    )  # fmt: skip
    pace: Float32 = column(
        "float32", "factor", 1, (0.1, 4), "Speed at which severity moves to its set point, relative to the average."
    )
    coping: UInt8 = column(
        "uint8", "way", 0, (0, 4), "This week's way of coping.", source="lazarus1984", labels=COPING_WAYS
    )
    shock: Float32 = column(
        "float32", "log severity", 0, (-20, 150),
        "The part of distress that passes: what is left of the first impact, less what relief has taken off for now.",
    )  # fmt: skip
    fading: Float32 = column(
        "float32", "factor", 1, (0, 1000), "How fast the shock fades in this resident, relative to the median."
    )
    disruption: Float32 = column(
        "float32",
        "log severity",
        0,
        (0, 150),
        "What the disruption of the whole area adds while all of its stressors last.",
    )
    usual: Float32 = column(
        "float32",
        "case cut-offs",
        0,
        (0, 3),
        "The severity that this resident would have this week if nothing had happened.",
    )
    set_point: Float32 = column(
        "float32", "case cut-offs", 0, (0, 3), "The level that severity tends to under current conditions."
    )
    severity: Float32 = column(
        "float32", "case cut-offs", 0, (0, 3), "Severity of post-traumatic stress; 1 is the case cut-off."
    )
    skills: Float32 = column(
        "float32",
        "log set point",
        0,
        (-2, 8),
        "Lasting effect of care: lowers the set point, or raises it if below 0.",
    )
    orientation: Float32 = column(
        "float32", "share", 0, (-1, 1), "Recent orientation to loss (-1) or to restoration (1); 0 without grief.",
        source="stroebe1999",
    )  # fmt: skip
    # healing, apart from symptoms
    agency: Float32 = column(
        "float32", "share", 0, (0, 1), "Sense of having a say in one's own life.", source="herman1992"
    )
    meaning: Float32 = column(
        "float32", "share", 0, (0, 1), "Sense that life, and what happened, can be understood.", source="park2010"
    )
    connection: Float32 = column("float32", "share", 0, (0, 1), "Sense of belonging with others.", source="herman1992")
    growth: Float32 = column(
        "float32", "share", 0, (0, 1), "Post-traumatic growth: share of the maximum of the five domains of its inventory.",
        source="tedeschi2004",
    )  # fmt: skip
    whole: Float32 = column("float32", "share", 0, (0, 1), "The healing index before the event.")
    # help
    care: UInt8 = column("uint8", "state", 0, (0, 2), "Out of care, waiting or in care.", labels=CARE_STATES)
    programme: Int8 = column(
        "int8", "programme", -1, (-1, 15), "The latest programme waited for or attended; -1 for none yet."
    )
    site: Int16 = column("int16", "site", -1, (-1, FOREVER), "The latest site waited for or attended; -1 for none yet.")
    since: Int16 = column("int16", "week", -1, (-1, FOREVER), "The week in which the current state of care began.")
    waited: Int16 = column(
        "int16",
        "weeks",
        -1,
        (-1, FOREVER),
        "Weeks in the latest line, up to the course or to leaving it; -1 if it was offered by outreach.",
    )
    sessions: UInt8 = column("uint8", "sessions", 0, (0, 255), "Sessions attended in the current course.")
    asks: UInt8 = column(
        "uint8", "times", 0, (0, 255), "How many times this resident has asked for help, or was offered it by outreach."
    )
    courses: UInt8 = column("uint8", "times", 0, (0, 255), "How many courses of any programme this resident has begun.")
    ask_again: Int16 = column("int16", "week", 0, (0, FOREVER), "The first week in which the resident may ask again.")
    own_care_until: Int16 = column(
        "int16", "week", -1, (-1, FOREVER),
        "The week until which prior treatment continues; 0 if it had ended or was interrupted, -1 for none in the year before.",
        source="olfson2019",
    )  # fmt: skip
    used: UInt16 = column("uint16", "bits", 0, (0, 65535), "The programmes that this resident has begun, one bit each.")
    said_no: UInt16 = column(
        "uint16",
        "bits",
        0,
        (0, 65535),
        "The programmes that contacted this resident without success in the current round, one bit each.",
    )
    refused_by: Int8 = column(
        "int8", "barrier", -1, (-1, 15), "The barrier that turned this resident away this week; -1 for none."
    )
    # history
    happened: UInt8 = column("uint8", "bits", 0, (0, 255), "What happened in care this week, one bit each.")
    ever: UInt8 = column("uint8", "bits", 0, (0, 255), "The steps of care taken at least once, one bit each.")
    onset: Int16 = column("int16", "week", -1, (-1, FOREVER), "The first week above the case cut-off; -1 for never.")
    last_case: Int16 = column(
        "int16", "week", -1, (-1, FOREVER), "The latest week above the case cut-off; -1 for never."
    )

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """Return the declaration of every column."""
        return COLUMNS


COLUMNS = columns_of(Residents)
