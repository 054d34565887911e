"""Which sessions give the published effect? Solve the numbers of interventions so that the simulated trial matches the published ones.

    python experiments/trials/fit.py                 show what would change
    python experiments/trials/fit.py --write         write it into sim/evidence/interventions.toml
    python experiments/trials/fit.py tf_cbt emdr     only these trials

For every figure of sim/evidence/trials.toml with `solves`, all numbers that it names are multiplied by one factor, so that their split
stays as it is: the factor for which the simulated figure equals the published value, by the secant method, on seeds 1 to SEEDS. `low` and
`high` come from the ends of the figure's range in the same way. A number that is 0 stays 0, and its range stays as it is. What was not
used here (follow-ups, shares of cases, changes within an arm) stays held out and is never tuned to.
"""

from __future__ import annotations

import argparse
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from sim import evidence  # noqa: E402
from sim.validation import trials  # noqa: E402
from sim.validation.trials.estimates import run  # noqa: E402
from sim.validation.trials.plan import Trial, TrialFigure  # noqa: E402

SEEDS, CLOSE, MOST_STEPS = 3, 0.004, 8
INTERVENTIONS = ROOT / "sim" / "evidence" / "interventions.toml"
Solved = dict[str, tuple[float, float, float]]


def value_at(trial: Trial, figure: TrialFigure, factor: float) -> float:
    """Return the simulated figure with the numbers it solves multiplied by a factor."""
    name, book = trial.gives["intervention"], evidence.load()
    paths = [f"interventions.{name}.{number}" for number in figure.solves]
    rows = run(trial, SEEDS, {path: min(book[path].value * factor, 0.95) for path in paths})
    return next(row.value for row in rows if row.figure == figure)


def factor_for(trial: Trial, figure: TrialFigure, wanted: float, nothing: float) -> float:
    """Return the factor for which the simulated figure is the wanted one; it is `nothing` if the factor is 0."""
    one = value_at(trial, figure, 1.0)
    if (wanted - nothing) * (one - nothing) <= 0.0:
        return 0.0
    before, was, factor = 0.0, nothing, 1.0
    for _ in range(MOST_STEPS):
        now = value_at(trial, figure, factor)
        if abs(now - wanted) < CLOSE * max(abs(wanted), 1.0) or now == was:
            break
        step = (wanted - now) * (factor - before) / (now - was)
        before, was, factor = factor, now, max(factor + step, factor / 4.0)
    return factor


def solve(name: str) -> Solved:
    """Return value, low and high of every number that a trial solves."""
    trial, book = trials.load()[name], evidence.load()
    solved: Solved = {}
    for figure in trial.figures:
        if not figure.solves or figure.published is None:
            continue
        nothing = value_at(trial, figure, 0.0)
        wanted = (figure.published.value, figure.published.low, figure.published.high)
        factors = [factor_for(trial, figure, one, nothing) for one in wanted]
        for number in figure.solves:
            now = book[f"interventions.{trial.gives['intervention']}.{number}"].value
            if now != 0.0:
                value, *ends = (min(now * factor, 0.95) for factor in factors)
                solved[number] = (value, min(ends), max(ends))
    return solved


def written(text: str, intervention: str, solved: Solved) -> str:
    """Return the text of interventions.toml with value, low and high of an entry's numbers replaced."""
    head, begin, rest = text.partition(f"\n[{intervention}]\n")
    body, end, tail = rest.partition("\n[")
    for number, (value, low, high) in solved.items():
        found = re.compile(rf"^({number} = {{ )value = [^,]+, low = [^,]+, high = [^,]+,", re.MULTILINE)
        body = found.sub(rf"\g<1>value = {value:.4g}, low = {low:.4g}, high = {high:.4g},", body)
    return head + begin + body + end + tail


def main() -> None:
    """Solve, print, and write if requested."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("names", nargs="*", help="only these trials")
    asked.add_argument("--write", action="store_true", help="write into interventions.toml")
    asked.add_argument("--workers", type=int, default=2)
    given = asked.parse_args()
    known = trials.load()
    chosen = [name for name in given.names or known if any(figure.solves for figure in known[name].figures)]
    text = INTERVENTIONS.read_text(encoding="utf-8")
    with ProcessPoolExecutor(given.workers) as pool:
        found = list(zip(chosen, pool.map(solve, chosen), strict=True))
    for name, solved in found:
        intervention = known[name].gives["intervention"]
        for number, ends in solved.items():
            was = evidence.load()[f"interventions.{intervention}.{number}"]
            line = " ".join(f"{end:9.4g}" for end in ends)
            print(
                f"{intervention:34} {number:13} {was.value:8.4g} ({was.low:.4g} to {was.high:.4g}) -> {line}",
                flush=True,
            )
        text = written(text, intervention, solved)
    if given.write:
        INTERVENTIONS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
