"""Can the site be built? Its pages are written without Sphinx here: links lead to pages, and nothing that is public is left out."""

from __future__ import annotations

import importlib
import os
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

import sim
from sim import evidence

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def extension(name: str) -> ModuleType:
    """One of the extensions of the site, loaded from its file."""
    folder = str(DOCS / "extensions")
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module(name)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every page of the site, by hand or by the build, by its path from the folder of the documentation."""
    folder = tmp_path_factory.mktemp("site")
    extension("written_pages").write_all(folder)
    made = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    hand = {path.relative_to(DOCS).as_posix(): path for path in DOCS.rglob("*") if path.is_file()}
    hand = {name: path for name, path in hand.items() if not name.startswith(("written/", "_build/"))}
    return {
        name: path.read_text(encoding="utf-8") if path.suffix == ".md" else ""
        for name, path in {**hand, **made}.items()
    }


def test_links_between_pages_lead_to_pages(site: dict[str, str]) -> None:
    for name, text in site.items():
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.S)
        for link in re.findall(r"\]\(([^()\s]+)\)", prose):
            if not re.match(r"[a-z]+:|#", link):
                target = os.path.normpath(Path(name).parent / link.partition("#")[0])
                assert target in site, f"{name}: {link}"


def test_each_page_is_in_a_contents_list(site: dict[str, str]) -> None:
    listed = set()
    for name, text in site.items():
        for block in re.findall(r"```\{toctree\}\n(.*?)```", text, re.S):
            entries = [line for line in block.splitlines() if line and not line.startswith(":")]
            listed |= {os.path.normpath(Path(name).parent / entry) for entry in entries}
    pages = {name.rsplit(".", 1)[0] for name in site if name.endswith((".md", ".ipynb"))}
    assert pages - listed == {"index"} and listed <= pages


def test_every_number_and_every_public_name_has_its_place(site: dict[str, str]) -> None:
    tables = "\n".join(text for name, text in site.items() if name.startswith("written/parameters/"))
    assert not [path for path in evidence.load() if f"| `{path}` |" not in tables]
    api = "\n".join(text for name, text in site.items() if name.startswith("written/api/"))
    modules = {"evidence", "outcomes", "figures", "report"}
    assert not [name for name in sim.__all__ if name not in modules and f":: sim.{name}\n" not in api]


def test_pages_of_an_earlier_build_are_taken_away_and_right_ones_left_alone(tmp_path: Path) -> None:
    write_all = extension("written_pages").write_all
    write_all(tmp_path)
    old, kept = tmp_path / "written/studies/gone.md", tmp_path / "written/odd.md"
    old.write_text("# Gone\n", encoding="utf-8")
    before = kept.stat().st_mtime_ns
    write_all(tmp_path)
    assert not old.exists() and kept.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "line",
    [
        '<script src="https://example.org/a.js"></script>',
        "<img alt='x' src='//example.org/a.png'>",
        '<link rel="stylesheet" href="https://example.org/a.css">',
        "@import url(https://example.org/font.css)",
        "src: url('https://example.org/font.woff2')",
    ],
)
def test_what_a_page_would_load_from_elsewhere_is_found(line: str, tmp_path: Path) -> None:
    fetched = extension("offline").fetched
    page = tmp_path / "page.html"
    page.write_text('<a href="https://example.org/">a link to follow</a><img src="pictures/own.png">', encoding="utf-8")
    assert fetched(tmp_path) == []
    page.write_text(line, encoding="utf-8")
    assert len(fetched(tmp_path)) == 1
