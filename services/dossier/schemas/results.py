"""What comes in when results are drawn, signed, revoked, and what goes out of papers that were issued."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from kit.clock import LOCAL
from kit.schemas import Line, LongText, Schema
from services.dossier.issuing import TITLES, Genuineness, IssuedKind, genuineness
from services.dossier.models import Issued
from services.dossier.schemas.requests import like
from services.dossier.schemas.whole import Words

STATES = {
    Genuineness.GENUINE: Words(vi="Giấy tờ do cơ quan cấp, đang có hiệu lực.", en="Issued by the agency, in force."),
    Genuineness.SUPERSEDED: Words(vi="Giấy tờ đã được thay bằng bản cấp sau.", en="A later paper took its place."),
    Genuineness.REVOKED: Words(vi="Giấy tờ đã bị thu hồi, không còn giá trị.", en="Revoked: it is void."),
}


class ResultWanted(Schema):
    """A result to be drawn: the decision in words, and which of the procedure's results it is."""

    model_config = like(content="Công an phường Tứ Minh đã đăng ký tạm trú theo đề nghị của ông/bà.")

    content: LongText
    result_code: Line | None = None


class SignatureIn(Schema):
    """The result files the leader has read and signs; the other unsigned ones are set aside. None named: all."""

    model_config = like(papers=None)

    papers: Annotated[list[Annotated[UUID, Field(strict=False)]], Field(min_length=1, max_length=50)] | None = None


class Revocation(Schema):
    """Which result is void, by the code printed on it, and on what grounds."""

    model_config = like(code="XN-7QK2-M9XA-4DTB", note="Thông tin về nơi tạm trú được khai không đúng.")

    code: Line
    note: LongText


class IssuedOut(Schema):
    """A paper issued of a dossier. `paper_id`: the result file; null: a slip. `address` tells whether it is genuine."""

    code: str
    kind: IssuedKind
    name: Words
    paper_id: UUID | None
    sha256: str
    agency_name: str
    issued_at: datetime
    superseded_at: datetime | None
    revoked_at: datetime | None
    state: Genuineness
    address: str

    @classmethod
    def of(cls, row: Issued, *, public_url: str) -> Self:
        """The paper as those see it who may see the dossier."""
        told = {name: getattr(row, name) for name in ("code", "kind", "paper_id", "sha256", "agency_name", "issued_at")}
        return cls(
            **told,
            name=Words(vi=TITLES[row.kind].vi, en=TITLES[row.kind].en),
            superseded_at=row.superseded_at,
            revoked_at=row.revoked_at,
            state=genuineness(row),
            address=f"{public_url}/v1/verify/{row.code}",
        )


class IssuedPapers(Schema):
    """Every paper issued of a dossier, oldest first."""

    items: list[IssuedOut]


class Verified(Schema):
    """What anybody who holds a paper may know: nothing of the person or the errand, no time finer than a day.

    `is_same`: the file asked about (`sha256`) is the one that was issued; null: none was asked about.
    """

    code: str
    state: Genuineness
    state_in_words: Words
    kind: IssuedKind
    form: str | None
    name: Words
    agency_code: str
    agency_name: str
    issued_on: date
    superseded_on: date | None
    revoked_on: date | None
    sha256: str
    is_same: bool | None
    certificates: str

    @classmethod
    def of(cls, row: Issued, *, public_url: str, sha256: str | None) -> Self:
        """The public part of an issued paper."""
        title, state = TITLES[row.kind], genuineness(row)
        return cls(
            code=row.code,
            state=state,
            state_in_words=STATES[state],
            kind=row.kind,
            form=title.number,
            name=Words(vi=title.vi, en=title.en),
            agency_code=row.agency_code,
            agency_name=row.agency_name,
            issued_on=row.issued_at.astimezone(LOCAL).date(),
            superseded_on=row.superseded_at.astimezone(LOCAL).date() if row.superseded_at else None,
            revoked_on=row.revoked_at.astimezone(LOCAL).date() if row.revoked_at else None,
            sha256=row.sha256,
            is_same=None if sha256 is None else sha256.lower() == row.sha256,
            certificates=f"{public_url}/v1/verify/certificates",
        )
