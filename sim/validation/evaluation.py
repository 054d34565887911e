"""How credible is the model? Every published figure beside what the model says of it: surveys after real events, and trials.

    surveys + trials --check (seeds, draws)--> Checked rows --> verdicts, sums, score.csv

The strict score comes first (sim.validation.strict): which figures count, and whether they are met. The lenient one is kept beside it:
there a
figure passes if the model's median is within the published (or computed, or assumed) interval, or within a fifth of the published
value; `within` says which of the two. Fitted figures, held-out ones and those that merely follow are never mixed. Trials take fewer runs
than surveys, as each run of a trial enrols hundreds.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from math import inf, isfinite

from sim.evidence import Number
from sim.evidence.score import COLUMNS, FURTHER, MARK, Scored, Tally, tally_of
from sim.studies.parallel import outcomes
from sim.validation import surveys, trials
from sim.validation.strict import STANDINGS, StrictClaim, judge
from sim.validation.surveys import Draws, Survey
from sim.validation.surveys.claims import claim_of as claim_of_survey
from sim.validation.surveys.plan import WEEKS_A_MONTH
from sim.validation.trials import Trial, sample
from sim.validation.trials.claims import claim_of as claim_of_trial

__all__ = [
    "FACTOR",
    "SEEDS",
    "TARGETS",
    "Checked",
    "Sums",
    "check",
    "factor_off",
    "judged",
    "score_text",
    "strict_sums",
    "sums",
]

SEEDS = 20
NEAR, FACTOR = 0.2, 2.0
TARGETS = {"fitted": 0.85, "held_out": 0.7}


@dataclass(frozen=True)
class Checked:
    """A published figure with its verdicts, of whom it is, and what is known of why it is missed."""

    scored: Scored
    label: str
    why: str

    @property
    def kind(self) -> str:
        """Whether it is of a survey or a trial."""
        return self.scored.kind

    @property
    def range(self) -> str:
        """Where its interval is from: published, computed or assumed."""
        return self.scored.range

    @property
    def off(self) -> float:
        """By which factor the model's median differs from the published value; inf if they have other signs."""
        return factor_off(self.scored.model, self.scored.published)

    @property
    def far(self) -> bool:
        """Whether it misses by more than a factor of two."""
        return not self.scored.met and self.off > FACTOR


def judged(value: float, published: float, low: float, high: float) -> tuple[str, str]:
    """Return the verdict on a value and by which rule: pass within the interval or a fifth of the published value, else miss."""
    if low <= value <= high:
        return "pass", "interval"
    return ("pass", "20%") if abs(value - published) <= NEAR * abs(published) else ("miss", "neither")


def factor_off(value: float, published: float) -> float:
    """Return how many times the larger of two numbers is the smaller; inf if one is 0, no number or of the other sign."""
    if value == published:
        return 1.0
    if not isfinite(value) or value * published <= 0:
        return inf
    return max(value / published, published / value)


def check(
    found: Sequence[Survey | Trial], seeds: int = SEEDS, draws: Draws = (), workers: int | None = None,
    tick: Callable[[int, int], None] | None = None,
) -> list[Checked]:  # fmt: skip
    """Run surveys and trials over processes, the long ones first; return their figures in the order given."""
    order = sorted(range(len(found)), key=lambda at: -cost(found[at], seeds))
    rows: dict[int, list[Checked]] = {}
    jobs = [(at, found[at], seeds, draws) for at in order]
    for _, (at, checked) in outcomes(checks, (), jobs, workers):
        rows[at] = checked
        if tick:
            tick(len(rows), len(found))
    return [row for at in range(len(found)) for row in rows[at]]


def cost(one: Survey | Trial, seeds: int) -> float:
    """Return about how long it takes, in weeks of thousands of residents."""
    people = one.people if isinstance(one, Survey) else 8000
    return one.weeks * people * seeds


Job = tuple[int, Survey | Trial, int, Draws]


def checks() -> Callable[[Job], tuple[int, list[Checked]]]:
    """Return what runs one survey or trial, in a worker: each brings all that it needs."""
    return lambda job: check_one(*job)


def check_one(at: int, one: Survey | Trial, seeds: int, draws: Draws) -> tuple[int, list[Checked]]:
    """Run one survey or trial; return the rows of its figures with its place in the order."""
    if isinstance(one, Survey):
        return at, [of_survey(row, one) for row in surveys.run(one, seeds, draws)]
    return at, [of_trial(row, one) for row in sample(one, seeds, draws)]


def of_survey(row: surveys.SurveyRow, one: Survey) -> Checked:
    """Return the verdict on a figure of a survey."""
    figure = row.figure
    low, middle, high = row.spread
    said = scored(
        row.survey, figure.label, figure.whom, figure.months, figure.published, (middle, low, high), "survey",
        claim_of_survey(one, figure),
    )  # fmt: skip
    return Checked(said, row.label, figure.why)


def of_trial(row: trials.Sample, one: Trial) -> Checked:
    """Return the verdict on a figure of a trial; its months are counted from the first session."""
    figure, published = row.figure, row.figure.published
    assert published is not None
    whom = "the other arm" if figure.arm == "against" else "all enrolled"
    words = trials.MEASURES[figure.measure] + ("" if figure.of == "severity" else f", {figure.of}")
    months = round(figure.week / WEEKS_A_MONTH, 1)
    model = row.value, row.low, row.high
    said = scored(row.trial, words, whom, months, published, model, "trial", claim_of_trial(one, figure))
    return Checked(said, row.label, figure.why)


def scored(
    name: str, words: str, whom: str, months: float, published: Number, model: tuple[float, float, float], kind: str,
    claim: StrictClaim,
) -> Scored:  # fmt: skip
    """Return one row of the score; `model` is its value and the ends of its interval."""
    verdict, rule = judged(model[0], published.value, published.low, published.high)
    strict = judge(model[0], claim)
    return Scored(
        name, words, whom, months, published.unit, published.value, published.low, published.high, " ".join(published.source),
        claim.role.replace(" ", "_"), *model, verdict, rule, kind, claim.range, strict.standing, strict.verdict, strict.uncounted,
    )  # fmt: skip


@dataclass(frozen=True)
class Sums:
    """How many figures of one role there are, how many pass, and how many of those only by an interval that we assumed."""

    role: str
    all: int
    met: int
    by_assumed: int

    @property
    def share(self) -> float:
        """The share that passes; nan of none."""
        return self.met / self.all if self.all else float("nan")


def sums(rows: Sequence[Checked]) -> dict[str, Sums]:
    """Return the sums of both roles."""
    found = {}
    for role in TARGETS:
        mine = [row for row in rows if row.scored.use == role]
        met = [row for row in mine if row.scored.met]
        found[role] = Sums(
            role, len(mine), len(met), sum(r.range == "assumed" and r.scored.within == "interval" for r in met)
        )
    return found


def strict_sums(rows: Sequence[Checked]) -> dict[str, dict[str, Tally]]:
    """Return, by kind and standing, how many figures are met by the strict rule; fitted, held out and what follows apart."""
    scored = [row.scored for row in rows]
    return {kind: {one: tally_of(scored, kind, one) for one in STANDINGS} for kind in ("survey", "trial")}


def score_text(rows: Sequence[Checked], digest: str, made_with: str = "") -> str:
    """Return the score as CSV, below comments with the digest of the numbers and how it was made.

    Numbers have four digits; there is nothing if there is none, and a reason only if a figure is missed.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow((*COLUMNS, *FURTHER, "why"))
    for row in rows:
        cells = (*astuple(row.scored), row.why if row.scored.is_missed else "")
        writer.writerow([digits(cell) if isinstance(cell, float) else cell for cell in cells])
    told = f"# {made_with}\n" if made_with else ""
    return f"{MARK}{digest}\n{told}{stream.getvalue()}"


def digits(value: float) -> str:
    """Return a number with four digits, nothing if it is none."""
    return f"{value:.4g}" if isfinite(value) else ""
