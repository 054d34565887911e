"""Which colour, marker and dash stands for which plan? Every plan has all three, so that colour is never the only code.

Contrast with white is (1.0 + 0.05) / (luminance + 0.05) of WCAG 2.2, at least 3 for everything that carries meaning. The colours stay apart
under the three kinds of colour-blindness as simulated by Machado, Oliveira and Fernandes (2009); both are tested.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["BASELINE", "BETTER", "GROUPS", "INK", "LINE", "MUTED", "PALETTE", "WORSE", "Mark", "contrast", "marks"]

INK = "#1a1a1a"
MUTED = "#595959"
LINE = "#8c8c8c"
BASELINE = "#4d4d4d"
PALETTE = ("#0077bb", "#c77700", "#332288", "#6a994e", "#e7298a", "#8338ec")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)), (0, (2, 1)))
BETTER, WORSE = "#0077bb", "#b04a00"
GROUPS = ("#332288", "#0077bb", "#6a994e", "#c77700", "#e7298a", "#8338ec", "#4d4d4d")


class Mark(NamedTuple):
    """How one plan is drawn: colour, marker and dash."""

    colour: str
    marker: str
    dash: str | tuple[int, tuple[int, ...]]


def marks(count: int) -> list[Mark]:
    """Return a mark for each of `count` plans, the baseline first in grey.

    Colours repeat after seven plans while markers and dashes run on at another pace, so that no two of the first 42 are alike.
    """
    found = [Mark(BASELINE, MARKERS[0], DASHES[0])]
    for i in range(1, count):
        turn = (i - 1) // len(PALETTE)
        at = (i + 2 * turn) % len(MARKERS)
        found.append(Mark(PALETTE[(i - 1) % len(PALETTE)], MARKERS[at], DASHES[at]))
    return found


def contrast(colour: str, other: str = "#ffffff") -> float:
    """Return the contrast ratio of two colours given as #rrggbb, 1 to 21."""
    light, dark = sorted((luminance(colour), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
