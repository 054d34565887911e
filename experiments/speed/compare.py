"""How many nanoseconds does a person's week cost, here and with other tools? One command, A B A B.

    python experiments/speed/compare.py                 10,000, 100,000 and 1,000,000 people, three turns (about five minutes)
    python experiments/speed/compare.py --turns 1 --sizes 10000 --peers ours,plain_numpy
    python experiments/speed/compare.py --save          also a dated line in history.jsonl, and the table of README.md

All peers run the week of week.py with the same random streams (tests/contracts/test_speed.py checks that trajectories match). Each turn of
each peer
is a process of its own, pinned to one core; peers take turns, so that a busy machine is busy for all. What counts is processor time, the
median over the turns, and for ratios the median of the ratios within a turn. The first two weeks are not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT), str(ROOT / "experiments" / "bench")]

PEERS = {"ours": "ours", "plain_numpy": "NumPy", "starsim_week": "Starsim", "mesa_agents": "Mesa agents"}
SIZES = (10_000, 100_000, 1_000_000)
WEEKS, MESA_WEEKS, NOT_COUNTED = {10_000: 104, 100_000: 104, 1_000_000: 50}, {10_000: 50, 100_000: 6, 1_000_000: 3}, 2
BEGIN, END = "<!-- measured -->", "<!-- until here -->"


def weeks_of(peer: str, people: int) -> int:
    """Return how many weeks are counted: fewer if they take minutes."""
    table = MESA_WEEKS if peer == "mesa_agents" else WEEKS
    return table.get(people, 20)


def take_turn(peer: str, path: Path, weeks: int) -> dict[str, float]:
    """Run some weeks with one peer, in this process; processor seconds until it is ready, ns per person-week, peak memory."""
    from importlib import import_module

    from week import People

    people = People.read(path)
    town = import_module(peer).build(people)
    ready = process_time()
    for _ in range(NOT_COUNTED):
        town.step()
    start, began = process_time(), perf_counter()
    for _ in range(weeks):
        town.step()
    spent, took = process_time() - start, perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**30 if sys.platform == "darwin" else 2**20)
    return {"ready_s": ready, "ns": spent * 1e9 / len(people) / weeks, "busy": took / spent, "peak_gb": peak}


def in_a_process(peer: str, path: Path, weeks: int) -> dict[str, float]:
    """Return the measurements of a turn in a fresh process."""
    command = [sys.executable, str(HERE / "compare.py"), "--turn", peer, str(path), str(weeks)]
    environment = os.environ | {"STARSIM_INSTALL_FONTS": "0"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise SystemExit(f"{peer} failed:\n{done.stderr}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(peers: list[str], sizes: list[int], turns: int) -> list[dict[str, Any]]:
    """Let the peers take turns at each size."""
    from week import born

    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for people in sizes:
            path = Path(folder) / f"{people}.npz"
            born(people).save(path)
            found: dict[str, list[dict[str, float]]] = {peer: [] for peer in peers}
            for turn in range(turns):
                for peer in peers:
                    print(f"{people:,} people, turn {turn + 1} of {turns}: {PEERS[peer]}", file=sys.stderr, flush=True)
                    found[peer].append(in_a_process(peer, path, weeks_of(peer, people)))
            rows += [row_of(people, peer, found, peers[0]) for peer in peers]
    return rows


def row_of(people: int, peer: str, found: dict[str, list[dict[str, float]]], first: str) -> dict[str, Any]:
    """Return the medians of one peer at one size, and the median of its ratios to the first peer within a turn."""
    mine, theirs = found[peer], found[first]
    return {
        "people": people, "peer": peer, "weeks": weeks_of(peer, people), "turns": len(mine),
        **{name: median(turn[name] for turn in mine) for name in mine[0]},
        "ratio": median(a["ns"] / b["ns"] for a, b in zip(mine, theirs, strict=True)),
    }  # fmt: skip


def table(rows: list[dict[str, Any]]) -> str:
    """Return the results as a table."""
    lines = [
        "| people | | ns per person-week | times ours | weeks counted | ready after, s | peak memory, GB |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row['people']:,} | {PEERS[row['peer']]} | {row['ns']:,.1f} | {row['ratio']:,.1f} | {row['weeks']} |"
            f" {row['ready_s']:.1f} | {row['peak_gb']:.2f} |"
        )
    return "\n".join(lines)


def where() -> dict[str, Any]:
    """Return the machine, the versions and the load."""
    from importlib.metadata import PackageNotFoundError, version

    from bench import machine

    try:
        starsim = version("starsim")
    except PackageNotFoundError:
        starsim = "absent"
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        **machine(),
        "starsim": starsim,
        "load": os.getloadavg()[0],
    }


def write_page(on: dict[str, Any], measured: str) -> None:
    """Put the table into README.md, between its marks."""
    page = HERE / "README.md"
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    said = (
        f"{on['date'][:10]}, one core of {on['cores']} ({on['cpu']}), Python {on['python']}, Mesa {on['mesa']}, Starsim {on['starsim']}, "
        f"NumPy {on['numpy']}, Numba {on['numba']}; load {on['load']:.1f} at the end (ours is one of it)."
    )
    page.write_text(f"{before}{BEGIN}\n{said}\n\n{measured}\n{END}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=3, help="turns of each peer at each size (3)")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="people, with commas between")
    parser.add_argument("--peers", default=",".join(PEERS), help="of " + ", ".join(PEERS))
    parser.add_argument(
        "--save", action="store_true", help="add a line to history.jsonl and write the table of README.md"
    )
    parser.add_argument("--turn", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if options.turn:
        peer, path, weeks = options.turn
        print(json.dumps(take_turn(peer, Path(path), int(weeks))))
        return
    peers = [peer for peer in options.peers.split(",") if peer != "starsim_week" or find_spec("starsim")]
    if len(peers) < len(options.peers.split(",")):
        print("Starsim is not installed (experiments/speed/requirements.txt) and is left out.", file=sys.stderr)
    rows = measure(peers, [int(size) for size in options.sizes.split(",")], options.turns)
    on, measured = where(), table(rows)
    print(measured)
    if options.save:
        with (HERE / "history.jsonl").open("a", encoding="utf-8") as history:
            history.write(json.dumps({**on, "rows": rows}) + "\n")
        write_page(on, measured)


if __name__ == "__main__":
    main()
