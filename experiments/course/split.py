"""Hold out half of the events of `studies.md` by its seed, by the rule written there."""

import hashlib
import random
from pathlib import Path

SEED = 20261130
STUDIES = Path(__file__).parent / "studies.md"


def listed() -> list[tuple[str, str]]:
    """Return (kind, event) of each row of the table."""
    rows = [
        line.strip("| \n").split(" | ")
        for line in STUDIES.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    return [(row[0], row[1]) for row in rows if row[0] != "kind"]


def splits() -> dict[str, str]:
    """Return "held_out" or "fitted" for each listed event."""
    luck, order = random.Random(SEED), []
    for kind in sorted({kind for kind, _ in listed()}):
        events = sorted(event for its, event in listed() if its == kind)
        luck.shuffle(events)
        order += events
    return {event: ("held_out", "fitted")[place % 2] for place, event in enumerate(order)}


def split(event: str) -> str:
    """Return the split of any event: by the list, or by its name's digest where it was found later."""
    later = ("held_out", "fitted")[hashlib.sha256(f"{SEED}:{event}".encode()).digest()[-1] % 2]
    return splits().get(event, later)


if __name__ == "__main__":
    for event, part in splits().items():
        print(f"{part:9} {event}")
