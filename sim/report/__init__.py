"""How is a comparison told to a council? One HTML file with words, tables and pictures that opens anywhere, offline, and prints.

    write_report(results, scenario, "report.html")

The same results give the same bytes: no clock, no random names. Nothing is loaded from elsewhere and nothing is executed. What else a
meeting asks for: `brief.py` (two pages of PDF) and `workbook.py` (a spreadsheet with units, definitions and sources).
"""

from __future__ import annotations

from sim.report.certainty import guesses
from sim.report.html import pictures_of, render, shown, write_report
from sim.report.reproduction import WORDS, code_words, command, named_as, references, setting_words

__all__ = [
    "WORDS", "code_words", "command", "guesses", "named_as", "pictures_of", "references", "render", "setting_words", "shown",
    "write_report",
]  # fmt: skip
