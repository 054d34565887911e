"""Can every fault of the campaign still be planted? A fault whose line has moved on proves nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CAMPAIGN = tomllib.loads((ROOT / "experiments/promises/faults.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("fault", CAMPAIGN["fault"], ids=lambda fault: fault["what"])
def test_its_line_is_there_once_and_its_tests_are_there(fault: dict[str, Any]) -> None:
    text = (ROOT / fault["file"]).read_text(encoding="utf-8")
    assert text.count(fault["old"]) == 1
    assert fault["old"] != fault["new"]
    for where in CAMPAIGN["tests"][fault["tests"]]:
        assert (ROOT / where).exists(), where
