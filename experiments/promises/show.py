"""Are the promises kept? Each shown by one command, and the page that says what it printed.

    python experiments/promises/show.py                  what there is
    python experiments/promises/show.py same luck        show these now, as the tests do: seconds to a minute each
    python experiments/promises/show.py same --long      the whole campaign: minutes each
    python experiments/promises/show.py --page           write README.md anew from what was printed last

What a show prints is kept in printed.json with date, machine and commit, and README.md is written from that: no number on the page was
typed by hand.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PRINTED = HERE / "printed.json"
sys.path.insert(0, str(ROOT))

OPENING = """# Promises, and what shows that they are kept

Each promise is listed with the command that shows it and its output, date and machine. The page is written by
`python experiments/promises/show.py --page` from `printed.json`; nothing on it is typed by hand. A show without `--long` does in seconds
what `make test` does in every run; `make test-slow` does more, and `--long` the whole campaign. The checks themselves are
[tests/promises](../../tests/promises) and [tests/studies/sweep](../../tests/studies/sweep), so a broken promise is a failed test before
it is a wrong page.

"""


def machine() -> str:
    """Return the machine, in one line."""
    words = [line.partition(":")[2].strip() for line in cpu_lines() if line.startswith("model name")]
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return f"{words[0] if words else platform.processor()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f}"


def cpu_lines() -> list[str]:
    """Return the system's description of its processor."""
    try:
        return Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def commit() -> str:
    """Return the commit that is checked out."""
    said = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return said.stdout.strip() or "unknown"


def show(name: str, long: bool) -> bool:
    """Show a promise, keep what was printed, and say whether it was kept."""
    from experiments.promises.promised import SHOWS

    start = time.monotonic()
    lines = SHOWS[name].show(long)
    spent = time.monotonic() - start
    for line in lines:
        print(line, flush=True)
    kept = read()
    kept[name] = {
        "command": f"python experiments/promises/show.py {name}{' --long' if long else ''}", "lines": lines,
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), "machine": machine(), "commit": commit(),
        "seconds": round(spent),
    }  # fmt: skip
    PRINTED.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return not any(line.startswith("BROKEN") for line in lines)


def read() -> dict[str, Any]:
    """Return the last output of each show."""
    return dict(json.loads(PRINTED.read_text(encoding="utf-8"))) if PRINTED.exists() else {}


def page(printed: dict[str, Any]) -> str:
    """Return the page."""
    from experiments.promises.promised import SHOWS

    parts = [OPENING]
    for name, one in SHOWS.items():
        said = printed.get(name)
        parts.append(f"## {one.number}. {one.promise}\n\n{one.how}\n\n")
        if said is None:
            parts.append(f"Not shown yet: `python experiments/promises/show.py {name}`\n\n")
            continue
        lines = "\n".join(said["lines"])
        parts.append(f"```console\n$ {said['command']}\n{lines}\n```\n\n")
        parts.append(f"{said['date']}, {said['seconds']:,} s, commit {said['commit']}; {said['machine']}.\n\n")
    return "".join(parts).rstrip() + "\n"


def main() -> None:
    """Run the command line."""
    from experiments.promises.promised import SHOWS

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[[], *SHOWS], help="which promises to show")
    parser.add_argument("--long", action="store_true", help="the whole campaign")
    parser.add_argument("--page", action="store_true", help="write README.md from what was printed last")
    asked = parser.parse_args()
    if not asked.names and not asked.page:
        print("\n".join(f"{name:<10} {one.number:>2}  {one.promise}" for name, one in SHOWS.items()))
    kept = [show(name, asked.long) for name in asked.names]
    if asked.names or asked.page:
        (HERE / "README.md").write_text(page(read()), encoding="utf-8")
    sys.exit(not all(kept))


if __name__ == "__main__":
    main()
