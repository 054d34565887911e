"""What of a scenario is invented? Damage, capacity, sites and positions that were taken from elsewhere, a sentence each."""

from __future__ import annotations

from sim.scenario.intake import Intake
from sim.scenario.plan import Scenario

__all__ = ["intake_lines", "invented"]

# Longitude of the first place if positions are made up (see `sim.scenario.census.placing`).
MADE_UP_LON = -98.0


def invented(scenario: Scenario) -> tuple[str, ...]:
    """Return one sentence for each thing that was taken from another place or from the nation: damage, capacity, sites and the like."""
    taken = scenario.intake or Intake(columns={}, slots={}, sites={})
    found = [damage(scenario, taken), capacity(scenario, taken), sites(scenario, taken)]
    if taken.event_from and scenario.event.footprint == "table":
        found.append(f"The event is taken over from {titled(taken.event_from)}: {scenario.event.label}.")
    if taken.positions and abs(float(scenario.places.lon.min()) - MADE_UP_LON) < 0.01:
        found.append(f"The positions are invented: {taken.positions}. Distances to help mean nothing.")
    return tuple(sentence for sentence in found if sentence)


def damage(scenario: Scenario, taken: Intake) -> str:
    """Return the sentence on damage; "" where every place has its own."""
    places = scenario.places
    if scenario.event.footprint != "table":
        if not taken.event_from:
            return ""
        return f"The damage is invented: it falls off with the distance from a place, as in {titled(taken.event_from)}."
    blank = places.filled_in.get("exposure", 0)
    if not blank:
        return ""
    usual = float(scenario.book["community.national.exposure"].value)
    some = "" if blank == len(places) else f" in {blank} of {len(places)} places"
    offers = (
        f" These columns of your tables could stand for it (--use exposure=COLUMN): {', '.join(taken.stand_ins)}."
        if taken.stand_ins
        else ""
    )
    where = "everywhere" if not some else "there"
    return f"The damage is invented{some}: {usual:.0%} of homes {where}, as in New Orleans 2005.{offers}"


def titled(name: str) -> str:
    """Return the name of a scenario as words."""
    return name.replace("_", " ").title()


def used(scenario: Scenario) -> list[str]:
    """Return the programmes that some arm has."""
    held = {name for arm in scenario.arms.values() for name in arm.programmes}
    return [name for name in scenario.programmes if name in held]


def capacity(scenario: Scenario, taken: Intake) -> str:
    """Return the sentence on sessions a week that were taken over and stay as they were."""
    same = [name for name in used(scenario) if taken.slots.get(name) == scenario.programmes[name].slots]
    if not same:
        return ""
    some = ", ".join(f"{scenario.programmes[name].label} {scenario.programmes[name].slots:,}" for name in same[:4])
    more = f" and {len(same) - 4} more" if len(same) > 4 else ""
    return f"The capacity is invented: sessions a week as in {titled(taken.plans_from)}, in proportion to people ({some}{more})."


def sites(scenario: Scenario, taken: Intake) -> str:
    """Return the sentence on sites that were put in the places with most people."""
    order = scenario.places.most_populous()
    same = []
    for name in used(scenario):
        count = taken.sites.get(name)
        usual = tuple(scenario.places.names[order[n % len(order)]] for n in range(count)) if count else ()
        if usual and usual == scenario.programmes[name].sites:
            same.append(scenario.programmes[name].label)
    if not same:
        return ""
    some = ", ".join(same[:4]) + (" and others" if len(same) > 4 else "")
    return f"The sites are invented: those of {some} are in the places with most people."


def intake_lines(scenario: Scenario) -> tuple[str, ...]:
    """Return how the table of places was read: what each column was made of, what was not in it, and what there was to say."""
    if scenario.intake is None:
        return ()
    taken = scenario.intake
    places = scenario.places
    head = f"{places.people:,} people in {len(places)} places, from {' and '.join(taken.tables) or 'a table'}."
    blank = [f"{name} ({count})" for name, count in places.filled_in.items()]
    nation = f"The figure of the nation, in so many places: {', '.join(blank)}." if blank else ""
    columns = [f"{name}: {words}." for name, words in taken.columns.items()]
    cells = f"Each cell with what it was made of: {taken.cells}." if taken.cells else ""
    return tuple(line for line in (head, *columns, nation, *taken.notes, cells) if line)
