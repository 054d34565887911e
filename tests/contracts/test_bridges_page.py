"""Do the bridges to other tools work as printed, and are they as short as promised? Those whose library is here."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "guide" / "bridges.md"
TEXT = PAGE.read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n.*?```\w*\n(.*?)```", TEXT, re.M | re.S))
FUNCTION = re.findall(r"```python\n(.*?)```", TEXT.partition("\n## ")[0], re.S)[0]
NEEDS = {
    "SALib": "SALib",
    "Optuna": "optuna",
    "EMA Workbench": "ema_workbench",
    "pyabc": "pyabc",
    "Mesa's batch runs": "mesa",
}


def test_each_bridge_is_at_most_fifteen_lines() -> None:
    assert set(NEEDS) <= set(SECTIONS)
    assert {name: len(text.splitlines()) for name, text in SECTIONS.items() if len(text.splitlines()) > 15} == {}


@pytest.mark.parametrize("name", NEEDS)
def test_the_bridge_carries(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    if find_spec(NEEDS[name]) is None:
        pytest.skip(f"{NEEDS[name]} is not installed here")
    names: dict[str, object] = {"__name__": "bridge"}
    exec(compile(FUNCTION + SECTIONS[name], f"{PAGE.name}, {name}", "exec"), names)
    assert capsys.readouterr().out.strip()


def test_what_r_and_snakemake_read_is_what_is_written(tmp_path: Path) -> None:
    import sim

    tiny = {"scenario": "minimal", "scale": 0.1, "weeks": 4, "seeds": 1, "arms": ["usual_care"]}
    sim.sweep(tiny, tmp_path / "out", workers=0)
    sim.export_sweep(tmp_path / "out", tmp_path / "mine.parquet")
    import pandas as pd

    assert {"measure", "stratum", "arm", "group", "value"} <= set(pd.read_parquet(tmp_path / "mine.parquet").columns)
