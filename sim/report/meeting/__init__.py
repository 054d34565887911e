"""What goes to the meeting? One sentence, one picture, one table of three lines, and what must be said with them.

Everything is made once, here, from the tables of `sim.outcomes`; the page, the brief, the workbook and the terminal only set it.

    meeting = Meeting.of(results, scenario)          which plan is spoken of, and the numbers behind
    meeting_tables(meeting)                          the tables, cell by cell, by name
    opening(meeting), ...                            the sentences
"""

from sim.report.meeting.choice import Meeting
from sim.report.meeting.language import LANGUAGES, Say
from sim.report.meeting.sentences import opening
from sim.report.meeting.tables import TABLES, meeting_tables

__all__ = ["LANGUAGES", "TABLES", "Meeting", "Say", "meeting_tables", "opening"]
