"""The same week in plain Mesa: every resident an agent who does their own week with Python's own numbers and lists.

Written from the equations in the modules' docstrings and not from their kernels, to be compared with them: same people, same luck, same
trajectories. It shares with the package the settled community, the evidence, the sites and `draws.uniform`; nothing else. It is also
what a Mesa user would write, and so the slow side of `make bench`.
"""

from __future__ import annotations

import math
import zlib
from statistics import NormalDist
from types import SimpleNamespace

import mesa
import numpy as np

from sim.evidence.levers import LEVERS
from sim.kernels import random_streams
from sim.population.sites import site_table
from tests.oracle_care import InCare
from tests.oracle_inner import Inner

PROBLEM, EMOTION, AVOIDANCE, SEEKING, MEANING = range(5)
OUT, WAITING, ATTENDING = range(3)
MIX_ASK, MIX_BARRIER, LOW_32 = 0x9E3779B1, 0x85EBCA77, 0xFFFFFFFF
LUCK = random_streams.DECISION
BRINGS = [
    "uid", "place", "household", "age", "female", "race", "income", "owner", "vehicle", "internet", "insured",
    "english", "work", "self_efficacy", "attachment_anxiety", "attachment_avoidance", "prior_trauma", "distress_before",
    "temperament", "stigma", "trust", "collectivism", "awareness", "own_care_until",
]  # fmt: skip


def value(entry: dict, name: str, default: float = 0.0) -> float:
    """A number of a catalogue entry, be it plain or with its evidence."""
    found = entry.get(name, default)
    return float(getattr(found, "value", found))


def key_of(name: str) -> int:
    return zlib.crc32(name.encode())


def give_keys(things, kind) -> None:
    """Key the luck of each by what it is and by how many of its kind come before it."""
    for at, thing in enumerate(things):
        thing.key = key_of(f"{kind(thing)}|{sum(kind(other) == kind(thing) for other in things[:at])}")


def until(start: float, end: float, now: float) -> float:
    """The share of the way from start to end that has been gone by now."""
    return min(max((now - start) / (end - start), 0.0), 1.0)


def linked(z: float, highest: float) -> float:
    """The severity that a questionnaire shows of latent distress z."""
    return highest / (1 + (highest - 1) * math.exp(-z * highest / (highest - 1)))


def with_odds(chance: float, times: float) -> float:
    """A chance whose odds are so many times as high."""
    return chance * times / (1 - chance + chance * times)


class Policy:
    """One policy: when it begins, whom and which programmes it concerns, and how far it moves what."""

    def __init__(self, plan, name: str) -> None:
        self.entry = plan.policies[name]
        self.begins = round(value(self.entry, "weeks_until"))
        self.ends = self.begins + (round(value(self.entry, "weeks_long")) or math.inf)

    def moves(self, lever: str, neutral: float = 0.0) -> float:
        return value(self.entry, lever, neutral)

    def gives_first(self) -> str:
        given = [word for word in LEVERS if word in self.entry and value(self.entry, word) != LEVERS[word].neutral]
        return next((word for word in given if LEVERS[word].on == "residents"), "")

    def concerns(self, mine) -> bool:
        channels, interventions = self.entry.get("channels"), self.entry.get("interventions")
        return (not channels or mine.channel in channels) and (not interventions or mine.intervention in interventions)


class Offer:
    """One programme: what is done, how it comes and who may have it."""

    def __init__(self, plan, name: str, index: int, in_arm: bool) -> None:
        self.plan = plan.programmes[name]
        care, channel = plan.interventions[self.plan.intervention], plan.channels[self.plan.channel]
        self.name, self.index, self.in_arm = name, index, in_arm
        self.outreach = self.plan.entry == "outreach"
        self.closes = math.inf if self.plan.closes is None else self.plan.closes
        self.accepts = value(channel, "accepts", 1.0)
        self.sessions = round(value(care, "sessions", 1))
        self.symptom_cut, self.skills_gain = value(care, "symptom_cut"), value(care, "skills_gain")
        self.gains = {
            name: value(care, f"{name}_gain") for name in ("support", "trust", "agency", "meaning", "connection")
        }
        self.stressor_cut, self.stigma_cut = value(care, "stressor_cut"), value(care, "stigma_cut")
        self.worsens, self.group_size = value(care, "worsens"), value(care, "group_size", 1)
        self.attends, self.attends_spread = value(care, "attends", 1.0), value(care, "attends_spread")
        self.attends_well, self.well_weeks = value(care, "attends_well", self.attends), value(care, "well_weeks")
        self.individualist = 0 if self.plan.adapted else value(care, "individualist")
        odds = value(care, "dropout") / (1 - value(care, "dropout")) * value(channel, "dropout_odds", 1.0)
        odds *= self.be_matched(plan.book) if self.plan.matched else 1.0
        self.dropout = odds / (1 + odds)
        self.stigma_share = value(channel, "stigma_share", 1.0)
        self.opens, self.priority, self.more_slots = self.plan.opens, self.plan.priority, 1.0
        self.shut = False
        self.price, self.insured_share = self.plan.price, self.plan.insured_share
        self.uninsured_share = self.poor_share = self.interpreted = 0.0
        self.needs_internet = value(channel, "needs_internet") > 0
        self.barriers = [
            (name, b["hindrance"], value(b, "effect"))
            for name, b in plan.barriers.items()
            if name in channel.get("barriers", [])
        ]

    def obey(self, policy: Policy) -> None:
        """Become what a policy that begins makes of this programme."""
        self.price *= policy.moves("price", 1.0)
        self.stigma_share *= policy.moves("stigma_share", 1.0)
        self.more_slots *= policy.moves("slots", 1.0)
        self.insured_share = max(self.insured_share, policy.moves("insured_share"))
        self.uninsured_share = max(self.uninsured_share, policy.moves("covers_uninsured"))
        self.poor_share = max(self.poor_share, policy.moves("covers_poor"))
        self.interpreted = max(self.interpreted, policy.moves("interpreters"))
        self.dropout = with_odds(self.dropout, policy.moves("dropout", 1.0))
        self.accepts = with_odds(self.accepts, policy.moves("accepts", 1.0))
        self.opens = min(self.opens, max(self.opens - round(policy.moves("opens_earlier")), policy.begins))
        self.priority = policy.entry.get("priority", self.priority)

    def be_matched(self, book) -> float:
        """Let a provider of one's own culture be taken up and believed more; return the odds to stop."""
        n = {name: book[f"care.culture.matched_{name}"].value for name in ("entry", "odds", "effect")}
        self.accepts = with_odds(self.accepts, n["entry"])
        self.symptom_cut = min(self.symptom_cut * (1 + n["effect"]), 1)
        self.skills_gain *= 1 + n["effect"]
        return n["odds"]

    def is_open(self, week: int) -> bool:
        return self.in_arm and self.opens <= week < self.closes and not self.shut

    def suits(self, person: Person) -> bool:
        mine = self.plan
        return mine.min_age <= person.age <= mine.max_age and self.is_for(person) and self.fits(person)

    def is_for(self, person: Person) -> bool:
        return all(person.situation(name) for name in self.plan.only)

    def fits(self, person: Person) -> bool:
        """Whether severity is within bounds: the true one, or what a screen that errs makes of it."""
        mine, screen = self.plan, person.model.screen
        if not mine.screened:
            return mine.min_severity <= person.severity <= mine.max_severity
        luck = person.luck("screen", int(person.model.week // screen.weeks))
        enough, too_much = (
            luck < (screen.sensitivity if truly else 1 - screen.specificity)
            for truly in (person.severity >= mine.min_severity, person.severity > mine.max_severity)
        )
        return (enough or mine.min_severity == 0) and (not too_much or mine.max_severity == 10)


class Site:
    """Where a programme takes place; it knows who attends and, for outreach, whom to call on."""

    def __init__(self, offer: Offer, slots: int) -> None:
        self.offer, self.slots, self.planned, self.attending = offer, slots, slots, 0
        self.call_list, self.at = [], 0

    def free(self, week: int) -> int:
        if not self.offer.is_open(week):
            return 0
        ramp = max(self.offer.plan.ramp_weeks, 1)
        return max(self.slots * min(week - self.offer.opens + 1, ramp) // ramp - self.attending, 0)

    def call(self, town: Town) -> None:
        """Go down the call list, once round at most, until as many who fit are met as there are free slots."""
        free, met = self.free(town.week), []
        for _ in self.call_list:
            if len(met) >= free:
                break
            person = self.call_list[self.at]
            self.at = (self.at + 1) % len(self.call_list)
            passed_over = self.offer in person.used or self.offer in person.said_no
            if person.care == OUT and not passed_over and self.offer.suits(person):
                met.append(person)
        for person in met:
            if not person.asked_now:
                person.note_ask()
                town.asking.append((person, self.offer))


class Person(InCare, Inner, mesa.Agent):
    """One resident."""

    def __init__(self, town: Town, row: int, brings: dict) -> None:
        super().__init__(town)
        self.row = row
        self.__dict__.update(brings)
        self.kin, self.others = [], []
        self.settled_elsewhere = False
        self.struck = self.home_lost = self.income_lost = self.injured = self.bereaved = False
        self.back_home, self.exposure, self.touched = -1, 0.0, False
        self.stressor, self.support, self.fatigue, self.pace, self.skills, self.bonds = 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
        self.severity = self.set_point = self.usual = self.threat = self.efficacy = self.shock = 0.0
        self.coping, self.care, self.sessions, self.asks, self.courses = PROBLEM, OUT, 0, 0, 0
        self.ask_again, self.since, self.site, self.refused_by = 0, -1, None, None
        self.asked_now, self.ended_now, self.referred_to = False, False, None
        self.used, self.said_no, self.ever, self.onset, self.last_case = set(), set(), set(), -1, -1
        self.shown = (0, False, True)

    def luck(self, decision: str, occasion: int) -> float:
        return random_streams.uniform(self.model.luck_seed, LUCK[decision], self.uid, occasion & LOW_32)

    # What hits them.

    def be_struck(self) -> None:
        hazard, places, seed = self.model.hazard, self.model.places, self.model.plan.people_seed
        whose = self.head if hazard.by_household else self
        share = float(places.exposure[self.place])
        self.struck = random_streams.uniform(seed, LUCK["home"], whose.uid, 0) < share
        depth = min(float(places.exposure_days[self.place]) / hazard.deep_days, 1.0)
        least = hazard.exposure_struck
        self.exposure = least + (1 - least) * depth if self.struck else share * hazard.exposure_near
        self.head.touched = self.head.touched or self.struck
        self.media = NormalDist().inv_cdf(random_streams.uniform(seed, LUCK["media"], self.uid, 0))

    def lose(self) -> None:
        hazard, head = self.model.hazard, self.head
        near, around = ("struck" if hit else "near" for hit in (self.struck, head.touched))
        home_luck = random_streams.uniform(self.model.plan.people_seed, LUCK["home_lost"], head.uid, 0)
        self.home_lost = head.touched and home_luck < hazard.home
        poorer = hazard.income_poor if self.income < 1 else 1.0
        share = self.model.felt[self.place]
        here, there = 1.0 if self.struck else share, 1.0 if head.touched else share
        income_chance = getattr(hazard, f"income_{near}") * here * poorer
        self.income_lost = self.age >= 18 and self.luck("income_loss", 0) < income_chance
        self.injured = self.luck("injury", 0) < getattr(hazard, f"injury_{near}") * here
        self.bereaved = head.luck("bereavement", 0) < getattr(hazard, f"bereaved_{around}") * there
        self.settle_or_return(hazard, around, there)

    def settle_or_return(self, hazard, around: str, there: float) -> None:
        """Leave for a while, or for good; where all were spared nobody does either."""
        places, head, n = self.model.places, self.head, self.model.settling
        town = float(np.average(places.exposure, weights=places.population))
        vulnerability = float(places.vulnerability[self.place]) - 0.5
        settles = getattr(hazard, f"settles_{around}")
        odds = settles / (1 - settles) * town * (town + float(places.exposure[self.place])) / 2
        odds *= n.vulnerable**vulnerability * (1 if head.owner else n.renter)
        for_good = head.luck("settling", 0) < odds / (1 + odds)
        if not town or not (for_good or head.luck("leaving", 0) < getattr(hazard, f"leaving_{around}") * there):
            return
        weeks = hazard.weeks_struck if for_good else getattr(hazard, f"weeks_{around}")
        weeks *= -(hazard.vulnerable**vulnerability) * math.log(head.luck("weeks_away", 0))
        self.back_home, self.settled_elsewhere = min(1 + int(weeks), 2000), for_good

    def have_hassles(self) -> None:
        self.hassles = self.model.hassles.spread * NormalDist().inv_cdf(self.luck("hassles", 0))
        self.stressor = 1.0 - self.model.distress.late

    def unfold(self) -> None:
        n = self.model.distress
        poor = n.fade_poor * self.model.quicker["fade_poor"] if self.income < 1 else 1.0
        week = self.model.week
        new = n.late * (math.exp(-(week - 1) / n.late_weeks) - math.exp(-week / n.late_weeks))
        rate = math.sqrt(self.fading) * poor * self.model.quicker["fade"] / n.stressor_weeks
        self.stressor = self.stressor / (1 + rate) + new
        daily = self.model.hassles
        kept = math.exp(-1 / daily.weeks)
        luck = random_streams.uniform32(self.model.luck_seed, LUCK["hassles"], self.uid, self.model.week)
        self.hassles = self.hassles * kept + daily.spread * math.sqrt(12 * (1 - kept**2)) * (luck - 0.5)

    # What policies do for them.

    def is_reached(self, group: str) -> bool:
        town = self.model
        return {
            "everybody": True, "poor": self.income < 1, "uninsured": not self.insured, "struck": self.struck,
            "displaced": self.back_home > town.week, "without_car": not self.vehicle, "offline": not self.internet,
            "limited_english": not self.english, "children": self.age < 18, "older": self.age >= 65,
            "vulnerable_places": town.place_class[self.place] == 0,
        }[group]  # fmt: skip

    def be_helped(self, policy: Policy) -> None:
        luck = self.luck("policy", policy.key)
        self.vehicle |= luck < policy.moves("transport")
        self.insured |= luck < policy.moves("insured")
        self.english |= luck < policy.moves("english")
        self.stigma *= 1 - policy.moves("stigma")
        self.media -= policy.moves("media")
        self.trust += policy.moves("trust") * (1 - self.trust)
        self.awareness = 0.0 if luck < policy.moves("seen") else self.awareness

    def carry_on(self) -> None:
        """Find out whether care from before the event goes on, and until when."""
        n = self.model.own_care
        if self.own_care_until < 0:
            return
        hit = self.struck or self.back_home > 0
        in_care = self.luck("own_care", 0) < n.weeks / (n.weeks + 52)
        if in_care and self.luck("own_care", 1) >= (
            n.interrupted_struck if hit else n.interrupted_near * self.model.felt[self.place]
        ):
            self.own_care_until = min(1 + int(-n.weeks * math.log(self.luck("own_care", 2))), 2000)

    # What goes on inside.

    def bring_along(self) -> None:
        own = self.model.disposition
        self.resources = min(max(math.log2(max(self.income, 0.01) / 3.0), -2.0), 2.0)
        self.means = self.resources
        self.disposition = own.female * (self.female - 0.5)
        for trait in ("prior_trauma", "attachment_anxiety", "distress_before", "temperament"):
            self.disposition += getattr(own, trait) * getattr(self, trait)

    def take_stock(self) -> None:
        w = self.model.appraisal
        self.loss = w.home * self.home_lost + w.income * self.income_lost
        self.loss += w.injury * self.injured + w.bereavement * self.bereaved
        self.loss += self.model.hazard.strain_struck * self.struck

    def appraise(self) -> None:
        w, week = self.model.appraisal, self.model.week
        self.threat = self.loss + w.away * (week < self.back_home) + self.model.reminder * self.struck
        gone = 1 - math.exp(-week / w.made_good_weeks)
        there = self.model.hazard.strain_struck * self.struck
        self.threat -= gone * (w.home * self.home_lost + w.income * self.income_lost + there)
        self.threat += self.hassles + self.model.news * self.media
        self.rely()

    def rely(self) -> None:
        """Say what can be done about it."""
        w = self.model.appraisal
        self.efficacy = w.self_efficacy * self.self_efficacy + w.resources * self.resources + w.support * self.felt

    def settle(self) -> None:
        """Let severity be what it is as things stand, and what it would be without the event."""
        n = self.model.distress
        own = self.model.level + n.strain_spread * (self.disposition + self.hassles - self.efficacy)
        lasting = own + n.strain_spread * (self.threat - self.hassles) + self.disruption * self.stressor - self.skills
        self.usual, self.set_point, self.severity = (linked(z, n.highest) for z in (own, lasting, lasting + self.shock))

    def be_usual(self) -> None:
        self.rely()
        n = self.model.distress
        own = self.model.level + n.strain_spread * (self.disposition + self.hassles - self.efficacy)
        self.usual = self.severity = linked(own, n.highest)

    def show_seeking(self) -> None:
        odds = self.odds_of_coping()
        self.shown = (math.floor(odds[SEEKING] / sum(odds) * 63 + 0.5) / 63, False, True)

    def tire(self) -> None:
        n, ties = self.model.support, self.kin + self.others
        self.fatigue = min(n.load / n.rest * self.offers(ties) / max(len(ties), 1), 1.0)

    def lean(self) -> None:
        n = self.model.support
        received = n.kin_weight * self.offers(self.kin) + self.offers(self.others)
        self.support = received / (received + n.half)

    def first_impact(self) -> None:
        n, event, around = self.model.impact, self.model.plan.event, self.model.around[self.place]
        luck, burden, fading = (
            NormalDist().inv_cdf(self.luck(kind, 0)) for kind in ("peril", "burden", "fading")
        )  # fmt: skip
        danger = (1 - n.peril) * around + n.peril * self.exposure / self.model.danger
        usual = self.disposition + self.hassles - self.efficacy
        impact = n.with_strain * usual + math.sqrt(1 - n.with_strain**2) * luck
        self.shock = danger * math.exp(event.first_impact + n.spread * impact)
        self.disruption = around * math.exp(event.strain_level + n.burden_spread * burden)
        self.fading = math.exp(event.fading + n.fading_spread * fading)
        self.settle()

    def odds_of_coping(self) -> list[float]:
        n, gap = self.model.coping, self.threat - self.efficacy
        pulls = [
            n.problem_by_means * self.efficacy + n.problem_by_threat * self.threat,
            n.emotion_by_gap * gap,
            n.avoidance_base - n.avoidance_by_gap * self.efficacy + n.avoidance_by_attachment * self.attachment_avoidance,
            n.seeking_base - n.seeking_by_attachment * self.attachment_avoidance + n.seeking_by_severity * self.severity
            - self.model.pressure.level * self.model.pressure.conceals,
            n.meaning_base + n.meaning_by_collectivism * self.collectivism,
        ]  # fmt: skip
        return [math.exp(pull) for pull in pulls]

    def cope(self) -> None:
        n, odds = self.model.coping, self.odds_of_coping()
        left = float(random_streams.uniform32(self.model.luck_seed, LUCK["coping"], self.uid, self.model.week)) * sum(
            odds
        )
        self.coping = MEANING
        for way, weight in enumerate(odds):
            if left < weight:
                self.coping = way
                break
            left -= weight
        if self.coping == PROBLEM:
            self.stressor *= 1 - n.problem_solving
        if self.coping in {EMOTION, AVOIDANCE}:
            self.shock -= n.relief * max(self.shock, 0)

    def show(self) -> None:
        """Show the ties what there is to give, whether support is sought, and whether all is well."""
        offer = 0.0
        if self.age >= self.model.support.giving_age:
            offer = (1 - self.fatigue) * (1 - self.model.support.distress_cost * min(self.severity, 2) / 2)
        self.shown = (math.floor(offer * 63 + 0.5) / 63, self.coping == SEEKING, self.severity < 0.5)

    def offers(self, ties: list[Person]) -> float:
        return sum(tie.shown[0] for tie in ties)

    def receive(self) -> None:
        n, town = self.model.support, self.model
        kin, others = self.offers(self.kin), self.offers(self.others) + self.bonds
        if town.apart:
            elsewhere = sum(tie.household != self.household for tie in self.kin) / max(len(self.kin), 1)
            kin, others = kin * (1 - town.apart * elsewhere), others * (1 - town.apart)
        received = town.mobilised * (n.kin_weight * kin + town.wear * others)
        added = min(max(self.severity - self.usual, 0), 2)
        felt = received / (received + n.half) * (1 - town.erosion * added / 2)
        gain = n.seeking_gain if self.coping == SEEKING else 1.0
        self.support += n.rate * gain * (felt - self.support)
        ties = self.kin + self.others
        seeking = sum(tie.shown[1] for tie in ties) / max(len(ties), 1)
        self.fatigue = min(max(self.fatigue + n.load * seeking - n.rest * self.fatigue, 0.0), 1.0)
        healthy = sum(tie.shown[2] for tie in ties) / len(ties) if ties else n.friends_usual
        self.pace = n.friends_double ** ((healthy - n.friends_usual) / (n.friends_enough - n.friends_few))

    def feel(self) -> None:
        slowed = self.model.coping.avoidance_slows if self.coping == AVOIDANCE else 1.0
        self.shock /= 1 + self.model.distress.recovery_rate * self.fading * self.pace * self.through * slowed
        self.settle()

    def remember(self) -> None:
        if self.severity >= 1:
            self.last_case = self.model.week
            self.onset = self.model.week if self.onset < 0 else self.onset
            self.ever.add("need")

    # Asking, waiting, attending.

    def note_ask(self) -> None:
        self.asks = min(self.asks + 1, 250)
        self.asked_now = True
        self.ever.add("asked")

    def degree(self, severity: float) -> str:
        return (
            "serious" if severity >= self.model.asking_numbers.serious_from else "case" if severity >= 1 else "distress"
        )

    def sees(self, severity: float) -> bool:
        n, pressure = self.model.asking_numbers, self.model.pressure
        seen = getattr(n, f"seen_{self.degree(severity)}") * (1 - pressure.level * pressure.hides)
        return severity >= n.distress_from and (self.own_care_until >= 0 or self.awareness < seen)

    def go_back(self) -> None:
        """Begin care of one's own again, as in any week."""
        week, mean = self.model.week, self.model.own_care.weeks
        if 0 <= self.own_care_until <= week and self.luck("own_care", 2 * week + 2) < 1 / 52:
            self.own_care_until = week + min(1 + int(-mean * math.log(self.luck("own_care", 2 * week + 3))), 2000)

    def seek(self) -> None:
        n, town = self.model.asking_numbers, self.model
        self.asked_now, self.ended_now, self.refused_by = False, False, None
        if self.age < 18 or not self.sees(self.severity):
            return
        self.ever.add("perceived")
        ready = self.care == OUT and town.week >= max(self.ask_again, self.own_care_until) and self.asks < 250
        sooner = town.own_care.asks_sooner if self.own_care_until >= 0 else 1.0
        luck = random_streams.uniform32(town.luck_seed, LUCK["ask"], self.uid, town.week) / sooner
        usually = self.sees(self.usual) and luck < getattr(n, self.degree(self.usual))
        if ready and luck < getattr(n, self.degree(self.severity)) and not usually:
            self.note_ask()
            town.asking.append((self, None))

    def hindrance(self, kind: str, offer: Offer) -> float:
        n, mine = self.model.hindrance, offer.plan
        if kind == "stigma":
            return self.stigma * offer.stigma_share
        if kind == "price_share":
            weight = n.price_poor if self.income < 1 else n.price_rich if self.income >= n.rich_from else 1.0
            paid = offer.insured_share if self.insured else offer.uninsured_share
            paid = max(paid, offer.poor_share) if self.income < 1 else paid
            return (1 - paid) * weight * offer.price / n.full_price
        if kind == "travel_miles":
            miles = float(self.model.miles[self.place, offer.index])
            return miles if self.vehicle else miles * n.miles_without_car
        if kind == "no_internet":
            return float(offer.needs_internet and not self.internet)
        if kind == "language_gap":
            understood = self.english or ("es" in mine.languages and self.race == 2)
            return 0.0 if understood else 1 - offer.interpreted
        if kind == "culture_gap":
            left = 1 - self.model.culture.adapted_opens * mine.adapted
            return max(self.collectivism, 0.0) * n.culture_unfit * left
        if kind == "work_hours":
            return float(not mine.evenings and self.situation("working"))
        left = 1 - self.model.culture.matched_trust * mine.matched
        return {"distrust": (1 - self.trust) * left}[kind]

    def barred_by(self, offer: Offer) -> str | None:
        for name, kind, effect in offer.barriers:
            passes = math.exp(effect * self.hindrance(kind, offer))
            occasion = offer.key ^ self.asks * MIX_ASK ^ key_of(name) * MIX_BARRIER
            if passes < 1 and self.luck("barrier", occasion) >= passes:
                return name
        return None

    def choose(self) -> None:
        """Try what is open and fits in an order of my own; join the first that nothing bars."""
        fitting = [
            offer for offer in self.model.offers
            if not offer.outreach and offer.is_open(self.model.week) and offer.suits(self)
            and offer not in self.used and self.model.nearest[self.place, offer.index] >= 0
        ]  # fmt: skip
        fitting.sort(key=lambda offer: -self.luck("choice", offer.key ^ self.asks * MIX_ASK))
        barred = []
        for offer in fitting:
            barred.append(self.barred_by(offer))
            if barred[-1] is None:
                return self.join(offer)
        return self.be_refused(barred[0] if barred else "none_open")

    def answer(self, offer: Offer) -> None:
        """Answer the call of an outreach programme."""
        barred = self.barred_by(offer)
        if barred is None and self.luck("contact", offer.key ^ self.asks * MIX_ASK) >= offer.accepts:
            barred = "declined"
        if barred:
            self.said_no.add(offer)
        return self.be_refused(barred) if barred else self.join(offer)

    def be_refused(self, barrier: str) -> None:
        self.refused_by, self.ask_again = barrier, self.model.week + self.model.pause

    def join(self, offer: Offer) -> None:
        self.care, self.since = WAITING, self.model.week
        self.site = self.model.sites[self.model.nearest[self.place, offer.index]]
        self.ever.add("passed")
        self.model.arrived.append(self)

    def gives_up(self) -> bool:
        town, weeks = self.model, self.model.week - self.since
        tired = weeks > 0 and self.luck("waiting", self.asks * 4096 + weeks) < town.leaves
        return tired or town.week >= self.site.offer.closes

    def priority(self, rule: str) -> int:
        if rule == "severity":
            return 2 - (self.severity >= 1) - (self.severity >= self.model.serious_class)
        return self.model.place_class[self.place] if rule == "vulnerability" else 0

    def start(self) -> None:
        self.care, self.since, self.sessions = ATTENDING, self.model.week, 0
        self.courses += 1
        self.used.add(self.site.offer)
        self.ever.add("started")
        self.site.attending += 1

    def leave(self) -> None:
        self.ended_now = self.care == ATTENDING
        self.site.attending -= self.ended_now
        self.care, self.since, self.ask_again = OUT, self.model.week, self.model.week + self.model.pause

    def be_referred(self) -> None:
        """Be referred to the next step, having ended a course this week with much distress left."""
        if not self.ended_now or not self.site.offer.plan.then:
            return
        mine = self.site.offer.plan
        step = next(offer for offer in self.model.offers if offer.name == mine.then)
        there = step.in_arm and self.model.nearest[self.place, step.index] >= 0
        admitted = step.plan.min_age <= self.age <= step.plan.max_age and step not in self.used
        if there and admitted and self.severity >= mine.then_from:
            self.referred_to = step


class Town(mesa.Model):
    """The town: residents, sites and the week, under one arm and one seed."""

    def __init__(self, plan, community, arm: str, seed: int) -> None:
        super().__init__(rng=seed)
        self.plan, self.luck_seed, self.week, self.places = plan, seed, 0, community.places
        self.read_numbers(plan.book)
        in_arm = plan.arms[arm].programmes
        self.policies = [Policy(plan, name) for name in plan.arms[arm].policies]
        give_keys(self.policies, lambda p: f"{p.entry.get('reaches', 'everybody')}|{p.gives_first()}")
        self.quicker = {"fade": 1.0, "fade_poor": 1.0}
        self.offers = [Offer(plan, name, k, name in in_arm) for k, name in enumerate(plan.programmes)]
        give_keys([o for o in self.offers if o.in_arm], lambda o: f"{o.plan.intervention}|{o.plan.channel}")
        table = site_table(plan, community.places, community.scale)
        self.nearest, self.miles = table.nearest, table.miles
        self.sites = [Site(self.offers[k], int(n)) for k, n in zip(table.site_programme, table.slots, strict=True)]
        self.asking, self.arrived, self.queue, self.attending = [], [], [], []
        self.people = self.settle(community)
        self.rank_places()
        self.look_around()
        self.set_week()
        self.open()

    def read_numbers(self, book) -> None:
        def bundle(path: str) -> SimpleNamespace:
            stem = f"{path}."
            return SimpleNamespace(**{p[len(stem) :]: book[p].value for p in book if p.startswith(stem)})

        event = self.plan.event
        self.hazard = bundle(f"hazards.{event.hazard}")
        self.hazard.by_household = self.plan.hazards[event.hazard]["by_household"]
        self.reminders = bundle("aftermath.reminders")
        self.hassles = bundle("aftermath.hassles")
        self.settling = bundle("aftermath.settling")
        self.appraisal, self.disposition = bundle("stress.appraisal"), bundle("stress.disposition")
        self.impact, self.distress = bundle("stress.impact"), bundle("stress.distress")
        spread = self.distress.strain_spread * math.sqrt(1 + self.hassles.spread**2)
        self.level = spread * NormalDist().inv_cdf(self.distress.usual_cases)
        self.coping, self.support = bundle("stress.coping"), bundle("stress.support")
        self.healing, self.growing = bundle("stress.healing"), bundle("stress.growth")
        self.grief, self.spiral, self.pressure, self.hardship = (
            bundle(f"stress.{part}") for part in ("grief", "spiral", "pressure", "hardship")
        )  # fmt: skip
        self.asking_numbers, self.hindrance = bundle("care.asking"), bundle("care.hindrance")
        self.own_care = bundle("care.own_care")
        self.screen, self.calling = bundle("care.screening"), bundle("care.calling")
        self.pause, self.leaves = int(self.asking_numbers.pause), book["care.waiting.leaves"].value
        self.alliance, self.culture, self.worsening, self.groups = (
            bundle(f"care.{part}") for part in ("alliance", "culture", "worsening", "groups")
        )  # fmt: skip
        self.serious_class = book["care.course.serious_class"].value

    def look_around(self) -> None:
        """How much was struck around the homes of each place, against the people of the survey, and how far that is felt."""
        h, n, event, places = self.hazard, self.impact, self.plan.event, self.places
        struck = n.reference_struck if event.struck is None else event.struck
        town = float(np.average(places.exposure, weights=places.population))
        self.around = [
            ((town + share) / 2 / struck) ** n.around_power if town + share else 0.0 for share in places.exposure
        ]
        self.felt = [min(share, 1.0) for share in self.around]
        self.felt_in_town = float(np.average(self.felt, weights=places.population))
        self.danger = struck * h.exposure_struck + (1 - struck) * struck * h.exposure_near

    def come_to_rest(self) -> None:
        """Let support, fatigue and severity be what they are before anything has happened."""
        for person in self.people:
            person.shown = (float(person.age >= self.support.giving_age), False, True)
        for act in ("lean",):
            self.agents.do(act)
        felt = np.array([person.support for person in self.people if person.kin or person.others])
        self.usual_mean, self.usual_spread = felt.mean(), felt.std()
        for person in self.people:
            person.support, person.threat = self.usual_mean, person.hassles
        for _ in range(4):
            for act in ("be_usual", "show_seeking", "tire", "show", "lean"):
                self.agents.do(act)

    def settle(self, community) -> list[Person]:
        columns = [getattr(community.residents, name).tolist() for name in BRINGS]
        people = [
            Person(self, row, dict(zip(BRINGS, brings, strict=True)))
            for row, brings in enumerate(zip(*columns, strict=True))
        ]
        heads: dict[int, Person] = {}
        for person in people:
            person.head = heads.setdefault(person.household, person)
            row, ties = person.row, community.ties
            givers = [people[giver] for giver in ties.givers[ties.indptr[row] : ties.indptr[row + 1]]]
            kin = int(ties.layer_counts[row, 0]) + int(ties.layer_counts[row, 1])
            person.kin, person.others = givers[:kin], givers[kin:]
        return people

    def rank_places(self) -> None:
        """Priority by vulnerability: the most vulnerable third of places first."""
        low, high = np.quantile(self.places.vulnerability, [1 / 3, 2 / 3])
        self.place_class = [2 - int(v > low) - int(v > high) for v in self.places.vulnerability]

    def set_week(self) -> None:
        """What the calendar says to everybody: anniversaries, mobilisation, wear and erosion of support."""
        week, appraisal, support = self.week, self.appraisal, self.support
        away = abs(week - 52 * round(week / 52)) if week >= 26 else math.inf
        lasts, hazard = self.reminders, self.hazard
        yearly = max(1 - away / lasts.anniversary_weeks, 0.0)
        since = [week - at for at in self.plan.event.again if at <= week]
        pulse = math.exp(-min(since) / lasts.again_weeks) if since else 0.0
        self.reminder = appraisal.reminder * yearly + appraisal.again * pulse
        self.news = appraisal.media * hazard.media * max(math.exp(-week / lasts.media_weeks), yearly, pulse)
        event = self.felt_in_town
        self.apart = event * hazard.isolation if week <= hazard.isolation_weeks else 0.0
        self.mobilised = 1 + event * support.mobilised * math.exp(-week / support.mobilised_weeks)
        self.wear = 1 - event * support.wear * min(week / support.wear_weeks, 1.0)
        self.erosion = support.erosion * until(support.erosion_from, support.erosion_full, week)

    def open(self) -> None:
        for act in ("have_hassles", "bring_along"):
            self.agents.do(act)
        self.come_to_rest()
        for act in (
            "be_struck",
            "lose",
            "take_stock",
            "appraise",
            "first_impact",
            "shake",
            "remember",
            "carry_on",
            "note_situation",
        ):
            self.agents.do(act)
        self.enact()

    def step(self) -> None:
        self.week += 1
        self.set_week()
        self.enact()
        for act in ("unfold", "appraise", "cope", "show", "receive", "oscillate", "press"):
            self.agents.do(act)
        self.asking, self.arrived = [], []
        self.agents.do("go_back")
        self.agents.do("seek")
        self.call_referred()
        self.reach_out()
        self.pass_barriers()
        self.admit()
        self.deliver()
        self.agents.do("be_referred")
        for act in ("feel", "lose_and_gain", "heal", "remember"):
            self.agents.do(act)

    def enact(self) -> None:
        """Let the policies that begin this week change programmes, residents and what goes on after the event."""
        holding = [policy for policy in self.policies if policy.begins <= self.week < policy.ends]
        for offer in self.offers:
            offer.shut = any(policy.moves("shut") > 0 and policy.concerns(offer.plan) for policy in holding)
        for policy in [policy for policy in self.policies if policy.begins == self.week]:
            for name in self.quicker:
                self.quicker[name] *= policy.moves(name, 1.0)
            for offer in [offer for offer in self.offers if policy.concerns(offer.plan)]:
                offer.obey(policy)
                self.share_slots(offer)
            reached = [person for person in self.people if person.is_reached(policy.entry.get("reaches", "everybody"))]
            homes = {person.household for person in reached}
            for person in reached:
                person.be_helped(policy)
            for person in [person for person in self.people if person.household in homes]:
                person.internet |= person.head.luck("policy", policy.key) < policy.moves("internet")

    def share_slots(self, offer: Offer) -> None:
        """Give a programme more or fewer slots, in whole numbers for each of its sites."""
        mine = [site for site in self.sites if site.offer is offer]
        total = math.floor(sum(site.planned for site in mine) * offer.more_slots + 0.5)
        planned = sum(site.planned for site in mine)
        exact = {site: site.planned * total / planned for site in mine}
        for site in mine:
            site.slots = math.floor(exact[site])
        left = total - sum(site.slots for site in mine)
        for site in sorted(mine, key=lambda site: site.slots - exact[site])[:left]:
            site.slots += 1

    def call_referred(self) -> None:
        """Let those referred meet the next programme once it is open, unless they have found help or asked by themselves."""
        for person in [person for person in self.people if person.referred_to]:
            offer = person.referred_to
            if (self.week < offer.opens or offer.shut) and person.care == OUT:
                continue
            person.referred_to = None
            free = person.care == OUT and offer not in person.used and not person.asked_now
            if free and self.week < offer.closes and offer.is_for(person) and offer.fits(person):
                person.note_ask()
                self.asking.append((person, offer))

    def reach_out(self) -> None:
        if self.week % int(self.calling.round) == 0:
            for person in self.people:
                person.said_no.clear()
        for number, site in enumerate(self.sites):
            if not (site.offer.outreach and site.offer.in_arm):
                continue
            if self.week == 1:
                near = [p for p in self.people if self.nearest[p.place, site.offer.index] == number]
                rule, key = site.offer.priority, site.offer.key & 0xFFFFFF
                site.call_list = sorted(near, key=lambda p: (p.priority(rule), p.luck("contact", key), p.uid))
            if site.call_list:
                site.call(self)

    def pass_barriers(self) -> None:
        for person, offer in self.asking:
            if offer is None:
                person.choose()
            else:
                person.answer(offer)
        self.queue += sorted(self.arrived, key=lambda p: (p.luck("arrival", p.asks), p.uid))

    def admit(self) -> None:
        for person in self.queue:
            if person.gives_up():
                person.leave()
        self.queue = [person for person in self.queue if person.care == WAITING]
        free = {site: site.free(self.week) for site in self.sites}
        first = sorted(self.queue, key=lambda p: p.priority(p.site.offer.priority))
        for person in first:
            if free[person.site] > 0:
                free[person.site] -= 1
                person.start()
                self.attending.append(person)
        self.queue = [person for person in self.queue if person.care == WAITING]

    def deliver(self) -> None:
        self.agents.do("lose_touch")
        for person in self.attending:
            person.attend()
        self.attending = [person for person in self.attending if person.care == ATTENDING]
