"""Writing the agencies of the province: each change is said, and history is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import AgencyChanged, AgencyReorganised
from kit.outbox import emit
from kit.problems import Invalid
from services.identity import organisations, queries
from services.identity.actions import staff
from services.identity.actions.staff import Hand
from services.identity.models import Agency, Office, Succession
from services.identity.organisations import DAY, Planned, Reorganisation


@dataclass(frozen=True)
class Change:
    """A merger or split: what ends the day before `on`, what begins on it, by which decision."""

    kind: Reorganisation
    predecessors: Sequence[str]
    successors: Sequence[Agency]
    on: date
    legal_basis: str


async def record_agency(session: AsyncSession, agency: Agency) -> None:
    """Write an agency and say it as it is now."""
    session.add(agency)
    await session.flush()
    await emit(
        session,
        AgencyChanged(
            agency_code=agency.code,
            name=agency.name,
            kind=agency.kind,
            parent_code=agency.parent_code,
            ward_codes=agency.ward_codes,
            number_template=agency.number_template,
            address=agency.address,
            phone=agency.phone,
            valid_from=agency.valid_from,
            valid_to=agency.valid_to,
        ),
    )


async def create(session: AsyncSession, agency: Agency) -> None:
    """A new agency begins; Invalid when its code had a meaning before, or its place in the tree is not there."""
    await hold_tree(session)
    if faults := list(organisations.refusals(_planned(agency), await queries.agencies.tree(session))):
        raise Invalid(errors=faults)
    await record_agency(session, agency)


async def change(session: AsyncSession, agency: Agency, values: Mapping[str, Any], *, at: datetime) -> None:
    """What does not make it another agency changes: name, contacts, the shape of its numbers, the wards it serves.

    The caller holds the row and has compared its version.
    """
    for name, value in values.items():
        setattr(agency, name, value)
    await _renew(session, agency, at=at)


async def close(session: AsyncSession, agency: Agency, *, last_day: date, hand: Hand) -> None:
    """The agency exists for the last time on a day, and with it its offices and every position in it.

    The caller holds the tree and the row.
    """
    await staff.hold_staff(session)
    tree = await queries.agencies.tree(session)
    if faults := list(organisations.closing_refusals(agency, tree, last_day=last_day, at="/last_day")):
        raise Invalid(errors=faults)
    await _end(session, agency, last_day=last_day, hand=hand)
    await staff.keep_somebody(session, hand)


async def reorganise(session: AsyncSession, change: Change, *, hand: Hand) -> None:
    """Agencies end, others begin the day after, and both know of each other; who worked in a merged one goes along."""
    await hold_tree(session)
    await staff.hold_staff(session)
    tree = await queries.agencies.tree(session)
    planned = [_planned(one) for one in change.successors]
    faults = organisations.reorganising_refusals(
        change.kind, tree, predecessors=change.predecessors, successors=planned, on=change.on
    )
    if told := list(faults):
        raise Invalid(errors=told)
    for agency in change.successors:
        await record_agency(session, agency)
    follow = change.successors[0].code if change.kind is Reorganisation.MERGER else None
    for code in change.predecessors:
        ended = await queries.agencies.find_agency(session, code, is_locked=True)
        assert ended is not None
        await _end(session, ended, last_day=change.on - DAY, hand=hand, follow=follow)
        session.add_all(_succession(code, one.code, change) for one in change.successors)
        said = AgencyReorganised(
            agency_code=code,
            successor_codes=[one.code for one in change.successors],
            happened_on=change.on,
            legal_basis=change.legal_basis,
        )
        await emit(session, said)
    await session.flush()
    await staff.keep_somebody(session, hand)


async def open_office(session: AsyncSession, office: Office) -> None:
    """An agency begins to work at a place."""
    session.add(office)
    await session.flush()


async def change_office(session: AsyncSession, office: Office, values: Mapping[str, Any]) -> None:
    """An office's name, address or last day; the caller holds the row and has compared its version."""
    for name, value in values.items():
        setattr(office, name, value)
    office.version += 1
    await session.flush()


async def hold_tree(session: AsyncSession) -> None:
    """One change of the tree at a time, until the transaction ends: what a rule looked at stays so.

    Before any agency's row is locked: the other way round, two changes wait for each other for ever.
    """
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("the tree of agencies", 0))))


async def _end(session: AsyncSession, agency: Agency, *, last_day: date, hand: Hand, follow: str | None = None) -> None:
    agency.valid_to = last_day
    await _renew(session, agency, at=hand.at)
    for position in await queries.agencies.positions_beyond(session, agency.code, last_day=last_day):
        await staff.end_with_agency(session, position, last_day=last_day, follow=follow, hand=hand)
    for office in await queries.agencies.offices_beyond(session, agency.code, last_day=last_day):
        await change_office(session, office, {"valid_to": last_day})


async def _renew(session: AsyncSession, agency: Agency, *, at: datetime) -> None:
    agency.changed_at, agency.version = at, agency.version + 1
    await record_agency(session, agency)


def _planned(agency: Agency) -> Planned:
    return Planned(agency.code, agency.parent_code, agency.valid_from, agency.valid_to)


def _succession(predecessor: str, successor: str, change: Change) -> Succession:
    return Succession(
        predecessor_code=predecessor,
        successor_code=successor,
        happened_on=change.on,
        legal_basis=change.legal_basis,
    )


def new_agency(at: datetime, **values: Any) -> Agency:  # noqa: ANN401 - Agency's columns
    """An agency about to be created."""
    return Agency(id=uuid4(), changed_at=at, version=1, **values)
