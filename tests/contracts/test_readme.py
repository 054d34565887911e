"""Is the front door true? Commands on its pages exist, links lead somewhere, Python runs, figures are current, words are plain."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from sim import evidence
from sim.evidence.score import load_score, tally_of

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = sorted(path for path in (ROOT / "docs").rglob("*.md") if not {"written", "_build"} & set(path.parts))
DOOR = [*(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md")), *DOCS]
PAGES = [
    *ROOT.glob("*.md"),
    *(path for folder in ("scenarios", "experiments", "notebooks") for path in (ROOT / folder).rglob("*.md")),
]
# Words of ours that a colleague would not write, beside "luck", which a page for students may say once.
QUAINT = re.compile(r"\b(somebody|whoever|stands? (?:by|in|for|at|there|on)|lies? in|hangs? on|aloud|anew)\b", re.I)
# Pages of files that work together: test_bridges_page.py and test_own_code_page.py run them.
RUN_ELSEWHERE = ("bridges.md", "own_code.md")
NOTEBOOKS = [*sorted((ROOT / "notebooks").rglob("*.md")), *sorted((ROOT / "notebooks").glob("*.ipynb"))]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code_of(text: str) -> list[str]:
    """Return the blocks of code and the words in backticks."""
    blocks = re.findall(r"```.*?\n(.*?)```", text, re.S)
    return blocks + re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S))


def typed_in(text: str) -> list[list[str]]:
    """Return each command of healing on a page, in words, without comments."""
    lines = [line.partition("  #")[0] for block in code_of(text) for line in block.splitlines()]
    found = [re.search(r"(?:^|[\s\\/])healing ([a-z].*)", line) for line in lines]
    # A command inside a text of another language ends with that text.
    return [shlex.split(line[1].partition('"')[0]) for line in found if line]


def fault_in(words: list[str]) -> str:
    """Return what of a command is not there, a subcommand or an option; empty if all of it is."""
    from typer.main import get_command

    from sim.cli import app

    command: Any = get_command(app)
    for word in words:
        subcommands = getattr(command, "commands", None)
        if subcommands is not None and not word.startswith("-"):
            if word not in subcommands:
                # `healing explain WORD` takes a word as well as subcommands.
                return "" if getattr(command, "name", "") == "explain" else word
            command = subcommands[word]
        elif word.startswith("--"):
            options = {name for one in command.params for name in (*one.opts, *one.secondary_opts)} | {"--help"}
            if word.partition("=")[0] not in options:
                return word
    return ""


@pytest.mark.parametrize("page", DOOR, ids=named)
def test_each_healing_command_exists_with_its_options(page: Path) -> None:
    wrong = [(words, fault) for words in typed_in(page.read_text(encoding="utf-8")) if (fault := fault_in(words))]
    assert not wrong


def test_the_readme_shows_what_matters() -> None:
    assert {words[0] for words in typed_in(README)} >= {
        "dashboard",
        "new",
        "validate",
        "compare",
        "report",
        "plan",
        "study",
        "explain",
    }
    assert "$ make demo\n$ make test\n" in README


@pytest.mark.parametrize("page", DOOR, ids=named)
def test_each_make_command_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"\bmake ([a-z-]+)", "\n".join(code_of(page.read_text(encoding="utf-8"))))) <= targets


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:|#", link):
            assert (page.parent / link.partition("#")[0]).exists(), f"{page.name}: {link}"


def test_the_readme_is_short_and_shows_a_result_and_the_dashboard_at_once() -> None:
    assert len(README.encode()) <= 12_000
    shown = re.findall(r"!\[[^\]]{20,}\]\((docs/[^)]+\.png)\)", README.partition("## ")[0])
    assert len(shown) == 2
    for picture in (ROOT / "docs/pictures").glob("*.png"):
        assert picture.stat().st_size < 150_000, picture.name


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_the_map_has_every_room_in_the_order_of_the_linter(page: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = (one["layers"] for one in project["tool"]["importlinter"]["contracts"])
    rooms = re.findall(r"^\| (?:\[|`)sim/(\w+)[`\]]", (ROOT / page).read_text(encoding="utf-8"), re.M)
    assert ["__main__", *rooms] == layers
    assert set(rooms) == {path.parent.name for path in (ROOT / "sim").glob("*/__init__.py")}


def test_the_schedule_is_that_of_the_model() -> None:
    from sim.engine.mesa_model import SCHEDULE

    told = re.search(r"SCHEDULE = \((.*?)\)", (ROOT / "docs/guide/index.md").read_text(encoding="utf-8"), re.S)
    assert told and told[1].replace("\n", " ").split() == ", ".join(step.name for step in SCHEDULE).split()


def test_the_score_and_the_count_of_numbers_are_current() -> None:
    score = load_score()
    assert score is not None
    surveys, trials = (tally_of(score.rows, kind, "held_out") for kind in ("survey", "trial"))
    book = evidence.load().values()
    text = " ".join(README.split())
    assert f"meets {surveys} held-out figures of surveys and {trials} of trials" in text
    assert (
        f"the {len(book)} numbers" in text
        and f"; {sum(number.grade == 'assumed' for number in book)} are assumed" in text
    )


@pytest.mark.parametrize("page", [page for page in DOOR if page.name not in RUN_ELSEWHERE], ids=named)
def test_the_lines_of_python_run(page: Path) -> None:
    small = 'sim.compare("minimal", seeds=2, weeks=6, scale=0.4, workers=1)'
    for lines in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.S):
        assert printed(re.sub(r'sim\.compare\("\w+"(?:, \w+=\w+)*\)', small, lines)).strip()


def printed(lines: str) -> str:
    """What lines of Python print in a process of their own."""
    done = subprocess.run([sys.executable, "-c", lines], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("page", [*DOOR, *NOTEBOOKS], ids=named)
def test_the_words_are_plain(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".ipynb":
        text = "\n".join(
            "".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"
        )
    prose = re.sub(r"```.*?```|`[^`\n]*`|\]\([^)]*\)", " ", text, flags=re.S)
    assert QUAINT.findall(prose) == []
    assert len(re.findall(r"\bluck\b", prose, re.I)) <= 1
