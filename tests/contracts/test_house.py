"""Is the house in order? Rooms on floors, no module loose, no circle of any kind, and one name for one class."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import grimp
import networkx as nx
import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "sim").rglob("*.py"))


@pytest.fixture(scope="module")
def imports() -> nx.DiGraph:
    """Every import between modules of the package: at the top, for types and inside functions."""
    graph = grimp.build_graph("sim", exclude_type_checking_imports=False, cache_dir=None)
    return nx.DiGraph(
        (here, there) for here in graph.modules for there in graph.find_modules_directly_imported_by(here)
    )


def test_lower_rooms_never_import_higher_ones() -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_is_loose() -> None:
    assert {path.name for path in (ROOT / "sim").glob("*.py")} == {"__init__.py", "__main__.py"}


def test_no_circle_of_imports(imports: nx.DiGraph) -> None:
    assert [sorted(circle) for circle in nx.strongly_connected_components(imports) if len(circle) > 1] == []


def test_no_circle_of_imports_between_packages_of_a_room(imports: nx.DiGraph) -> None:
    """Seen from each room, its folders and files import each other one way only."""
    for room in {path.parent for path in SOURCES if path.name == "__init__.py"}:
        inside = ".".join(room.relative_to(ROOT).parts)
        parts = nx.DiGraph()
        for here, there in imports.edges:
            ends = [
                end.removeprefix(f"{inside}.").partition(".")[0]
                for end in (here, there)
                if end.startswith(f"{inside}.")
            ]
            if len(ends) == 2 and ends[0] != ends[1]:
                parts.add_edge(*ends)
        assert [sorted(circle) for circle in nx.strongly_connected_components(parts) if len(circle) > 1] == [], inside


def test_a_class_name_is_defined_once() -> None:
    defined = defaultdict(list)
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                defined[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert {name: places for name, places in defined.items() if len(places) > 1} == {}


def test_no_module_keeps_state_for_its_functions() -> None:
    """What workers share belongs to what they begin with (`studies.parallel`), not to a module."""
    said = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Global)
    ]
    assert said == []
