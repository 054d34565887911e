"""How long does the page take? From a click to the first chart, from a slider to its update, from a fresh machine to the first report.

    python experiments/dashboard/measure.py                  the page as installed here, in Debian's Chromium
    python experiments/dashboard/measure.py --fresh          the same in a virtual environment made for it, kernels not compiled yet

Every time is taken by the browser's own clock (a click or a change until two frames after the chart is in the page) or by the wall
clock if no browser is open yet. Prints one line for each, with the machine and its load.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
# Waits until the place is refilled with its table or picture, and two frames more, so that it is really visible.
DRAWN = """(act) => new Promise((resolve) => {
  const place = document.getElementById(act.place), begun = performance.now();
  const watch = new MutationObserver(() => {
    if (!place.querySelector(act.place === "now" ? "table" : "svg")) return;
    watch.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => resolve((performance.now() - begun) / 1000)));
  });
  watch.observe(place, { childList: true, subtree: true });
  const thing = document.querySelector(act.what);
  if (act.value === undefined) thing.click();
  else { thing.value = act.value; thing.dispatchEvent(new Event("change", { bubbles: true })); }
})"""


QUIET = """(place) => new Promise((resolve) => {
  let last = setTimeout(resolve, 1500);
  const again = () => { clearTimeout(last); last = setTimeout(resolve, 1500); };
  new MutationObserver(again).observe(document.getElementById(place), { childList: true, subtree: true });
})"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--scenario", default="new_orleans")
    asked.add_argument("--fresh", action="store_true")
    asked.add_argument("--firm", action="store_true", help="also wait for the full run")
    given = asked.parse_args()
    say("machine", f"{processor()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    say("load before", f"{os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        python, environment = install(Path(folder)) if given.fresh else (sys.executable, dict(os.environ))
        environment.setdefault("PYTHONPATH", "" if given.fresh else str(ROOT))
        measure(python, environment, given)
    say("load after", f"{os.getloadavg()[0]:.1f}")


def install(folder: Path) -> tuple[str, dict[str, str]]:
    """Copy the repository, install it with its page into a new virtual environment, and return its Python; no kernel is compiled there."""
    begun = time.monotonic()
    shutil.copytree(ROOT, folder / "healing", ignore=shutil.ignore_patterns(".git", ".venv*", "out", "__pycache__"))
    subprocess.run([sys.executable, "-m", "venv", folder / "env"], check=True)
    python = str(folder / "env" / "bin" / "python")
    subprocess.run(
        [python, "-m", "pip", "install", "-q", "-c", "constraints.txt", ".[dashboard]"], cwd=folder / "healing", check=True
    )  # fmt: skip
    seconds("a virtual environment and pip install .[dashboard]", time.monotonic() - begun)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "NUMBA"))}
    return python, {**environment, "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": ""}


def measure(python: str, environment: dict[str, str], given: Any) -> None:
    """Start the dashboard, open it, look, move sliders."""
    begun = time.monotonic()
    typed = [python, "-m", "sim", "dashboard", given.scenario, "--port", "0", "--no-browser", "--quiet"]
    away = tempfile.gettempdir() if given.fresh else None
    served = subprocess.Popen(typed, stdout=subprocess.PIPE, text=True, env=environment, cwd=away)
    assert served.stdout
    address = served.stdout.readline().strip()
    seconds("typed until the page answers", time.monotonic() - begun)
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(120_000)
            page.goto(f"{address}#response")
            page.wait_for_selector("html[data-ready]")
            page.wait_for_selector("#controls input[type=range]", state="attached")
            seconds("typed until the page is there", time.monotonic() - begun)
            look(page, begun, given)
            browser.close()
    finally:
        served.terminate()
        served.wait()


def look(page: Any, begun: float, given: Any) -> None:
    """Take the times on an open page."""
    first = page.evaluate(DRAWN, {"place": "course", "what": "#look"})
    seconds("click to first chart, at once after the start", first)
    wait_for(page)
    page.evaluate("location.hash = 'export'")
    with page.expect_download() as download:
        page.click("#report_file")
    download.value.path()
    seconds("typed until the first report is saved", time.monotonic() - begun)
    page.evaluate("location.hash = 'response'")
    # Different values each time: returning to an earlier question costs no runs.
    for place, what, other in (("now", "numbers", 0), ("course", "chart", 1)):
        taken = page.evaluate(DRAWN, {"place": place, "what": "#c-programme-clinic-slots", "value": 100 + 100 * other})
        wait_for(page)
        seconds(f"slider of usual care (every plan runs again) to the new {what}", taken)
        times = []
        for path, values in sliders(page).items():
            for value in values:
                moved = {
                    "place": place,
                    "what": f"[data-path='{path}']",
                    "value": value + (600 if path.endswith(".slots") else 4) * other,
                }
                times.append(page.evaluate(DRAWN, moved))
                wait_for(page)
        told = f"{len(times)} moves: median {statistics.median(times):.2f}, fastest {min(times):.2f}, slowest {max(times):.2f}"
        say(f"sliders of a programme that one plan holds to the new {what}, s", told)
    if given.firm:
        start = time.monotonic()
        page.click("#firm")
        page.wait_for_timeout(300)
        wait_for(page)
        seconds(
            "make it firm (20 seeds of four plans at the scenario's scale), with 1.5 s of quiet",
            time.monotonic() - start,
        )


def sliders(page: Any) -> dict[str, list[float]]:
    """Return a few sliders of programmes in only one plan, each with values to move it to."""
    paths: list[str] = page.evaluate(
        "[...document.querySelectorAll('#controls input[type=range]')].map((one) => one.dataset.path)"
    )
    chosen = [
        path for path in paths if path.endswith((".slots", ".opens")) and "clinic" not in path and "doctor" not in path
    ]
    return {path: [3, 5] if path.endswith(".opens") else [1000, 2000] for path in chosen}


def wait_for(page: Any) -> None:
    """Wait until a round is done and its last chart has been there for a second and a half: drawing continues during the runs."""
    page.wait_for_selector("#progress a[href='#compare']")
    page.evaluate(QUIET, "course")


def seconds(what: str, taken: float) -> None:
    """Print a time."""
    say(f"{what}, s", f"{taken:.2f}")


def say(what: str, value: str) -> None:
    """Print one line."""
    print(f"{what}: {value}", flush=True)


def processor() -> str:
    """Return the name of the processor."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()
