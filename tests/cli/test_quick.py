"""Does the command line work at all? The quick part of its tests, for `make check`."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner, Result

from sim.cli import app


def healing(*typed: str) -> Result:
    return CliRunner().invoke(app, list(typed), prog_name="healing")


def test_help_lists_every_verb() -> None:
    shown = healing("--help").stdout
    for verb in ("demo", "new", "compare", "plan", "study", "evaluate", "explain", "dashboard"):
        assert verb in shown


def test_run_prints_a_table() -> None:
    result = healing("run", "minimal", "--weeks", "4", "--scale", "0.2", "--quiet")
    assert result.exit_code == 0 and "Equity" in result.stdout


@pytest.mark.parametrize(
    ("typed", "code"), [(("validate", "minimal"), 0), (("runn",), 2), (("validate", "nowhere.toml"), 65)]
)
def test_commands_end_with_the_documented_code(typed: tuple[str, ...], code: int) -> None:
    assert healing(*typed).exit_code == code
