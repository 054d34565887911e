"""How is a sensitivity study requested? Names and sizes in, checked, and the whole study out."""

from __future__ import annotations

from collections.abc import Sequence

from sim.evidence import nearest
from sim.inputs.faults import WrongUseError, known
from sim.scenario import Scenario, load
from sim.studies.sensitivity.screening import check_library
from sim.studies.sensitivity.study import Progress, Study, StudySize, study
from sim.studies.sensitivity.varied import VariedNumbers, choose

__all__ = ["PEOPLE", "parameters_of", "sensitivity", "size_of", "usual_scale"]

# About how many residents are simulated unless a scale is given: a study takes thousands of runs.
PEOPLE = 2000


def usual_scale(scenario: Scenario) -> float:
    """Return the share of the people that gives about 2,000 residents, at most the scenario's own share."""
    return min(scenario.default_scale, PEOPLE / int(scenario.places.population.sum()))


def size_of(trajectories: int = 10, levels: int = 4, top: int = 10, samples: int = 256, seeds: int = 1) -> StudySize:
    """Return the size of a study; WrongUseError for levels and samples that the designs do not have, NoLibraryError without SALib."""
    if levels % 2:
        raise WrongUseError(f"--levels {levels}: must be even. Try {levels + 1}.")
    if samples & (samples - 1) or samples == 1:
        raise WrongUseError(f"--sobol-samples {samples}: must be a power of two. Try {2 ** samples.bit_length()}.")
    check_library()
    return StudySize(trajectories, levels, top, samples, tuple(range(1, seeds + 1)))


def parameters_of(
    scenario: Scenario, arms: Sequence[str], scale: float, prefixes: Sequence[str] = ()
) -> VariedNumbers:  # fmt: skip
    """Return the parameters that these plans use, those whose path begins with a prefix; WrongUseError if a prefix begins none."""
    choice = choose(scenario, tuple(arms), scale, prefixes)
    for prefix in prefixes:
        if not any(path.startswith(prefix) for path in choice.paths):
            used = (
                "is a parameter, but these plans do not use it" if prefix in scenario.book else "no parameter begins so"
            )
            raise WrongUseError(f"--number {prefix!r}: {used}.{nearest(prefix, scenario.book)}")
    if not choice.numbers:
        raise WrongUseError("No parameter that these plans use has a range to vary over.")
    return choice


def sensitivity(
    scenario: Scenario | str, arms: Sequence[str] | None = None, scale: float | None = None, trajectories: int = 10,
    levels: int = 4, top: int = 10, samples: int = 256, parameters: Sequence[str] = (), seeds: int = 1,
    workers: int | None = None, progress: Progress | None = None,
) -> Study:  # fmt: skip
    """Vary every parameter over its range and return which ones change the answer: Morris screening, then Sobol indices.

    `scenario` is a name, a file or a loaded one; `scale` the share of the people (about 2,000 residents by default); `trajectories` and
    `levels` (even) belong to the screening; the `top` parameters get `samples` (a power of two, 0 for none) for their Sobol indices;
    `parameters` keeps only those whose path begins with one of these; `seeds` run at every point; `progress(done, total)` counts points.
    `sim.studies.sensitivity.tables` turns the study into tables (mu_star in the unit of the outcome). WrongUseError for names and sizes
    that do not exist, NoLibraryError without SALib.

    Sources: Morris (1991), Technometrics 33(2), 161-174; Saltelli et al. (2010), Computer Physics Communications 181(2), 259-270.

    >>> study = sim.sensitivity("minimal", ["usual_care"], 0.1, 2, top=1, samples=0, parameters=["stress.distress."], workers=1)
    >>> study.screened.shape[1:]  # arms, measures
    (1, 3)
    """
    plan = load(scenario) if isinstance(scenario, str) else scenario
    chosen = tuple(known(arm, plan.arms, "plan") for arm in arms or plan.arms)
    size = size_of(trajectories, levels, top, samples, seeds)
    share = usual_scale(plan) if scale is None else scale
    return study(plan, chosen, share, size, workers, parameters_of(plan, chosen, share, parameters), progress)
