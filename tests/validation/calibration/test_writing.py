from __future__ import annotations

import numpy as np
import pytest

from sim import evidence
from sim.validation.calibration.emulator import emulate
from sim.validation.calibration.estimation import Calibration
from sim.validation.calibration.output import posterior_text, told_values, with_values, write
from sim.validation.calibration.posterior import sample, targets_of
from tests.validation.calibration.world import lines, made_up

pytest.importorskip("emcee")


@pytest.fixture(scope="module")
def found() -> Calibration:
    plan, columns, z, figures = made_up()
    emulators = emulate(plan, columns, z, figures)
    targets = targets_of(emulators, plan.error)
    draws = sample(plan, targets, 60, 600)
    chosen = np.arange(0, 60, 2)
    seen = lines(plan, columns, draws[chosen])
    return Calibration(
        plan, columns, emulators, targets, (draws.mean(axis=0), np.cov(draws.T)), draws, chosen, seen, 800
    )


def test_a_value_lies_in_its_range_and_the_values_are_the_draw_that_meets_the_figures_best(found):
    told = told_values(found)
    assert set(told) == set(found.plan.paths)
    assert all(low <= value <= high for value, low, high in told.values())
    z = found.plan.z(np.array([[told[path][0] for path in found.plan.paths]]))
    for one in found.targets:
        p = one.emulator.column.figure.published
        assert p.low < 100 * 0.5 * (1 + np.vectorize(__import__("math").erf)(one.emulator(z)[0] / np.sqrt(2))) < p.high


def test_the_table_has_one_row_a_draw(found):
    lines = posterior_text(found).splitlines()
    assert lines[0].startswith("# 60 draws") and lines[1].split(",") == list(found.plan.paths)
    assert len(lines) == 62 and all(len(line.split(",")) == len(found.plan.paths) for line in lines[2:])


def test_the_values_are_one_of_the_draws_that_were_simulated(found):
    told = told_values(found)
    z = found.plan.z(np.array([[told[path][0] for path in found.plan.paths]]))[0]
    assert np.abs(found.draws[found.chosen] - z).max(axis=1).min() < 0.02


def test_only_the_value_and_range_of_a_line_change():
    text = (evidence.FOLDER / "stress.toml").read_text(encoding="utf-8")
    changed = with_values(text, {"stress.distress.recovery_rate": (0.05, 0.04, 0.06)})
    assert "recovery_rate = { value = 0.05, low = 0.04, high = 0.06, unit" in changed
    assert len(changed.splitlines()) == len(text.splitlines())
    assert sum(a != b for a, b in zip(changed.splitlines(), text.splitlines(), strict=True)) == 1
    with pytest.raises(ValueError, match=r"stress\.distress\.recovery stands 0 times"):
        with_values(text, {"stress.distress.recovery": (1, 0, 2)})


def test_writing_leaves_evidence_that_can_be_read(found, tmp_path):
    for file in evidence.FOLDER.iterdir():
        if file.suffix in (".toml", ".bib", ".csv"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    files = write(found, tmp_path)
    assert {file.name for file in files} == {"posterior.csv", "stress.toml", "aftermath.toml", "events.toml"}
    book, told = evidence.load(tmp_path), told_values(found)
    assert {path: book[path].value for path in told} == {path: ends[0] for path, ends in told.items()}
