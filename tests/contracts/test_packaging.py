"""Does the package hold everything it needs when it is installed somewhere else?"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SHIPPED = ("scenarios", "sim", "pyproject.toml", "setup.py", "README.md", "LICENSE")


def test_every_data_file_is_shipped() -> None:
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    shipped = {path for home in ROOT.glob("sim/**/") for pattern in patterns for path in home.glob(pattern)}
    files = {path for path in (ROOT / "sim").rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {path for path in files if path.suffix != ".py"} <= shipped


def test_the_version_is_the_same_everywhere() -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {PROJECT['project']['version']}\n" in citation
    assert f"\n## {PROJECT['project']['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_dependency_has_its_exact_version() -> None:
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.M))
    extras = PROJECT["project"]["optional-dependencies"]
    asked = [*PROJECT["project"]["dependencies"], *(one for some in extras.values() for one in some)]
    assert brought_by(asked) <= pinned


def brought_by(asked: list[str]) -> set[str]:
    """Return the names of libraries and of all that those bring, as far as they are installed here."""
    found: set[str] = set()
    left = [Requirement(one) for one in asked]
    while left:
        one = left.pop()
        name = re.sub(r"[-_.]+", "-", one.name).lower()
        if name not in found:
            found.add(name)
            with suppress(PackageNotFoundError):
                brings = map(Requirement, requires(one.name) or [])
                left += [more for more in brings if more.marker is None or more.marker.evaluate({"extra": ""})]
    return found


@pytest.mark.slow
def test_a_wheel_installed_elsewhere_finds_its_scenarios(tmp_path: Path) -> None:
    try:
        recent = int(version("setuptools").split(".")[0]) >= 77
    except Exception:
        recent = False
    if not recent:
        pytest.skip("needs setuptools 77 or newer in this environment")
    source = tmp_path / "source"
    for name in SHIPPED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        source.mkdir(exist_ok=True)
        copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-index"]
    target, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--target", str(target), str(source)], check=True)
    shutil.rmtree(source)
    elsewhere.mkdir()

    def healing(*typed: str) -> str:
        environment = {**os.environ, "PYTHONPATH": str(target)}
        run = [sys.executable, "-m", "sim", *typed]
        return subprocess.run(run, cwd=elsewhere, env=environment, check=True, capture_output=True, text=True).stdout

    assert "new_orleans" in healing("list")
    assert healing("new", "mine.toml").strip() == "mine.toml"
    assert healing("validate", "mine.toml") == "ok\n"
    assert "Concentration index" in healing("demo", "--quick", "--seeds", "2", "--workers", "1")
    assert (elsewhere / "out" / "new_orleans" / "report.html").is_file()
