"""Who may act for whom, as either side sees and writes it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from kit.schemas import Day, Line, Schema
from services.identity import delegations
from services.identity.delegations import MOST_PROCEDURES, Act, Side, State
from services.identity.models import Delegation
from services.identity.queries.delegations import Named

ProcedureCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class Given(StrEnum):
    """Which delegations are listed: those one gave, or those one was offered."""

    GIVEN = "given"
    RECEIVED = "received"


class DelegateIn(Schema):
    """Whom it is for: both must be those of one verified person, which is not told."""

    full_name: Line = Field(examples=["Trần Văn Minh"])
    personal_number: Number = Field(examples=["031090004321"])


class NewDelegation(Schema):
    """Somebody may act for the caller, for these procedures between these days, once they accept."""

    delegate: DelegateIn = Field(examples=[{"full_name": "Trần Văn Minh", "personal_number": "031090004321"}])
    procedures: list[ProcedureCode] = Field(max_length=MOST_PROCEDURES, examples=[["1.004194"]])
    valid_from: Day = Field(examples=["2027-01-01"])
    valid_to: Day = Field(examples=["2027-06-30"])
    note: Note | None = Field(default=None, examples=["Nộp hồ sơ đăng ký tạm trú thay tôi"])


class DelegationOut(Schema):
    """A delegation as one side sees it. `acts`: what the caller may do to it now."""

    id: UUID
    side: Side = Field(description="bạn là ai trong ủy quyền này / who the caller is to it")
    status: State
    is_usable: bool = Field(description="người được ủy quyền làm thay được hôm nay / whether it can be used today")
    principal: str = Field(description="người ủy quyền / who is acted for", examples=["Nguyễn Thị Lan"])
    delegate: str = Field(description="người được ủy quyền / who acts", examples=["Trần Văn Minh"])
    delegate_number_ends: str | None = Field(default=None, description="cho người ủy quyền / for the principal only")
    procedures: list[str] = Field(examples=[["1.004194"]])
    valid_from: date
    valid_to: date
    note: str | None = None
    offered_at: datetime
    accepted_at: datetime | None = None
    declined_at: datetime | None = None
    revoked_at: datetime | None = None
    acts: list[Act]

    @classmethod
    def of(cls, named: Named, *, side: Side, on: date) -> "DelegationOut":
        """The delegation as this side sees it on a day."""
        one: Delegation = named.delegation
        return cls(
            id=one.id,
            side=side,
            status=delegations.state(one),
            is_usable=delegations.is_usable(one, on=on),
            principal=named.principal,
            delegate=one.delegate_name,
            delegate_number_ends=one.delegate_hint if side is Side.PRINCIPAL else None,
            procedures=one.procedures,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            note=one.note,
            offered_at=one.offered_at,
            accepted_at=one.accepted_at,
            declined_at=one.declined_at,
            revoked_at=one.revoked_at,
            acts=delegations.acts(one, by=side, on=on),
        )
