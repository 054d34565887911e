"""What do published figures say of the model? Surveys and trials by name, and the estimation of parameters from them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.evidence import posterior
from sim.inputs.faults import known
from sim.scenario.own_code import part_of
from sim.validation import surveys, trials
from sim.validation.evaluation import SEEDS, Checked, check
from sim.validation.surveys import Draws, Survey
from sim.validation.trials import Trial, TrialRow

if TYPE_CHECKING:
    from sim.validation.calibration.estimation import Calibration

__all__ = ["calibrate", "draws_of", "evaluate", "published", "trial", "trials_of"]

KINDS = ("values", "posterior")
PathLike = str | os.PathLike[str]
Progress = Callable[[int, int], None]


def published(name: str | None = None, file: PathLike | None = None) -> list[Survey | Trial]:
    """Return the shipped surveys and trials (or the surveys of a file), all or the one of a name; WrongUseError names the nearest."""
    found: dict[str, Survey | Trial] = (
        dict(surveys.load(Path(file))) if file else {**surveys.load(), **trials.load()}
    )  # fmt: skip
    return list(found.values()) if name is None else [found[known(name, found, "survey or trial")]]


def draws_of(numbers: str | None = None) -> Draws:
    """Return draws of the calibrated parameters; none for "values", or if there is no posterior yet."""
    if numbers is not None:
        known(numbers, KINDS, "kind of numbers")
    if numbers == "values" or (numbers is None and not posterior.TABLE.exists()):
        return ()
    drawn = posterior.load_posterior()
    return tuple(drawn.draw(k) for k in range(len(drawn)))


def evaluate(
    name: str | None = None, file: PathLike | None = None, seeds: int = SEEDS, numbers: str | None = None,
    workers: int | None = None, progress: Progress | None = None,
) -> list[Checked]:  # fmt: skip
    """Compare the model with published figures: run surveys and trials, and return a verdict for each figure.

    `name` is one survey or trial (all by default), `file` a TOML file of your own surveys; `seeds` is the number of runs, `numbers`
    "posterior" (draws of the calibrated parameters, the default) or "values". Each `Checked` has the published value with its interval,
    the model's median with its 5th to 95th percentile (in the unit of the figure), whether our parameters were fitted to it or it was held
    out, and the verdict. WrongUseError for an unknown name, `ScenarioFaults` for a faulty file.

    >>> rows = sim.evaluate("tf_cbt", seeds=1, numbers="values", workers=1)
    >>> rows[0].kind, rows[0].scored.verdict in ("pass", "miss")
    ('trial', True)
    """
    return check(published(name, file), seeds, draws_of(numbers), workers, progress)


def trials_of(file: PathLike | None = None) -> dict[str, Trial]:
    """Return the trials of a TOML file, or the shipped ones, by name."""
    return trials.load(Path(file)) if file else trials.load()


def trial(
    names: str | Sequence[str] | None = None, seeds: int = trials.SEEDS, file: PathLike | None = None,
    workers: int | None = None, progress: Progress | None = None,
) -> list[TrialRow]:  # fmt: skip
    """Run simulated two-arm trials and return each figure as simulated and as published.

    `names` is one trial, several or all (None), `file` a TOML file of your own trials. A row has the simulated value with its 95 percent
    interval over seeds, the published `Number`, and whether the one is inside the range of the other; differences are in standard
    deviations, above 0 is better. WrongUseError for an unknown trial.

    >>> rows = sim.trial("tf_cbt", seeds=1)
    >>> rows[0].trial
    'tf_cbt'
    """
    known_trials = trials_of(file)
    wanted = [names] if isinstance(names, str) else known_trials if names is None else names
    chosen = [known_trials[known(name, known_trials, "trial")] for name in wanted]
    return trials.run_all(chosen, seeds, workers, progress)


def calibrate(
    file: PathLike | None = None, points: int | None = None, refined: int | None = None, steps: int | None = None,
    workers: int | None = None, keep: PathLike | None = None, progress: Callable[[str, int, int], None] | None = None,
    code: Sequence[Any] = (),
) -> Calibration:  # fmt: skip
    """Estimate the parameters from published figures and return draws of the posterior, with what the model says at some of them.

    `file` is a TOML file of surveys (the shipped ones by default); `points` are simulated over the prior, `refined` in each of three rounds
    near the figures, `steps` is the length of the walk (all as `sim/evidence/calibration.toml` says by default); simulated points are kept
    in the folder `keep` and found again there; `progress(step, done, total)`; `code` is Python
    of your own that acts in each survey, as for `sim.compare`. It takes hours at full size. `Calibration.values()` has
    shape (draws, parameters), in the units of the parameters. Needs emcee and scikit-learn.

    Sources: Foreman-Mackey et al. (2013), the walk (emcee); `sim.validation.calibration` says the rest.

    >>> found = sim.calibrate(points=4096, workers=8)  # doctest: +SKIP
    >>> found.values().shape[1] == len(found.plan.parameters)  # doctest: +SKIP
    True
    """
    from sim.validation.calibration.estimation import calibrate as estimate

    asked = with_code_in(surveys.load(Path(file)) if file else surveys.load(), code)
    kept = Path(keep) if keep else None
    if kept and code:
        # Points that were simulated with other code are other points.
        parts = next(iter(asked.values())).code
        kept /= "-".join(part.digest[:12] for part in parts)
    return estimate(asked, points, refined, steps, workers, progress, kept)


def with_code_in(asked: dict[str, Survey], code: Sequence[Any]) -> dict[str, Survey]:
    """Return surveys in whose people own code acts; OwnCodeError says what is wrong with it."""
    parts = tuple(part_of(one) for one in code)
    return {name: replace(survey, code=parts) for name, survey in asked.items()}
