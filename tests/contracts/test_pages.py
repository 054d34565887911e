"""Do the pages say everything that the code holds, and is each claim carried by a test or a command that there is?"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim import evidence
from sim.cli import app
from sim.engine.mesa_model import OPENING, SCHEDULE
from sim.kernels.random_streams import DECISION
from sim.outcomes.registry import OUTCOMES
from sim.population.residents import Residents
from sim.reference import model_pages
from sim.reference.model_pages.concepts import CONCEPTS
from sim.reference.model_pages.markdown import texts
from sim.reference.model_pages.submodels import CATALOGUES, modules
from sim.reference.model_pages.trace import ELEMENTS, claims
from sim.validation import surveys, trials

ROOT = Path(__file__).resolve().parents[2]
# The pages in prose whose measured figures must each have a claim.
PROSE = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", "docs/guide/uncertainty.md", "docs/guide/speed.md")
}
SEVEN = (
    "1. Purpose and patterns", "2. Entities, state variables, and scales", "3. Process overview and scheduling", "4. Design concepts",
    "5. Initialization", "6. Input data", "7. Submodels",
)  # fmt: skip
# A figure in prose: digits that are no year, version, price of a call or part of a name.
FIGURE = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w])")
NO_CLAIM = re.compile(r"Python 3\.\d+|\b(?:19|20)\d\d\b|\b988\b|ODD 2020")


@cache
def odd() -> str:
    return model_pages.odd()


def test_the_odd_page_has_every_element_and_concept() -> None:
    assert tuple(re.findall(r"^## (\d\. .+)$", odd(), re.M)) == SEVEN
    assert len(CONCEPTS) == 11
    found = re.findall(r"^### 4\.\d+ (.+)$", odd(), re.M)
    assert found == [texts("odd")["concept"][name]["title"] for name in CONCEPTS]


def test_everything_in_the_code_is_on_the_odd_page() -> None:
    names = set(re.findall(r"`([^`\n]+)`", odd()))
    whole = [path for path in evidence.load() if path.partition(".")[0] not in CATALOGUES]
    entries = {path.rpartition(".")[0] for path in evidence.load() if path not in whole}
    for kind, wanted in {
        "column": Residents.columns(), "process": [one.name for one in (*OPENING, *SCHEDULE)], "decision": DECISION,
        "number": whole, "entry of a catalogue": entries, "outcome": OUTCOMES, "trial": trials.load(),
    }.items():  # fmt: skip
        missing = [name for name in wanted if name not in names]
        assert not missing, f"{kind} not on the page: {missing[:5]}"


def test_every_number_stands_there_with_its_value_and_meaning_and_once() -> None:
    rows = [line for line in odd().splitlines() if re.match(r"\| `[\w.]+` \| -?[\d.e+-]+ \| .+ to .+ \|", line)]
    assert len(rows) >= len(evidence.load())
    for number in evidence.load().values():
        ends = f" | {' '.join(number.meaning.split())} |".replace("||", "|")
        held = [row for row in rows if row.endswith(ends) and f"| {number.value:g} | {number.low:g} to" in row]
        assert held, number.path
    spelled = re.findall(r"^\| `((?:stress|care|aftermath|community|outcomes)\.[\w.]+)` \|", odd(), re.M)
    assert len(spelled) == len(set(spelled))


def test_every_figure_of_a_survey_is_a_pattern() -> None:
    for survey in surveys.load().values():
        for figure in survey.figures:
            assert f"| {survey.label} | {figure.label} | {figure.months:g} | {figure.published.value:g} (" in odd()


def test_the_equations_are_those_of_the_code() -> None:
    from sim.reference.model_pages.markdown import doc

    for module in modules():
        assert doc(module) and doc(module) in odd(), module.__name__
    process_files = {one.act.__module__ for one in (*OPENING, *SCHEDULE)}
    assert process_files <= {module.__name__ for module in modules()}


def test_texts_written_by_hand_repeat_no_docstring() -> None:
    by_hand = " ".join((ROOT / "sim/reference/model_pages/odd.toml").read_text(encoding="utf-8").split())
    for module in modules():
        for sentence in re.split(r"(?<=[.?])\s", " ".join((module.__doc__ or "").split())):
            assert len(sentence) < 60 or sentence not in by_hand, sentence


def test_the_trace_page_has_its_eight_elements_with_claims() -> None:
    page = model_pages.trace()
    said = texts("claims")["element"]
    assert re.findall(r"^## \d\. (.+)$", page, re.M) == [said[name]["title"] for name in ELEMENTS]
    assert {one.element for one in claims()} == set(ELEMENTS) == set(said)
    assert all(one.claim in page for one in claims())


@pytest.mark.parametrize("claim", claims(), ids=lambda one: one.claim[:50])
def test_what_carries_a_claim_is_there(claim) -> None:
    assert claim.tests or claim.command
    for test in claim.tests:
        file, _, function = test.partition("::")
        assert (ROOT / file).is_file(), test
        assert re.search(rf"^def {function}\(", (ROOT / file).read_text(encoding="utf-8"), re.M), test
    if claim.command:
        assert command_is_there(claim.command), claim.command


def command_is_there(command: str) -> bool:
    """Whether a command of healing, a target of make or a script is there."""
    program, first, *_ = command.split()
    if program == "healing":
        from typer.main import get_command

        return first in getattr(get_command(app), "commands")  # noqa: B009
    if program == "make":
        return bool(re.search(rf"^{first}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    return program == "python" and (ROOT / first).is_file()


def test_every_sentence_with_a_figure_has_a_claim() -> None:
    carried = [one.readme for one in claims() if one.readme]
    for sentence in (sentence for text in PROSE.values() for sentence in figures_in(text)):
        assert any(words in sentence for words in carried), (
            f"no row in sim/reference/model_pages/claims.toml carries: {sentence}"
        )
    for words in carried:
        assert any(words in " ".join(text.split()) for text in PROSE.values()), f"no page says any longer: {words}"


def figures_in(text: str) -> list[str]:
    """The sentences of a page's prose that hold a measured number: no code, no tables, no headings."""
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    prose = [line for line in text.splitlines() if not re.match(r"\s*\||#|    ", line)]
    found = []
    for block in re.split(r"\n\s*\n|\n- ", "\n".join(prose)):
        for sentence in re.split(r"(?<=[.?!])\s+(?=[A-Z*(`])", " ".join(block.split())):
            plain = NO_CLAIM.sub("", re.sub(r"`[^`]*`|\]\([^)]*\)", "", sentence))
            found += [sentence] if FIGURE.search(plain) else []
    return found


def test_the_commands_write_the_pages(tmp_path) -> None:
    run = CliRunner().invoke
    shown = run(app, ["explain", "trace"])
    assert shown.exit_code == 0 and shown.stdout == model_pages.trace()
    written = run(app, ["explain", "odd", "--out", str(tmp_path / "odd.md")])
    assert written.exit_code == 0 and (tmp_path / "odd.md").read_text(encoding="utf-8") == odd()
    assert run(app, ["trace", "--out", str(tmp_path)]).exit_code == 73
