"""How does somebody who never opens a terminal ask and read? A page on this machine: the same functions as the command line, no more.

    healing dashboard new_orleans        opens http://127.0.0.1:8750

    Question --Desk--> jobs --Bench (warm workers)--> outcomes --put_together--> Results --views--> the page

It holds no rules of the model. Runs happen in processes of their own, so that the page stays alive; it listens to this machine alone
(`guard`), loads nothing from elsewhere, and every sentence of it stands in `languages/`, one file a language.
"""

from sim.dashboard.question import Question
from sim.dashboard.server import PORT, PortTakenError, serve
from sim.dashboard.session import Desk
from sim.dashboard.words import LANGUAGES, Words

__all__ = ["LANGUAGES", "PORT", "Desk", "PortTakenError", "Question", "Words", "serve"]
