"""Make the two pictures of the README and of the site's first pages anew: a result, and the dashboard.

    make demo                                    # writes out/new_orleans, which the first picture shows
    .venv/bin/python docs/make_pictures.py       # both; the second needs shiny, playwright and Chromium (Debian: apt install chromium)
    .venv/bin/python docs/make_pictures.py result

Run it when results change, and look at what it made.
"""

from __future__ import annotations

import io
import shutil
import sys
import threading
import time
from pathlib import Path

FOLDER = Path(__file__).parent / "pictures"
SAVED = Path("out/new_orleans")
COLOURS = 64


def save(name: str, picture: bytes) -> None:
    """Write a PNG with few colours, so that it stays small."""
    from PIL import Image

    path = FOLDER / name
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


def result() -> None:
    """Draw who is left behind under each plan of New Orleans, by income."""
    import sim

    results = sim.load_results(SAVED)
    save("result.png", sim.figures.png(sim.figures.equiplot(results, "prevalence_end", strata=("income",))))


def dashboard() -> None:
    """Take a picture of the dashboard's page Response after a quick look at New Orleans."""
    import uvicorn
    from playwright.sync_api import sync_playwright

    from sim.dashboard import Desk, Question
    from sim.dashboard.server import application, listen

    desk = Desk(Question.of("new_orleans"))
    ours = listen(0)
    port = ours.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(application(desk, port), log_level="error", ws="websockets-sansio"))
    threading.Thread(target=server.run, kwargs={"sockets": [ours]}, daemon=True).start()
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        page = opened.new_page(viewport={"width": 1200, "height": 860}, reduced_motion="reduce")
        page.goto(f"http://127.0.0.1:{port}/")
        page.wait_for_selector("html[data-ready]")
        page.click("#look")
        while desk.answer is None or desk.running:
            time.sleep(0.2)
        page.evaluate("location.hash = 'response'")
        page.wait_for_selector("#now-fan-figure svg", timeout=120_000)
        page.wait_for_timeout(4000)
        save("dashboard.png", page.screenshot())
        opened.close()
    server.should_exit = True
    desk.end()
    ours.close()


if __name__ == "__main__":
    for name in sys.argv[1:] or ("result", "dashboard"):
        {"result": result, "dashboard": dashboard}[name]()
