"""What a citizen sees of the looks others took at their files, and how they object."""

from datetime import datetime
from typing import Self
from uuid import UUID

from kit.schemas import LongText, Schema
from services.dossier.lifecycle import Role
from services.dossier.models import Dossier, Usage
from services.dossier.schemas.requests import like
from services.dossier.schemas.whole import ProcedureRef, Words

PARTS = {
    "dossier": ("Toàn bộ hồ sơ", "The whole dossier"),
    "papers": ("Một tệp giấy tờ", "A file"),
    "requirements": ("Danh mục giấy tờ", "The list of papers"),
    "timeline": ("Diễn biến hồ sơ", "The timeline"),
    "clock": ("Thời hạn giải quyết", "The clock"),
    "messages": ("Trao đổi về hồ sơ", "The messages"),
    "issued": ("Giấy tờ đã cấp", "Papers issued"),
    "export": ("Danh sách hồ sơ xuất ra tệp", "A list of dossiers exported to a file"),
    "search": ("Một dòng trong kết quả tìm kiếm", "A line of what a search found"),
    "slips": ("Giấy tiếp nhận, phiếu", "A slip"),
}
OTHER = ("Một phần hồ sơ", "A part of the dossier")


class UsageOut(Schema):
    """A look: by which agency, in what quality, when, at what, and why. The person's name is the agency's to answer."""

    id: UUID
    dossier_id: UUID
    tracking_code: str
    procedure: ProcedureRef
    agency_code: str
    role: Role
    what: str
    what_in_words: Words
    paper_id: UUID | None
    purpose: str
    looked_at: datetime
    objected_at: datetime | None

    @classmethod
    def of(cls, usage: Usage, dossier: Dossier) -> Self:
        """The look as its citizen sees it."""
        vi, en = PARTS.get(usage.what, OTHER)
        names = ("id", "dossier_id", "agency_code", "role", "what", "paper_id", "purpose", "looked_at", "objected_at")
        return cls(
            **{name: getattr(usage, name) for name in names},
            tracking_code=dossier.tracking_code,
            procedure=ProcedureRef(code=dossier.procedure_code, revision=dossier.revision, name=dossier.procedure_name),
            what_in_words=Words(vi=vi, en=en),
        )


class Objection(Schema):
    """Why the citizen objects."""

    model_config = like(words="Tôi không hiểu vì sao cơ quan này xem hồ sơ của tôi.")

    words: LongText
