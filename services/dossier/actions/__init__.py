"""What can be done to a dossier: each function is one sentence of the law, in the caller's transaction.

The table in `lifecycle.py` says who may do it and when; `recording.undergo` writes it; the event commits with it.
"""

from services.dossier.actions import (
    assessing,
    assigning,
    correcting,
    extending,
    paying,
    sharing,
    stopping,
    talking,
    uploading,
    usages,
    withdrawing,
)
from services.dossier.actions.applicant import answer_supplement, submit, withdraw
from services.dossier.actions.desk import accept, decline, deliver
from services.dossier.actions.drafting import Opening, discard, edit, open_draft
from services.dossier.actions.fees import bill, pay
from services.dossier.actions.filing import add_paper, add_result
from services.dossier.actions.merging import hand_over
from services.dossier.actions.officer import resolve, start
from services.dossier.actions.recording import Actor, acting

__all__ = [
    "Actor",
    "Opening",
    "accept",
    "acting",
    "add_paper",
    "add_result",
    "answer_supplement",
    "assessing",
    "assigning",
    "bill",
    "correcting",
    "decline",
    "deliver",
    "discard",
    "edit",
    "extending",
    "hand_over",
    "open_draft",
    "pay",
    "paying",
    "resolve",
    "sharing",
    "start",
    "stopping",
    "submit",
    "talking",
    "uploading",
    "usages",
    "withdraw",
    "withdrawing",
]
