"""How can a person who never opens a terminal use the model? A page on this machine: the same functions as the command line, no more.

    healing dashboard new_orleans        opens http://127.0.0.1:8750

    Question --Desk--> jobs --Bench (warm workers)--> outcomes --put_together--> Results --views--> the page

It holds no rules of the model. Runs happen in separate processes, so that the page stays responsive; it listens on this machine only
(`guard`), loads nothing from elsewhere, and keeps all its sentences in `languages/`, one file per language.
"""

from sim.dashboard.question import Question
from sim.dashboard.server import PORT, PortTakenError, serve
from sim.dashboard.session import Desk
from sim.dashboard.words import LANGUAGES, Words

__all__ = ["LANGUAGES", "PORT", "Desk", "PortTakenError", "Question", "Words", "serve"]
