"""What dossier owns, one file per group of tables.

Row-level security is the second net under `permissions.py` (migrations): a session sees only what `sight.py` said its
caller may see.
"""

from services.dossier.models.desks import Export, ExportStatus, SavedFilter
from services.dossier.models.dossiers import IS_OPEN, Dossier
from services.dossier.models.history import Entry, Usage
from services.dossier.models.joint import Part
from services.dossier.models.numbers import NumberSequence
from services.dossier.models.papers import Paper, PaperKind, Reuse, Scan, Upload, Verdict
from services.dossier.models.people import CodePurpose, Colleague, Confirmation, Invitation, InvitationKind, Message
from services.dossier.models.returns import Issued, IssuedKind, Shipment, ShipmentStatus
from services.dossier.models.supplements import Assessment, Reason, SupplementItem, SupplementRequest
from services.dossier.models.table import Table
from services.dossier.models.timing import Extension, Watch

__all__ = [
    "IS_OPEN",
    "Assessment",
    "CodePurpose",
    "Colleague",
    "Confirmation",
    "Dossier",
    "Entry",
    "Export",
    "ExportStatus",
    "Extension",
    "Invitation",
    "InvitationKind",
    "Issued",
    "IssuedKind",
    "Message",
    "NumberSequence",
    "Paper",
    "PaperKind",
    "Part",
    "Reason",
    "Reuse",
    "SavedFilter",
    "Scan",
    "Shipment",
    "ShipmentStatus",
    "SupplementItem",
    "SupplementRequest",
    "Table",
    "Upload",
    "Usage",
    "Verdict",
    "Watch",
]
