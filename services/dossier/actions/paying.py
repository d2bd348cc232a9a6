"""Requiring a payment before work goes on (national status 6), and going on when it has come."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import PaymentRequired
from contracts.reckoning import Reckoned, reckon
from contracts.terms import FeeLine
from kit.clock import LOCAL
from kit.faults import Fault
from kit.outbox import emit
from kit.problems import Invalid
from kit.workdays import Calendar
from services.dossier import fees, judging, queries
from services.dossier.actions import timing
from services.dossier.actions.recording import SYSTEM, Actor, undergo
from services.dossier.actions.saying import about
from services.dossier.deadlines import answer_by
from services.dossier.guards import Facts
from services.dossier.lifecycle import Act, Status, check
from services.dossier.models import Dossier
from services.dossier.problems import FeeUnpaid
from services.dossier.watching import WatchKind

UNKNOWN = ("unknown", "Thủ tục không có khoản thu này.", "The procedure has no such fee.")
TWICE = ("twice", "Khoản thu này đã được nêu.", "This fee is named already.")
BILLED = (
    "billed",
    "Khoản này đã được tính khi nộp hồ sơ; chỉ yêu cầu khoản chưa có mức thu trong danh mục.",
    "This was billed when the dossier was sent; only what the catalogue leaves open is required later.",
)


class Wanted(Protocol):
    """A fee an officer requires: by the code of a line for which no amount is laid down, and its amount, in đồng."""

    @property
    def code(self) -> str: ...
    @property
    def amount(self) -> int: ...


async def require(
    session: AsyncSession,
    dossier: Dossier,
    wanted: Sequence[Wanted],
    *,
    pay_within_days: int,
    note: str | None,
    by: Actor,
    at: datetime,
    hours: Calendar,
    province_code: str,
) -> None:
    """The agency asks for fees that could not be reckoned when the dossier was sent.

    Raises Invalid for a line that is not one of those, FeeUnpaid while what was billed before is not paid: two open
    bills would cross each other.
    """
    facts = await judging.course(session, dossier, at=at)
    check(Act.REQUEST_PAYMENT, dossier.status, by=by.roles, facts=facts)
    if dossier.fee_due > 0 and dossier.fee_paid_at is None:
        raise FeeUnpaid
    known = await _reckoned(session, dossier, on=at.astimezone(LOCAL).date(), province_code=province_code)
    faults, lines = lines_of(wanted, known)
    if faults:
        raise Invalid(errors=faults)
    due: dict[str, Any] = {"fee_due": sum(line.amount for line in lines), "fee_paid_at": None, "bill_id": None}
    await undergo(session, dossier, Act.REQUEST_PAYMENT, by=by, at=at, facts=facts, note=note, hours=hours, **due)
    pay_by = answer_by(at, days=pay_within_days, calendar=hours)
    await timing.wait_until(session, dossier, kind=WatchKind.PAYMENT_LATE, until=pay_by)
    await emit(session, PaymentRequired(**about(dossier), fees=lines, pay_by=pay_by))


def lines_of(wanted: Sequence[Wanted], known: Sequence[Reckoned]) -> tuple[list[Fault], list[FeeLine]]:
    """What is wrong with the fees an officer names, and the lines they come to. All faults at once."""
    by_code = {one.code: one for one in known}
    faults, lines = list[Fault](), list[FeeLine]()
    for place, one in enumerate(wanted):
        line = by_code.get(one.code)
        pointer = f"/lines/{place}"
        if line is None:
            faults.append(Fault(f"{pointer}/code", *UNKNOWN))
        elif any(other.code == one.code for other in lines):
            faults.append(Fault(f"{pointer}/code", *TWICE))
        elif line.amount is not None:
            faults.append(Fault(f"{pointer}/code", *BILLED))
        else:
            lines.append(FeeLine(code=line.code, name=line.name, kind=line.kind, amount=one.amount, basis=line.basis))
    return faults, lines


async def settle(session: AsyncSession, dossier: Dossier, *, at: datetime) -> None:
    """When what was required is paid, the dossier goes back to what it was; anything else stays as it is."""
    if dossier.status is not Status.PAYMENT_REQUIRED or dossier.fee_paid_at is None:
        return
    hours = await queries.calendar(session, dossier.agency_code)
    await undergo(session, dossier, Act.SETTLE, by=SYSTEM, at=at, facts=Facts(is_fee_paid=True), hours=hours)
    await timing.wait_no_more(session, dossier, kind=WatchKind.PAYMENT_LATE)


async def _reckoned(session: AsyncSession, dossier: Dossier, *, on: date, province_code: str) -> list[Reckoned]:
    procedure = await queries.procedure_of(session, dossier)
    terms = await judging.terms_of(session, dossier, procedure, on=on)
    if terms is None:
        return []
    if not terms.rules:
        return [fees.certain(line) for line in terms.fees]
    known = await judging.circumstances_of(session, dossier, procedure, on=on)
    return reckon(terms.rules, facts=known, on=on, province=province_code)
