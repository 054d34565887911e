"""What do the words mean? One plain definition for each word that the tables, figures and files use; one word for one thing.

The definitions speak of people with care: what happened to them and what stands in their way, never what they lack.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["GLOSSARY", "Word"]


class Word(NamedTuple):
    """A word: what it means here, and the words to look at next."""

    meaning: str
    related: tuple[str, ...] = ()


GLOSSARY: dict[str, Word] = {
    # the three words kept apart
    "recovery": Word(
        "Symptoms fall below the case cut-off and stay there. One may recover without healing, and heal with symptoms.",
        ("healing", "resilience", "severity", "recovered"),
    ),
    "healing": Word(
        "Agency, meaning and connection are restored, with or without symptoms. The healing index is their mean, from 0 to 1; it is "
        "restored when it is back to 95 percent of what it was before the event.",
        ("recovery", "resilience", "growth", "agency", "meaning", "connection"),
    ),
    "resilience": Word(
        "The capacity not to be thrown over the case cut-off at all. Not a duty: those who are thrown over it did nothing wrong.",
        ("recovery", "healing", "resilient"),
    ),
    # who and where
    "resident": Word(
        "One person of the community: one row of the columns, with a home, ties and a history.",
        ("tie", "place", "household"),
    ),
    "household": Word(
        "Residents who share a home, and with it income, tenure, car and internet.", ("resident", "kin_probability")
    ),
    "tie": Word(
        "A lasting line of support from one adult to another: household, kin, neighbours, work or friends.",
        ("support", "resident"),
    ),
    "place": Word(
        "A neighbourhood or tract with its census shares and its exposure.", ("site", "vulnerability", "exposure")
    ),
    "site": Word("Where a programme gives help: a position, slots and opening dates.", ("slots", "place", "programme")),
    "community": Word(
        "The residents of a scenario with their households, places and ties; the same people in every arm.",
        ("resident", "arm"),
    ),
    "vulnerability": Word(
        "How hard a place makes it to get through a disaster, from 0 to 1; it describes conditions, not people.",
        ("place", "stratum"),
    ),
    # what hits them
    "hazard": Word("What strikes: a flood, a storm, an act of violence.", ("footprint", "aftermath", "loss")),
    "footprint": Word("Where and how hard a hazard strikes.", ("hazard", "exposure")),
    "loss": Word(
        "What the event takes from a resident: home, work or income, health, somebody close.", ("threat", "aftermath")
    ),
    "aftermath": Word(
        "What follows: secondary stressors that fade as the community is rebuilt, time away from home, anniversaries.",
        ("stressor", "loss"),
    ),
    # what goes on inside
    "strain": Word(
        "What weighs on somebody after what can be done about it is taken off: threat minus efficacy, in standard deviations.",
        ("threat", "efficacy", "set_point"),
    ),
    "case": Word(
        "A resident whose severity is at or above the cut-off: probably ill in a way that care can help.",
        ("case cut-off", "severity"),
    ),
    "case cut-off": Word(
        "The line of a screening scale above which a diagnosis is likely; the unit of severity. 1 is the cut-off, 33 PCL-5 points.",
        ("severity", "case"),
    ),
    "functioning": Word("How well everyday life goes at home, at work and among people.", ("healing",)),
    "growth": Word(
        "Positive change lived after the struggle with what happened. It is never owed, and no excuse for withholding help.",
        ("healing", "resilience"),
    ),
    "trajectory": Word(
        "The course of one resident over the run: resilient, recovery, delayed or chronic.",
        ("resilient", "delayed", "chronic"),
    ),
    # help
    "need": Word("A resident has been above the case cut-off at some time since the event.", ("ask", "reach")),
    "ask": Word("A resident who sees a need asks for help; how often depends on severity.", ("need", "barrier")),
    "refusal": Word(
        "An ask turned away, recorded with the barrier that did it. The barrier is at fault, not the one who asked.",
        ("barrier", "ask"),
    ),
    "reach": Word("Share of those in need who begin a course of any programme.", ("need", "served", "cascade")),
    "served": Word("A resident who attends at least one session.", ("reach", "finished")),
    "finished": Word("A resident who attends all sessions of a course.", ("served", "dropout")),
    "cascade": Word(
        "The steps from need to recovery, each a count: perceived, asked, past the barriers, started, stayed, finished, recovered.",
        ("need", "reach", "barrier"),
    ),
    "intervention": Word(
        "What is done: the content of help, with its effect at each session.", ("channel", "programme", "pfa", "cbt")
    ),
    "channel": Word(
        "How help comes: clinic, community site, telehealth, outreach; it decides which barriers stand in the way.",
        ("intervention", "programme", "barrier"),
    ),
    "programme": Word(
        "An intervention by a channel with dates, sites, slots, price and rules for whom.",
        ("intervention", "channel", "slots"),
    ),
    "barrier": Word(
        "What stands between asking and getting: cost, stigma, distance, no internet, language, cultural fit, trust.",
        ("refusal", "cost", "stigma", "distance", "digital", "language", "culture", "trust"),
    ),
    "slots": Word(
        "Sessions (or seats in groups) that a programme can give in a week, over all its sites; always whole.",
        ("site", "queue"),
    ),
    "queue": Word(
        "Residents waiting for a free slot: first come, first served inside a priority.", ("slots", "waiting")
    ),
    "priority": Word(
        "Who gets a free slot first: by coming, by severity, or by the vulnerability of the place.", ("queue",)
    ),
    # comparing
    "scenario": Word(
        "One story to compare: places and people, an event, programmes and arms, in one TOML file.",
        ("arm", "event", "programme"),
    ),
    "policy": Word(
        "What a city or a state does beside running programmes: prices, rides, devices, screening, faster payments. An arm names them.",
        ("arm", "programme", "barrier"),
    ),
    "setting": Word(
        "A named set of other values over the same scenario file, such as the assumptions of an earlier model; the first holds unless "
        "`--setting` names another.",
        ("scenario", "arm"),
    ),
    "event": Word(
        "What happened and how hard it hit: a hazard with a first impact and a level of strain.",
        ("hazard", "hurricane_katrina"),
    ),
    "arm": Word(
        "One response plan: the programmes that exist in it, and its policies. All arms share the same people, ties and luck.",
        ("baseline", "seed"),
    ),
    "baseline": Word("The first arm of a scenario; the others are compared with it.", ("arm",)),
    "seed": Word("The number that decides all luck of one run. Who lives here does not depend on it.", ("draw", "arm")),
    "draw": Word("One keyed number of luck for one decision, person and occasion; the same in every arm.", ("seed",)),
    "week": Word("The step of time; week 0 is the week of the event.", ("measure",)),
    "stratum": Word(
        "A way of dividing people for comparison: income, race/ethnicity, sex, age, vulnerability, exposure, place, and any "
        "[stratum.name] of a scenario's own.",
        ("group", "column"),
    ),
    "group": Word(
        "One part of a stratum, such as the poorest fifth or people of 65 and over; also the channel of meetings at a community site.",
        ("stratum", "gap"),
    ),
    "measure": Word("What is counted each week.", ("outcome",)),
    "outcome": Word("What came out at the end, by group.", ("measure", "gap")),
    "gap": Word(
        "Highest minus lowest group: the absolute difference. Read it beside the level and the ratio: they can move apart.",
        ("ratio", "level"),
    ),
    "ratio": Word("Worst-off group divided by best-off group: the relative difference.", ("gap", "level")),
    "level": Word("The outcome of everybody together, before any comparison.", ("gap", "ratio")),
    "concentration index": Word(
        "How far an outcome is concentrated among people with low incomes (below 0) or high incomes (above 0), from -1 to 1.",
        ("erreygers", "slope index"),
    ),
    "erreygers": Word(
        "The concentration index corrected for outcomes that cannot pass 0 or 1.", ("concentration index",)
    ),
    "slope index": Word(
        "Difference in an outcome between the bottom and the top of the income ranking, along a fitted line.",
        ("relative index", "concentration index"),
    ),
    "relative index": Word("The slope index divided by the mean outcome.", ("slope index",)),
    # where numbers come from
    "evidence": Word("The numbers of the model, each with value, range, unit, source and grade.", ("grade", "source")),
    "grade": Word(
        "How far to believe a number: trial, cohort, survey, expert, or assumed (nothing checked says it).",
        ("evidence", "source"),
    ),
    "fitted": Word(
        "Of a published figure: numbers of ours were estimated from it. Meeting it says that the arithmetic is right, and little more.",
        ("held out", "score"),
    ),
    "held out": Word(
        "Of a published figure: nothing was made from it, so it can say that the model is wrong.", ("fitted", "score")
    ),
    "score": Word(
        "What came of holding the model against published figures, fitted and held out apart; every report reads it. A score belongs to "
        "the numbers that it was made with.",
        ("fitted", "held out", "evidence"),
    ),
    "ODD": Word(
        "Overview, design concepts, details: the usual order in which an agent-based model is described. `healing odd` writes it.",
        ("TRACE",),
    ),
    "TRACE": Word(
        "The usual order in which it is said why a model may be believed. `healing trace` writes it, with the test behind each claim.",
        ("ODD", "score"),
    ),
    "source": Word(
        "Where a number was published, and what of it was seen; `healing explain` prints it.", ("grade", "evidence")
    ),
    "interval": Word(
        "The range that holds the middle 90 percent of seeds. It shows luck alone where runs take the values of the evidence, and what is "
        "not known about the calibrated numbers as well where each seed has its draw of the posterior. Doubt about numbers that are only "
        "assumed is never in it.",
        ("seed", "posterior", "numbers_from"),
    ),
    "posterior": Word(
        "What surveys leave open about the calibrated numbers: a table of draws, each a set of numbers that belong together. The run with "
        "seed s takes draw s, the same in every arm.",
        ("interval", "numbers_from", "seed"),
    ),
}
