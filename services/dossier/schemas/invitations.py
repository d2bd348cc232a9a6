"""Invitations to a dossier, as its owner writes and sees them, and as whoever was asked sees theirs."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from kit.schemas import Line, Schema
from services.dossier import invitations
from services.dossier.models import Invitation, InvitationKind
from services.dossier.schemas.requests import like

Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]


class NewInvitation(Schema):
    """Whom the owner asks, and to what. Name and number must be those of one person, which is not told."""

    model_config = like(kind="co_author", full_name="Trần Văn Minh", personal_number="031090004321")

    kind: InvitationKind = Field(strict=False)
    full_name: Line
    personal_number: Number


class InvitationOut(Schema):
    """An invitation as the owner sees it: the name they gave, never whether somebody answers to it."""

    id: UUID
    kind: InvitationKind
    standing: invitations.Standing
    invited_name: str
    number_ends: str
    made_at: datetime
    open_until: datetime
    accepted_at: datetime | None
    ended_at: datetime | None

    @classmethod
    def of(cls, invitation: Invitation, *, at: datetime) -> Self:
        """The invitation at a moment."""
        told = {name: getattr(invitation, name) for name in cls.model_fields if name not in ("standing", "open_until")}
        return cls(
            **told,
            standing=invitations.standing(invitation, at=at),
            open_until=invitations.open_until(invitation),
        )


class Invitations(Schema):
    """Every invitation to a dossier, the latest first."""

    items: list[InvitationOut]


class OwnInvitation(Schema):
    """What the caller is asked to, or takes part in. `dossier_id`: once they have accepted, not before."""

    id: UUID
    kind: InvitationKind
    standing: invitations.Standing
    owner_name: str
    procedure_name: str
    made_at: datetime
    open_until: datetime
    accepted_at: datetime | None
    ended_at: datetime | None
    dossier_id: UUID | None

    @classmethod
    def of(cls, invitation: Invitation, *, at: datetime) -> Self:
        """The invitation at a moment."""
        apart = ("standing", "open_until", "dossier_id")
        told = {name: getattr(invitation, name) for name in cls.model_fields if name not in apart}
        return cls(
            **told,
            standing=invitations.standing(invitation, at=at),
            open_until=invitations.open_until(invitation),
            dossier_id=invitation.dossier_id if invitation.accepted_at is not None else None,
        )


class OwnInvitations(Schema):
    """What the caller is asked to and takes part in, the latest first."""

    items: list[OwnInvitation]
