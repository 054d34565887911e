"""What has to follow when something is changed? Relations between two runs of the town of three hundred, each exact or in expectation.

An exact relation holds to the last bit for every seed. One in expectation holds for the mean over paired seeds: the change has the sign
that it should, or is less than three standard errors away from it.
"""

# ruff: noqa: E501 - an edit is one line
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.run import begin, live
from sim.evidence.reading import FURTHER
from sim.outcomes.registry import count, levels
from sim.outcomes.results import Results
from sim.population import settle
from sim.scenario import Scenario, loads
from sim.studies.compare import run_batch
from tests.promises.luck import alone
from tests.small_town import town_text

__all__ = ["RELATIONS", "Relation"]

Seeds = Sequence[int]
Sort = Literal["exact", "in expectation"]
WEEKS, ALL = 30, "everything"


class Relation(NamedTuple):
    """A relation: what it says, whether it is exact, and what says whether it holds."""

    says: str
    sort: Sort
    holds: Callable[[Seeds], bool]


RELATIONS: list[Relation] = []


def relation(says: str, sort: Sort) -> Callable[[Callable[[Seeds], bool]], Callable[[Seeds], bool]]:
    """Put a relation on the list."""

    def put(holds: Callable[[Seeds], bool]) -> Callable[[Seeds], bool]:
        RELATIONS.append(Relation(says, sort, holds))
        return holds

    return put


@cache
def plan_of(*edits: tuple[str, str]) -> Scenario:
    """Return the town's scenario with pieces of its text exchanged; every piece has to be there, an empty one stands for the end."""
    text = town_text()
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new) if old else text + new
    return loads(text)


def made(seeds: Seeds, *edits: tuple[str, str], arms: tuple[str, ...] = (ALL,), weeks: int = WEEKS) -> Results:
    """Return the results of the edited town."""
    return kept(tuple(seeds), edits, arms, weeks)


@cache
def kept(seeds: tuple[int, ...], edits: tuple[tuple[str, str], ...], arms: tuple[str, ...], weeks: int) -> Results:
    """Make results once."""
    return run_batch(plan_of(*edits), arms, seeds, 1.0, 1, weeks)


def same(one: Results, other: Results, *parts: str, but: tuple[str, ...] = ()) -> bool:
    """Say whether tables are the same to the last bit, as far as both have them, apart from some."""
    for part in parts or ("weekly", "final", "histograms"):
        left, right = getattr(one, part), getattr(other, part)
        for name in left.keys() & right.keys():
            if name not in but and not np.array_equal(left[name], right[name]):
                return False
    return True


def of_all(results: Results, name: str) -> NDArray[np.float64]:
    """Return a count or an outcome of all adults by seed, `(S,)`."""
    from sim.outcomes.registry import OUTCOMES

    table = (
        levels(results, name)[0]
        if name in OUTCOMES
        else results.weekly[name].sum(axis=2)
        if name in results.weekly
        else count(results, name)
    )
    return np.asarray(table[0, :, results.group("all", "all")], np.float64)


def rises(
    name: str, seeds: Seeds, *edits: tuple[str, str], sign: int = 1, arms: tuple[str, ...] = (ALL,), base: tuple[tuple[str, str], ...] = ()
) -> bool:  # fmt: skip
    """Say whether the mean of something rises (or falls, `sign` -1) by an edit: more than luck of the other sign could hide."""
    change = sign * (of_all(made(seeds, *base, *edits, arms=arms), name) - of_all(made(seeds, *base, arms=arms), name))
    change = change[np.isfinite(change)]
    return bool(change.mean() > 0 and change.mean() > -3 * change.std(ddof=1) / np.sqrt(len(change)))


CLINIC, ZERO = (
    "slots = 3\nsites = 2",
    "".join(f"{word} = 0.0\n" for word in ("symptom_cut", "skills_gain", "support_gain", *FURTHER)),
)
NO_EFFECT = "\n[intervention.nothing_at_all]\nlike = 'cbt'\n" + ZERO + "[programme.empty]\nintervention = 'nothing_at_all'\nchannel = 'group'\nslots = 90\nsites = 'everywhere'\nopens = 1\nmin_age = 0\n[arm.empty]\nprogrammes = ['empty']\n"  # fmt: skip

# Exact ones.


@relation("a treatment without effect is no treatment: symptoms are those of no help at all", "exact")
def no_effect(seeds: Seeds) -> bool:
    got = made(seeds, ("", NO_EFFECT), arms=("empty", "nothing"))
    ill = ("cases", "serious", "distress", "severity", "healing")
    return of_all(got, "sessions").min() > 0 and all(np.array_equal(got.weekly[n][0], got.weekly[n][1]) for n in ill)


@relation("programmes without slots are no help at all, for symptoms", "exact")
def no_slots(seeds: Seeds) -> bool:
    edits = tuple((f"slots = {n}\n", "slots = 0\n") for n in (3, 8, 2, 5))
    got = made(seeds, *edits, arms=(ALL, "nothing"))
    return (
        all(np.array_equal(got.weekly[n][0], got.weekly[n][1]) for n in ("cases", "severity"))
        and got.weekly["sessions"].sum() == 0
    )


@relation("a longer horizon keeps the weeks before it", "exact")
def prefix(seeds: Seeds) -> bool:
    short, long = made(seeds), made(seeds, weeks=WEEKS + 9)
    return all(np.array_equal(short.weekly[n], long.weekly[n][:, :, : WEEKS + 1]) for n in short.weekly)


@relation("arms in another order are the same arms", "exact")
def arms_order(seeds: Seeds) -> bool:
    one, other = made(seeds, arms=("nothing", ALL)), made(seeds, arms=(ALL, "nothing"))
    return all(np.array_equal(one.final[n], other.final[n][::-1]) for n in one.final)


@relation("seeds in another order are the same seeds", "exact")
def seeds_order(seeds: Seeds) -> bool:
    one, other = made(seeds), made(tuple(seeds)[::-1])
    return all(np.array_equal(one.weekly[n], other.weekly[n][:, ::-1]) for n in one.weekly)


@relation("an arm of another name with the same programmes is the same arm", "exact")
def arm_name(seeds: Seeds) -> bool:
    got = made(seeds, ("", "\n[arm.again]\nprogrammes = ['clinic', 'first_aid']\n"), arms=("again", "first_aid"))
    return all(np.array_equal(table[0], table[1]) for part in (got.weekly, got.final) for table in part.values())


@relation("programmes of an arm in another order are the same plan", "exact")
def programme_order(seeds: Seeds) -> bool:
    return same(
        made(seeds, arms=("first_aid",)),
        made(seeds, ('["clinic", "first_aid"]', '["first_aid", "clinic"]'), arms=("first_aid",)),
    )


@relation("titles and labels move nothing", "exact")
def labels(seeds: Seeds) -> bool:
    return same(
        made(seeds),
        made(
            seeds, ("Three hundred people", "Another title"), ("[arm.everything]\n", "[arm.everything]\nlabel = 'x'\n")
        ),
    )


@relation("another day of the event moves nothing that is counted in weeks", "exact")
def start_day(seeds: Seeds) -> bool:
    return same(made(seeds), made(seeds, ("2024-01-01", "1999-07-05")))


@relation("a stratum of one's own moves no other group", "exact")
def stratum(seeds: Seeds) -> bool:
    plain, more = made(seeds), made(seeds, ("", "\n[stratum.home]\ncolumn = 'owner'\n"))
    at = [more.groups.index(group) for group in plain.groups]
    return all(np.array_equal(plain.weekly[m], more.weekly[m][..., at]) for m in plain.weekly) and len(
        more.groups
    ) > len(at)


@relation("a setting that changes nothing is no setting", "exact")
def setting(seeds: Seeds) -> bool:
    return same(made(seeds), made(seeds, ("", "\n[setting.as_it_is]\n")))


@relation("a number given as it stands in the evidence moves nothing", "exact")
def number(seeds: Seeds) -> bool:
    value = plan_of().book["stress.distress.recovery_rate"].value
    return same(made(seeds), made(seeds, ("[numbers]", f'[numbers]\n"stress.distress.recovery_rate" = {value}')))


@relation("an intervention of one's own that is like another is that other", "exact")
def like(seeds: Seeds) -> bool:
    own = (
        "[intervention.crisis",
        "[intervention.mine]\nlike = 'narrative_exposure_therapy'\nworsens = 0.4\n\n[intervention.crisis",
    )
    return same(made(seeds), made(seeds, own, ('intervention = "narrative_exposure_therapy"', 'intervention = "mine"')))


@relation("twice the cost is twice the spending, and nothing else", "exact")
def cost(seeds: Seeds) -> bool:
    once = made(seeds, ("price = 120.0", "price = 120.0\ncost = 50"), arms=("usual_care",))
    twice = made(seeds, ("price = 120.0", "price = 120.0\ncost = 100"), arms=("usual_care",))
    return np.array_equal(2 * once.final["cost"], twice.final["cost"]) and same(once, twice, but=("cost",))


@relation("closing earlier keeps the weeks before", "exact")
def closes(seeds: Seeds) -> bool:
    one, other = made(seeds), made(seeds, ("closes = 30", "closes = 15"))
    return all(np.array_equal(one.weekly[n][:, :, :15], other.weekly[n][:, :, :15]) for n in one.weekly) and not same(
        one, other
    )


@relation("a later opening keeps the weeks before the earlier one", "exact")
def opens(seeds: Seeds) -> bool:
    one, other = made(seeds), made(seeds, ("slots = 3\nsites = 1\nopens = 8", "slots = 3\nsites = 1\nopens = 12"))
    return all(np.array_equal(one.weekly[n][:, :, :8], other.weekly[n][:, :, :8]) for n in one.weekly)


@relation("a second blow in week 9 keeps the weeks before", "exact")
def again(seeds: Seeds) -> bool:
    one, other = made(seeds), made(seeds, ("again = [9]", "again = [20]"))
    return all(np.array_equal(one.weekly[n][:, :, :9], other.weekly[n][:, :, :9]) for n in one.weekly) and not same(
        one, other
    )


@relation("nobody is turned away for money where all is free", "exact")
def free(seeds: Seeds) -> bool:
    edits = (("price = 120.0", "price = 0.0"), ("price = 60.0", "price = 0.0"))
    return made(seeds, *edits).final["refused_cost"].sum() == 0 < made(seeds).final["refused_cost"].sum()


@relation("without internet plans without telehealth are as they were", "exact")
def no_internet_elsewhere(seeds: Seeds) -> bool:
    return same(
        made(seeds, arms=("circles", "first_aid")), made(seeds, *NO_INTERNET, arms=("circles", "first_aid")), "weekly"
    )


NO_INTERNET = (("miles_to_care = 9.0", "miles_to_care = 9.0\n"), ("share_no_internet = 0.5", "share_no_internet = 1.0"),
               ("exposure_days = 4\n", "exposure_days = 4\nshare_no_internet = 1.0\n"), ("exposure_days = 1\n", "exposure_days = 1\nshare_no_internet = 1.0\n"))  # fmt: skip


@relation("places in another order are the same people, and the same groups of them", "exact")
def places_order(seeds: Seeds) -> bool:
    text = town_text()
    head, one, two, three = text.partition("[programme.clinic]")[0].split("[[place]]")
    turned = loads("[[place]]".join([head, three, two, one]) + text[text.index("[programme.clinic]") :])
    a, b = made(seeds), run_batch(turned, (ALL,), tuple(seeds), 1.0, 1, WEEKS)
    at = [b.groups.index(group) for group in a.groups]
    return all(np.array_equal(a.weekly[n], b.weekly[n][..., at]) for n in ("cases", "severity", "asked"))


@relation("cutting all ties of everybody removes what others' offers do", "exact")
def no_ties(seeds: Seeds) -> bool:
    plan = plan_of()
    settled = settle(plan, 1.0)
    n = len(settled)
    bare = replace(
        settled.ties,
        indptr=np.zeros(n + 1, np.int64),
        givers=settled.ties.givers[:0],
        layer_counts=settled.ties.layer_counts * 0,
    )
    for seed in seeds:
        one, other = (begin(plan, "nothing", replace(settled, ties=bare), seed) for _ in range(2))
        other.residents.fatigue[: n // 2] = 1.0
        for _ in range(8):
            live(one)
            live(other)
        if (one.residents.severity[n // 2 :] != other.residents.severity[n // 2 :]).any():
            return False
    return len(alone(settled, 0).ties) < len(settled.ties)


@relation("nobody is struck where the hazard strikes nobody", "exact")
def nobody_struck(seeds: Seeds) -> bool:
    edits = (
        ("exposure = 0.8", "exposure = 0.0"),
        ("exposure = 0.4", "exposure = 0.0"),
        ("exposure = 0.05", "exposure = 0.0"),
    )
    return (
        made(seeds, *edits).people[made(seeds).groups.index(("all", "all"))] > 0
        and of_all(made(seeds, *edits), "displaced").sum() <= of_all(made(seeds), "displaced").sum()
    )


# Those in expectation.

EXPECTED: tuple[tuple[str, str, int, tuple[tuple[str, str], ...], str], ...] = (
    ("more capacity never lowers reach", "reach", 1, ((CLINIC, "slots = 12\nsites = 2"),), "usual_care"),
    ("more capacity shortens waits", "mean_wait", -1, ((CLINIC, "slots = 12\nsites = 2"),), "usual_care"),
    ("a lower price raises reach", "reach", 1, (("price = 120.0", "price = 0.0"),), "roomy"),
    ("a stronger treatment leaves fewer cases", "prevalence_end", -1, (("", "\n[intervention.cbt]\nskills_gain = 2.0\n"),), "roomy"),
    ("more who stop leave fewer who finish", "finished", -1, (("", "\n[intervention.cbt]\ndropout = 0.3\n"),), "usual_care"),
    ("a greater chance to ask is asked more often", "asked", 1, (("care.asking.case\" = 0.25", "care.asking.case\" = 0.6"),), "usual_care"),
    ("more impatience leaves the queue more often", "left_queue", 1, (("care.waiting.leaves\" = 0.05", "care.waiting.leaves\" = 0.3"),), "usual_care"),
    ("a harder first impact makes more cases", "weeks_as_case", 1, (("first_impact = -0.6", "first_impact = -0.2"),), "nothing"),
    ("a higher level of strain makes more cases at the end", "prevalence_end", 1, (("strain_level = -0.1", "strain_level = 0.3"),), "nothing"),
    ("a higher threshold lets fewer begin", "started", -1, (("min_severity = 0.5", "min_severity = 2.0"),), "usual_care"),
    ("without insurance more are turned away for money", "refused_cost", 1, (("share_insured = 0.6", "share_insured = 0.0"),), "roomy"),
    ("without internet fewer sessions of telehealth are held", "sessions_screen", -1, NO_INTERNET, "screen"),
    ("more outreach calls on more people", "started", 1, (("slots = 8\nsites", "slots = 40\nsites"),), "first_aid"),
)  # fmt: skip


def expected(name: str, sign: int, edits: tuple[tuple[str, str], ...], arm: str) -> Callable[[Seeds], bool]:
    """Return what says whether something rises or falls by an edit."""
    # In a roomy town the clinic has slots for all who come, so that it is not the queue that decides.
    base = ((CLINIC, "slots = 60\nsites = 2"),) if arm == "roomy" else ()
    return lambda seeds: rises(name, seeds, *edits, sign=sign, arms=("usual_care" if base else arm,), base=base)


for says, name, sign, edits, arm in EXPECTED:
    RELATIONS.append(Relation(says, "in expectation", expected(name, sign, edits, arm)))


@relation("twice the people and twice the slots keep the shares", "in expectation")
def scaled(seeds: Seeds) -> bool:
    edits = (
        ("population = 140", "population = 280"),
        ("population = 90", "population = 180"),
        ("population = 70", "population = 140"),
        (CLINIC, "slots = 6\nsites = 2"),
    )
    one, other = (of_all(made(seeds, *some, arms=("usual_care",)), "prevalence_end") for some in ((), edits))
    # Other people of the same description: the share may differ by what their number leaves open.
    return abs(one.mean() - other.mean()) < 3 * np.sqrt(0.25 / 300 + 0.25 / 600)
