"""What goes out of the slips that can be had of a dossier."""

from datetime import datetime
from typing import Self
from uuid import UUID

from kit.schemas import Schema
from services.dossier.issuing import TITLES, IssuedKind, Slip
from services.dossier.schemas.whole import Words


class SlipOut(Schema):
    """A slip: its form's number in the circular, the entry of the timeline it tells of, and where it is (GET)."""

    form: str | None
    kind: IssuedKind
    name: Words
    sequence: int
    at: datetime
    door: str

    @classmethod
    def of(cls, slip: Slip, *, dossier_id: UUID) -> Self:
        """The slip as people see it."""
        title = TITLES[slip.kind]
        return cls(
            form=title.number,
            kind=slip.kind,
            name=Words(vi=title.vi, en=title.en),
            sequence=slip.sequence,
            at=slip.at,
            door=f"/v1/dossiers/{dossier_id}/slips/{slip.kind}?entry={slip.sequence}",
        )


class Slips(Schema):
    """Every slip of a dossier, in the order of its history."""

    items: list[SlipOut]
