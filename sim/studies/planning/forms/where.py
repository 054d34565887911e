"""Who is where, and what is there for them? Languages, children, the 4Ws of activities, and sites with the people in their reach.

All of it is from the table of places and the plan: nothing is simulated here.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.kernels.sphere import miles_between
from sim.outcomes.formats import count, percent
from sim.scenario import Programme
from sim.studies.planning.answer import Answer, NoAnswerError
from sim.studies.planning.forms.common import (
    UNVERIFIED,
    fte_of,
    held,
    in_words,
    number_of,
    offered,
    plan_of,
    slots_by_place,
)
from sim.studies.planning.forms.settings import FormSettings
from sim.studies.planning.variants import Ask

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ask_4ws", "ask_children", "ask_languages", "ask_siteplan"]

SCHOOL = ("school_group", "trauma_informed_school", "social_emotional_learning", "tf_cbt_children")


def ask_languages(asked: Ask) -> Answer:
    """Answer how many speak English less than very well, by place, and which programmes speak to them."""
    import pandas as pd

    places = asked.scenario.places
    people = places.population * places.share_limited_english
    frame = pd.DataFrame({
        "place": places.names, "people": places.population, "limited_english": people, "share": places.share_limited_english,
        "struck": people * places.exposure,
    }).sort_values("limited_english", ascending=False, kind="stable")  # fmt: skip
    programmes = pd.DataFrame([
        {"programme": p.label, "languages": " ".join(p.languages), "sessions_a_week": p.slots,
        "other_than_english": set(p.languages) != {"en"}}
        for p in held(asked)
    ])  # fmt: skip
    only = [p.label for p in held(asked) if set(p.languages) == {"en"}]
    said = [
        f"{count(people.sum())} of {count(places.population.sum())} people ({percent(float(people.sum() / places.population.sum()))}) "
        f"speak English "
        f"less than very well; {count(float((people * places.exposure).sum()))} of them are in homes that were struck.",
        f"In English only: {', '.join(only)}."
        if only
        else "Every programme of the plan is given in another language too.",
    ]
    tables = (
        in_words(frame, "People who speak English less than very well, by place.", {
            "place": ("Place", ""), "limited_english": ("People", "people"), "share": ("Share", "share"), "struck": ("In homes "
            "struck", "people"),
        }),
        in_words(programmes, "Languages of the programmes.", {
            "programme": ("Programme", ""), "languages": ("Languages", ""), "sessions_a_week": ("Sessions a week", "whole"),
        }),
    )  # fmt: skip
    limits = (
        "The table of places does not say which languages they speak: take those from the census table of languages at home.",
    )
    return Answer(
        "languages",
        "Who needs help in another language than English?",
        tuple(said),
        limits,
        tables,
        {"places": frame, "programmes": programmes},
    )


def ask_children(asked: Ask) -> Answer:
    """Answer how many children there are, by place and in homes that were struck, and which programmes of the plan are for them."""
    import pandas as pd

    places = asked.scenario.places
    young = places.population * places.share_age_0_14
    frame = pd.DataFrame({
        "place": places.names, "children_0_14": young, "people_15_24": places.population * places.share_age_15_24,
        "children_in_homes_struck": young * places.exposure, "schools": "", "pupils": "", "school_counsellors": "",
    }).sort_values("children_in_homes_struck", ascending=False, kind="stable")  # fmt: skip
    theirs = [p.label for p in held(asked) if p.min_age < 18 or p.intervention in SCHOOL]
    said = (
        f"{count(float(young.sum()))} children under 15 live here, {count(float((young * places.exposure).sum()))} of them in homes "
        f"that were "
        "struck.",
        f"For children in {asked.label(plan_of(asked))}: {', '.join(theirs)}."
        if theirs
        else f"No programme of {asked.label(plan_of(asked))} is for children.",
    )
    limits = (
        "The distress of children is not simulated. Schools, pupils and counsellors are empty columns: fill them from the district's list.",
        "The bands of the table (0-14, 15-24) are not those of the weekly forms (0-5, 6-11, 12-17).",
    )
    table = in_words(frame, "Children by place.", {
        "place": ("Place", ""), "children_0_14": ("Under 15", "people"), "children_in_homes_struck": ("In homes struck", "people"),
        "people_15_24": ("15 to 24", "people"),
    })  # fmt: skip
    return Answer("children", "How many children, and where?", said, limits, (table,), {"places": frame})


def ask_4ws(asked: Ask, settings: str | Path | None = None) -> Answer:
    """Answer who does what, where and when: one row an activity and place. NoAnswerError for a plan with no programme."""
    import pandas as pd

    numbers = FormSettings.read(settings)
    rows = [row for programme in held(asked) for row in activity_rows(asked, programme, numbers)]
    if not rows:
        raise NoAnswerError(f"{asked.label(plan_of(asked))} has no programme, so there is no activity to list")
    frame = pd.DataFrame(rows)
    said = (
        f"{len(held(asked))} activities in {frame['place'].nunique()} places; organisation and contact are for you to fill in.",
    )
    limits = (
        "Fields and codes of the 4Ws are from memory: hold them against the form of the cluster before it is sent.",
        UNVERIFIED,
    )
    table = in_words(frame, "Who is where, when, doing what.", {
        "activity": ("Activity", ""), "description": ("What", ""), "place": ("Where", ""), "start": ("From", ""), "end": ("To", ""),
        "people_a_year": ("People a year", "people"), "staff": ("Staff", "fte"), "language": ("Language", ""),
    })  # fmt: skip
    return Answer(
        "4ws",
        f"Who is where, when, doing what under {asked.label(plan_of(asked))}?",
        said,
        limits,
        (table,),
        {"rows": frame},
    )


def activity_rows(asked: Ask, programme: Programme, settings: FormSettings) -> list[dict[str, Any]]:
    """Return one row for each place of a programme, with its share of the slots."""
    plan = asked.scenario
    kind = plan.interventions[programme.intervention].get("kind", "")
    ends = plan.start + timedelta(weeks=programme.closes) if programme.closes is not None else ""
    session = max(number_of(asked, programme, "sessions", 1.0), 1.0)
    places = slots_by_place(asked, programme)
    share = {place: slots / max(sum(places.values()), 1.0) for place, slots in places.items()}
    return [
        {
            "organisation": "", "contact": "", "activity": str(settings.tables["activity"].get(kind, "11 General activities")),
            "description": programme.label, "target_group": target(programme), "place": place, "admin_code": "",
            "start": str(plan.start + timedelta(weeks=programme.opens)), "end": str(ends),
            "people_a_year": part * float(offered(programme, 52).sum()) / session,
            "staff": round(part * fte_of(asked, programme, settings, programme.slots), 1), "staff_training": "",
            "funded_or_planned": "planned", "free_of_charge": "yes" if not programme.price else "no", "language": " "
            "".join(programme.languages),
        }
        for place, part in share.items()
    ]  # fmt: skip


def target(programme: Programme) -> str:
    """Return whom a programme is for."""
    ages = (
        f"ages {programme.min_age} to {programme.max_age}"
        if programme.max_age < 120
        else f"ages {programme.min_age} and over"
    )
    return ", ".join([ages, *programme.only])


def ask_siteplan(asked: Ask, settings: str | Path | None = None) -> Answer:
    """Answer where the sites are and who lives in walking and in driving reach of them. NoAnswerError if nobody travels to any."""
    import pandas as pd

    numbers, places, plan = FormSettings.read(settings), asked.scenario.places, asked.scenario
    walk, drive = numbers("reach", "walk"), numbers("reach", "drive")
    rows = []
    for programme in held(asked):
        if not plan.channels[programme.channel].get("travel", 0):
            continue
        for place, slots in slots_by_place(asked, programme).items():
            at = places.names.index(place)
            far = miles_between(places.lon[[at]], places.lat[[at]], places.lon, places.lat)[0]
            near, reach = (float(places.population[far <= most].sum()) for most in (walk, drive))
            rows.append({
                "programme": programme.label, "place": place, "lon": float(places.lon[at]), "lat": float(places.lat[at]),
                "sessions_a_week": slots, "staff": round(fte_of(asked, programme, numbers, slots), 1), "people_walking": near,
                "people_driving": reach, "without_a_car_driving": float((places.population * places.share_no_vehicle)[far <= drive].sum()),
                "opens": str(plan.start + timedelta(weeks=programme.opens)), "languages": " ".join(programme.languages),
            })  # fmt: skip
    if not rows:
        raise NoAnswerError(f"nobody travels to a programme of {asked.label(plan_of(asked))}, so it has no site plan")
    frame = pd.DataFrame(rows)
    return Answer("siteplan", f"Where are the sites of {asked.label(plan_of(asked))}, and who is in reach?", site_sentences(asked,
    frame, walk), (
        f"Reach is in straight lines between middles of places: {walk:g} mile{'s' * (walk != 1)} on foot, {drive:g} by car. Streets "
        f"are longer; no timetable of "
        "buses is known here.", "A place whose middle is within reach counts with all its people.",
    ), (in_words(frame, "Sites of the plan.", {
        "programme": ("Programme", ""), "place": ("Place", ""), "sessions_a_week": ("Sessions a week", "people"), "staff": ("Staff", "fte"),
        "people_walking": ("People in walking reach", "people"), "people_driving": ("In driving reach", "people"),
    }),), {"sites": frame})  # fmt: skip


def site_sentences(asked: Ask, frame: pd.DataFrame, walk: float) -> tuple[str, ...]:
    """State how many people have no site in walking reach, and in which places."""
    places = asked.scenario.places
    rows = [places.names.index(place) for place in dict.fromkeys(frame["place"])]
    far = miles_between(places.lon, places.lat, places.lon[rows], places.lat[rows]).min(axis=1) > walk
    people = float(places.population[far].sum())
    worst = sorted(
        (name for name, out in zip(places.names, far, strict=True) if out),
        key=lambda name: -places.population[places.names.index(name)],
    )
    named = f" Most live in {', '.join(worst[:5])}." if worst else ""
    share = percent(people / float(places.population.sum()), 0)
    return (
        f"{len(frame)} sites in {len(rows)} places. {count(people)} people ({share}) live farther than {walk:g} "
        f"mile{'s' * (walk != 1)} from any of them.{named}",
    )
