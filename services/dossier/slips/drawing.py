"""Drawing a dossier's slips from what is recorded: each tells of one entry of its history (the control sheet of all).

Names of the agency and the procedure are those of the day the dossier was opened, as everywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from contracts.dossier import StopReason
from services.dossier import queries, steps
from services.dossier.admission import form_of
from services.dossier.history import Deed
from services.dossier.issuing import TITLES, IssuedKind, Slip
from services.dossier.lifecycle import Act
from services.dossier.models import Dossier, SupplementRequest
from services.dossier.problems import SlipMissing
from services.dossier.slips import filling, letters, receipt
from services.dossier.slips.controlling import handings
from services.dossier.slips.letters import Heading, Item, Letter
from services.dossier.slips.press import printed
from services.dossier.slips.wording import moment


@dataclass(frozen=True, slots=True)
class Subject:
    """A dossier, its history, and the entry a slip tells of."""

    dossier: Dossier
    deeds: Sequence[Deed]
    slip: Slip

    @property
    def deed(self) -> Deed:
        """The act the slip tells of."""
        return self.deeds[self.slip.sequence - 1]

    def before(self, column: str) -> Any:  # noqa: ANN401 - a JSON value
        """What earlier acts had settled of a column."""
        said = [deed.decided[column] for deed in self.deeds[: self.slip.sequence - 1] if column in deed.decided]
        return said[-1] if said else None

    @property
    def heading(self) -> Heading:
        """Whose letter about which dossier."""
        dossier = self.dossier
        return Heading(
            agency_name=dossier.agency_name,
            number=self.before("number"),
            tracking_code=dossier.tracking_code,
            applicant_name=dossier.applicant_name,
            procedure_name=dossier.procedure_name,
            written_at=self.deed.at,
        )


async def drawn(session: AsyncSession, subject: Subject, *, public_url: str) -> bytes:
    """A slip as PDF/A-2b, not signed. The same history gives the same bytes, but for form 01 (filling.py)."""
    match subject.slip.kind:
        case IssuedKind.RECEIPT:
            return await receipt(await filling.receipt(session, subject.dossier, public_url=public_url))
        case IssuedKind.CONTROL:
            return await printed("control", _control(subject), at=subject.slip.at)
        case IssuedKind.SUPPLEMENT:
            letter = await _supplement(session, subject)
        case kind:
            letter = WRITERS[kind](subject)
    return await printed("letter", letter.told(), at=subject.slip.at)


async def _supplement(session: AsyncSession, subject: Subject) -> Letter:
    asked = await session.scalar(
        select(SupplementRequest)
        .where(SupplementRequest.dossier_id == subject.dossier.id, SupplementRequest.asked_at == subject.deed.at)
        .options(selectinload(SupplementRequest.items))
    )
    if asked is None:
        raise SlipMissing
    procedure = await queries.procedure_of(session, subject.dossier)
    names = {one.id: one.name for one in procedure.components}
    fields = form_of(procedure, subject.dossier.case).answers["properties"]
    names |= {name: schema.get("title") or name for name, schema in fields.items()}
    items = [
        Item(
            name=names.get(one.component_id or one.field or "", one.component_id or one.field or ""),
            reason_code=one.reason_code,
            what_to_do=one.what_to_do,
        )
        for one in asked.items
    ]
    is_received = subject.deed.act is not Act.ASK_BEFORE_RECEPTION
    policy = steps.supplement_policy(procedure.workflow) if is_received else None
    return letters.supplement(subject.heading, items, answer_by=asked.answer_by, policy=policy)


def _refusal(subject: Subject) -> Letter:
    return letters.refusal(subject.heading, reason=subject.deed.note or "")


def _apology(subject: Subject) -> Letter:
    received, was_due, due = (subject.before("received_at"), subject.before("due_at"), subject.deed.decided["due_at"])
    return letters.apology(
        subject.heading,
        received_at=datetime.fromisoformat(received) if received else None,
        was_due_at=datetime.fromisoformat(was_due),
        due_at=datetime.fromisoformat(due),
        reason=subject.deed.note or "",
    )


def _stop(subject: Subject) -> Letter:
    cause = StopReason(subject.deed.decided["stop_reason"])
    return letters.stop(subject.heading, cause=cause, reason=subject.deed.note)


WRITERS = {IssuedKind.REFUSAL: _refusal, IssuedKind.APOLOGY: _apology, IssuedKind.STOP: _stop}


def _control(subject: Subject) -> Mapping[str, Any]:
    dossier, heading = subject.dossier, subject.heading
    rows = [(one.giver, one.receiver, moment(one.at), one.result or "", one.note) for one in handings(subject.deeds)]
    return {
        "title": TITLES[IssuedKind.CONTROL].vi,
        "agency_name": heading.agency_name,
        "number": dossier.number or dossier.tracking_code,
        "procedure_name": heading.procedure_name,
        "received_at": moment(dossier.received_at) if dossier.received_at else None,
        "due_at": moment(dossier.due_at) if dossier.due_at else None,
        "rows": rows,
    }
