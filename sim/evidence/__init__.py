"""Where does a number come from? Evidence: each number with range, unit, source and grade; each source with how much of it was read.

    book = evidence.load()
    book["stress.distress.recovery_rate"].value
    evidence.cite(book["interventions.pfa.symptom_cut"].source)

A path is the file, its table and the name; `book.table("interventions")` gives the entries of a catalogue with their texts.
"""

from sim.evidence.bibliography import Source, cite, sources
from sim.evidence.parameters import GRADES, SOURCELESS, Evidence, EvidenceError, Number, UnknownPathError, nearest
from sim.evidence.reading import FOLDER, SHAPES, load, read_entry, read_number

__all__ = [
    "load",
    "Evidence",
    "Number",
    "GRADES",
    "SOURCELESS",
    "cite",
    "sources",
    "Source",
    "EvidenceError",
    "UnknownPathError",
    "FOLDER",
    "SHAPES",
    "read_entry",
    "read_number",
    "nearest",
]
