"""Does each command in the README exist, does each link lead somewhere, and do its lines of Python run?"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli.exit_codes import EXIT_CODES

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [
    *ROOT.glob("*.md"),
    *(path for folder in ("scenarios", "experiments", "notebooks") for path in (ROOT / folder).rglob("*.md")),
]


def commands() -> set[str]:
    from typer.main import get_command

    from sim.cli import app

    return set(getattr(get_command(app), "commands"))  # noqa: B009


def test_each_healing_command_exists() -> None:
    typed = set(re.findall(r"\bhealing ([a-z]+)\b", "\n".join(code_of(README))))
    assert typed and typed <= commands()


def test_each_make_command_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    typed = set(re.findall(r"\bmake ([a-z-]+)", "\n".join(code_of(README))))
    assert {"demo", "test"} <= typed <= targets


def code_of(text: str) -> list[str]:
    """Return the blocks of code and the words in backticks."""
    blocks = re.findall(r"```.*?\n(.*?)```", text, re.S)
    return blocks + re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:|#", link):
            assert (page.parent / link.partition("#")[0]).exists(), f"{page.name}: {link}"


def test_the_exit_codes_are_those_of_the_command_line() -> None:
    rows = dict(re.findall(r"^\| (\d+) \| (.*?) \|$", README, re.M))
    assert rows == {str(code): meaning for code, meaning in EXIT_CODES.items()}


def test_the_schedule_is_that_of_the_model() -> None:
    from sim.engine.mesa_model import SCHEDULE

    told = re.search(r"SCHEDULE = \((.*?)\)", README, re.S)
    assert told and told[1].replace("\n", " ").split() == ", ".join(step.name for step in SCHEDULE).split()


def test_the_lines_of_python_run() -> None:
    compares, looks = re.findall(r"```python\n(.*?)```", README, re.S)
    small = compares.replace(
        'sim.compare("new_orleans")', 'sim.compare("minimal", seeds=2, weeks=6, scale=0.4, workers=1)'
    )
    assert small != compares
    assert "usual_care" in printed(small)
    assert "psychological" in printed(looks)


def printed(lines: str) -> str:
    """What lines of Python print in a process of their own."""
    done = subprocess.run([sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
