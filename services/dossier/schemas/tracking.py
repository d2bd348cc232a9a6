"""What is told of a dossier to who has no account: its coarse status, and by a signed link its whole progress."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field

from kit.clock import LOCAL
from kit.schemas import Schema
from services.dossier.lifecycle import LIFE, STATES, Status
from services.dossier.models import Dossier, Entry, TrackingLink
from services.dossier.queries import PublicPart
from services.dossier.schemas.requests import like
from services.dossier.schemas.whole import Words

TOLD_BY_CODE_ONLY = ("procedure_name", "submitted_at", "received_at", "due_at")
PUBLIC = PublicPart._fields


class Passed(Schema):
    """A turn the dossier took: what was done, when, by which agency (null: not by one), and where it led."""

    at: datetime
    name: Words
    agency_code: str | None
    status: Status
    status_name: Words

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """The turn without who acted and what they wrote."""
        rule, state = LIFE[entry.act], STATES[entry.after]
        return cls(
            at=entry.at,
            name=Words(vi=rule.vi, en=rule.en),
            agency_code=entry.agency_code,
            status=entry.after,
            status_name=Words(vi=state.vi, en=state.en),
        )


class Tracked(Schema):
    """What anybody with the tracking code may know.

    Numbers run on, so anybody can guess one: by number, `procedure_name` and every time are null and only status,
    agency and the due day are told. `progress` (oldest first) and `paused_since` are told by a signed link only.
    """

    number: str | None
    procedure_name: str | None
    agency_name: str
    status: Status
    national_code: int
    status_name: Words
    submitted_at: datetime | None
    received_at: datetime | None
    due_at: datetime | None
    due_on: date | None
    paused_since: datetime | None = None
    progress: list[Passed] | None = None

    @classmethod
    def of(cls, known: PublicPart, *, is_by_code: bool) -> Self:
        """The coarse status, by code or by number."""
        told = known._asdict()
        if not is_by_code:
            told |= dict.fromkeys(TOLD_BY_CODE_ONLY)
        return cls(**told, **_settled(known.status, known.due_at))

    @classmethod
    def whole(cls, dossier: Dossier, entries: Iterable[Entry]) -> Self:
        """Everything a signed link tells: the coarse status, the clock, and each turn since it was sent."""
        told = {name: getattr(dossier, name) for name in PUBLIC}
        turns = [entry for entry in entries if entry.before is not None and STATES[entry.after].code is not None]
        return cls(
            **told,
            **_settled(dossier.status, dossier.due_at),
            paused_since=dossier.paused_since,
            progress=[Passed.of(entry) for entry in turns],
        )


def _settled(status: Status, due_at: datetime | None) -> dict[str, Any]:
    state = STATES[status]
    return {
        "due_on": due_at.astimezone(LOCAL).date() if due_at else None,
        "national_code": state.code,
        "status_name": Words(vi=state.vi, en=state.en),
    }


class NewLink(Schema):
    """How long the link is good."""

    model_config = like(days=30)

    days: Annotated[int, Field(ge=1, le=90)] = 30


class LinkOut(Schema):
    """A link to the whole progress. `url` and `qr_svg` (a drawing of it) are given only when it is made: who has it,
    follows the dossier.
    """

    id: UUID
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    url: str | None = None
    qr_svg: str | None = None

    @classmethod
    def of(cls, link: TrackingLink, *, url: str | None = None, qr_svg: str | None = None) -> Self:
        """The link as its owner sees it."""
        told = {name: getattr(link, name) for name in ("id", "made_at", "expires_at", "ended_at")}
        return cls(**told, url=url, qr_svg=qr_svg)


class Links(Schema):
    """The links made of a dossier, the latest first."""

    items: list[LinkOut]
