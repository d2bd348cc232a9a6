"""What dossier owns, one file per group of tables.

Row-level security is the second net under `permissions.py` (migrations): a session sees only what `sight.py` said its
caller may see.
"""

from services.dossier.models.dossiers import IS_OPEN, Dossier
from services.dossier.models.history import Entry, Usage
from services.dossier.models.joint import SharedPaper
from services.dossier.models.numbers import NumberSequence
from services.dossier.models.papers import Paper, PaperKind, Reuse, Verdict
from services.dossier.models.people import Colleague, Invitation, InvitationKind
from services.dossier.models.supplements import Reason, SupplementItem, SupplementRequest
from services.dossier.models.table import Table
from services.dossier.models.timing import Extension, Watch

__all__ = [
    "IS_OPEN",
    "Colleague",
    "Dossier",
    "Entry",
    "Extension",
    "Invitation",
    "InvitationKind",
    "NumberSequence",
    "Paper",
    "PaperKind",
    "Reason",
    "Reuse",
    "SharedPaper",
    "SupplementItem",
    "SupplementRequest",
    "Table",
    "Usage",
    "Verdict",
    "Watch",
]
