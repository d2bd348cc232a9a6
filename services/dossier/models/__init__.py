"""What dossier owns, one file per group of tables.

Row-level security is the second net under `permissions.py` (migrations): a session sees only what `sight.py` said its
caller may see.
"""

from services.dossier.models.confirmations import CodePurpose, Confirmation
from services.dossier.models.dossiers import IS_OPEN, Dossier
from services.dossier.models.history import Entry, Usage
from services.dossier.models.issued import Issued
from services.dossier.models.joint import SharedPaper
from services.dossier.models.links import TrackingLink
from services.dossier.models.messages import Message
from services.dossier.models.numbers import NumberSequence
from services.dossier.models.papers import Paper, Reuse, Upload
from services.dossier.models.people import Colleague, Invitation, InvitationKind
from services.dossier.models.shipments import ReturnWish, Shipment
from services.dossier.models.supplements import Assessment, Reason, SupplementItem, SupplementRequest
from services.dossier.models.table import Table
from services.dossier.models.timing import Extension, Watch
from services.dossier.models.worklists import Export, ExportFormat, SavedFilter
from services.dossier.papers import Hand, PaperKind, Scan, Verdict

__all__ = [
    "IS_OPEN",
    "Assessment",
    "CodePurpose",
    "Colleague",
    "Confirmation",
    "Dossier",
    "Entry",
    "Export",
    "ExportFormat",
    "Extension",
    "Hand",
    "Invitation",
    "InvitationKind",
    "Issued",
    "Message",
    "NumberSequence",
    "Paper",
    "PaperKind",
    "Reason",
    "ReturnWish",
    "Reuse",
    "SavedFilter",
    "Scan",
    "SharedPaper",
    "Shipment",
    "SupplementItem",
    "SupplementRequest",
    "Table",
    "TrackingLink",
    "Upload",
    "Usage",
    "Verdict",
    "Watch",
]
