"""How is a comparison told to a council? A page for the meeting and its appendix, HTML files that open anywhere, offline, and print.

    write_report(results, scenario, "report.html")

The same results give the same bytes: no clock, no random names. Nothing is loaded from elsewhere and nothing is executed. What else a
meeting asks for: `brief.py` (two pages of PDF) and `workbook.py` (a spreadsheet with units, definitions and sources).
"""

from __future__ import annotations

from sim.report.certainty import guesses
from sim.report.html import appendix_of, pictures_of, render, render_appendix, shown, write_report
from sim.report.reproduction import WORDS, code_words, command, named_as, references, setting_words

__all__ = [
    "WORDS", "appendix_of", "code_words", "command", "guesses", "named_as", "pictures_of", "references", "render",
    "render_appendix", "setting_words", "shown", "write_report",
]  # fmt: skip
