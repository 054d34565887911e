"""Is a table of draws read correctly, or refused with every fault and how to rebuild it?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim import evidence
from sim.evidence.posterior import load_posterior
from sim.evidence.reading import OF_EVENTS

RATE, IKE = "stress.distress.recovery_rate", "events.hurricane_ike.first_impact"
GOOD = f"# made up\n#second line\n{RATE}, {IKE}\n\n0.03,-0.5\n0.04,-0.4\n0.05,-0.3\n"


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "posterior.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_gives_draws_medians_and_ranges(tmp_path: Path) -> None:
    found = load_posterior(table(tmp_path, GOOD))
    assert (found.paths, len(found)) == ((RATE, IKE), 3)
    assert found.notes == ("made up", "second line")
    assert found.draw(1) == {RATE: 0.04, IKE: -0.4}
    assert found.draw(4) == found.draw(1) and found.draw(-1) == found.draw(2)
    assert found.medians() == {RATE: 0.04, IKE: -0.4}
    assert found.ranges(0.5)[RATE] == pytest.approx((0.035, 0.045))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("recovery_rate", "recovery_rat"), f"Did you mean '{RATE}'?"),
        (GOOD.replace(IKE, "community.national.share_poverty"), "decides who lives here"),
        (GOOD.replace(IKE, "events.september_11.struck"), "of an event only first_impact and strain_level"),
        (GOOD.replace(IKE, RATE), "appears 2 times"),
        (GOOD.replace("0.04", "nan"), f"line 6, {RATE}: 'nan' is not a finite number"),
        (GOOD.replace("-0.4", ""), f"line 6, {IKE}: '' is not a finite number"),
        (GOOD.replace("0.05", "1.5"), "goes beyond what the unit 'per week' allows"),
        (GOOD.replace("-0.3", "-0.3,7"), "line 7: 3 cells. Give 2"),
        ("# nothing else\n", "no draw below the header"),
        (GOOD.partition("\n\n")[0], "no draw below the header"),
    ],
)
def test_faults_are_named_with_a_way_out(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(evidence.EvidenceError) as refused:
        load_posterior(table(tmp_path, text))
    assert said in str(refused.value)
    assert "healing calibrate --write" in str(refused.value)


def test_a_missing_table_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(evidence.EvidenceError, match="healing calibrate --write"):
        load_posterior(tmp_path / "posterior.csv")


def test_all_faults_come_at_once_but_not_without_end(tmp_path: Path) -> None:
    text = f"{RATE}\n" + "x\n" * 100
    with pytest.raises(evidence.EvidenceError) as refused:
        load_posterior(table(tmp_path, text))
    assert 10 < len(refused.value.messages) < 30 and "and 80 more faults" in str(refused.value)


def test_the_table_of_the_package_is_about_numbers_that_runs_may_draw() -> None:
    found, book = load_posterior(), evidence.load()
    assert len(found) >= 20 and np.isfinite(found.values).all()
    assert {path.split(".")[-1] for path in found.paths if path.startswith("events.")} <= set(OF_EVENTS)
    low_high = found.ranges()
    for path, middle in found.medians().items():
        assert low_high[path][0] <= middle <= low_high[path][1] and path in book


def test_the_first_rows_are_a_sample_of_the_whole_table() -> None:
    values = load_posterior().values
    first, spread = values[:20], values.std(axis=0)
    assert (np.abs(first.mean(axis=0) - values.mean(axis=0)) < 4 * spread / np.sqrt(len(first))).all()
    assert (first.std(axis=0) > 0.4 * spread).all()
