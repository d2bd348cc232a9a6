"""Who may see and do what: owners, delegates, staff, and staff limited to fields."""

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.terms import Channel
from kit.people import Citizen, Officer, Partner, Person
from kit.testing import citizen, delegate, officer
from services.dossier.lifecycle import Role, Status
from services.dossier.permissions import Delegate, Specialist, covers, hand, holds, procedures, roles, sees
from services.dossier.tests.factories import POLICE, PROCEDURE

LAN_ID, MINH_ID = UUID(int=1), UUID(int=2)
LAN = citizen(LAN_ID)
ACTING = delegate(LAN, UUID(int=9), actor_id=MINH_ID)


def partner(agency: str) -> Partner:
    return Partner(id=uuid4(), client_id="bhxh", scopes=frozenset(), name="bhxh", agency=agency)


LIMITED = officer(POLICE, "officer", "leader", fields=("ho-tich",))


@dataclass(frozen=True)
class Held:
    owner_id: UUID
    agency_code: str
    status: Status
    procedure_code: str = PROCEDURE
    channel: Channel = Channel.ONLINE
    parent_id: UUID | None = None


@dataclass(frozen=True)
class Tie:
    person_id: UUID
    kind: str
    accepted_at: datetime | None = None


ENTERED = Held(LAN.id, POLICE, Status.DRAFT, channel=Channel.DIRECT)
GONE = Held(LAN.id, POLICE, Status.DISCARDED, channel=Channel.DIRECT)
PART = Held(LAN.id, POLICE, Status.ACCEPTED, parent_id=UUID(int=7))
DRAFT, SENT = Held(LAN.id, POLICE, Status.DRAFT), Held(LAN.id, POLICE, Status.SUBMITTED)


def of(kind: type[Any], person: Person, *codes: str) -> Any:
    whole = {one.name: getattr(person, one.name) for one in fields(person)}
    return kind(**whole, procedures=frozenset(codes))


SEERS: dict[str, tuple[Person, Held, set[Role]]] = {
    "owner of a draft": (LAN, DRAFT, {Role.APPLICANT}),
    "owner of a sent one": (LAN, SENT, {Role.APPLICANT}),
    "other citizen": (citizen(), SENT, set()),
    "delegate for it": (of(Delegate, ACTING, PROCEDURE), DRAFT, {Role.APPLICANT}),
    "delegate for another procedure": (of(Delegate, ACTING, "2.000635"), DRAFT, set()),
    "delegate of somebody else": (of(Delegate, delegate(citizen(), uuid4()), PROCEDURE), SENT, set()),
    "delegate nobody looked up": (ACTING, SENT, set()),
    "several roles": (officer(POLICE, "counter", "officer"), SENT, {Role.COUNTER, Role.OFFICER}),
    "leader": (officer(POLICE, "leader"), SENT, {Role.LEADER}),
    "administrator": (officer(POLICE, "administrator"), SENT, set()),
    "auditor": (officer(POLICE, "auditor"), SENT, set()),
    "counter and draft": (officer(POLICE, "counter"), DRAFT, set()),
    "other agency": (officer("H24.91", "counter"), SENT, set()),
    "of its field": (of(Specialist, LIMITED, PROCEDURE), SENT, {Role.OFFICER, Role.LEADER}),
    "of another field": (of(Specialist, LIMITED, "2.000635"), SENT, set()),
    "of a field without procedures": (of(Specialist, LIMITED), SENT, set()),
    "limited, not looked up": (LIMITED, SENT, set()),
    "counter and what the desk enters": (officer(POLICE, "counter"), ENTERED, {Role.COUNTER}),
    "other desk and what a desk enters": (officer("H24.91", "counter"), ENTERED, set()),
    "owner of what the desk enters": (LAN, ENTERED, {Role.APPLICANT}),
    "counter and a discarded draft of its own": (officer(POLICE, "counter"), GONE, {Role.COUNTER}),
    "partner and its agency's part": (partner(POLICE), PART, {Role.PARTNER}),
    "partner and a whole dossier": (partner(POLICE), SENT, set()),
    "partner and another agency's part": (partner("G18.24"), PART, set()),
}


INVITED = citizen(MINH_ID)
JOINED = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("person", "ties", "expected"),
    [
        (INVITED, [Tie(MINH_ID, "co_author")], {Role.INVITEE}),
        (INVITED, [Tie(MINH_ID, "co_author", JOINED)], {Role.CO_AUTHOR}),
        (INVITED, [Tie(MINH_ID, "transfer")], {Role.INVITEE}),
        (INVITED, [Tie(MINH_ID, "co_author", JOINED), Tie(MINH_ID, "transfer")], {Role.CO_AUTHOR, Role.INVITEE}),
        (INVITED, [Tie(LAN_ID, "co_author", JOINED)], set()),
        (delegate(INVITED, uuid4()), [Tie(MINH_ID, "co_author", JOINED)], set()),
        (LAN, [Tie(LAN_ID, "co_author", JOINED)], {Role.APPLICANT}),
        (officer("H24.91", "officer"), [Tie(MINH_ID, "co_author", JOINED)], set()),
    ],
    ids=["invited", "joined", "asked to take over", "both", "somebody else", "delegate", "owner", "officer"],
)
def test_whom_the_owner_asked_may_do_what_they_were_asked_to(
    person: Person, ties: list[Tie], expected: set[Role]
) -> None:
    assert roles(person, DRAFT, ties=ties) == expected


@pytest.mark.parametrize("case", SEERS)
def test_a_dossier_is_its_owners_and_its_agencys_within_their_limits(case: str) -> None:
    seer, dossier, expected = SEERS[case]
    assert roles(seer, dossier) == expected


def test_limits_are_procedures_and_no_limits_are_none() -> None:
    assert procedures(LAN) is None
    assert procedures(officer(POLICE, "counter")) is None
    assert procedures(of(Specialist, LIMITED, PROCEDURE)) == {PROCEDURE}
    assert covers(LAN, "any")
    assert not covers(ACTING, PROCEDURE)


def test_the_hand_that_acts_is_the_delegates() -> None:
    assert hand(LAN) == LAN.id
    assert hand(ACTING) == MINH_ID
    assert hand(LIMITED) == LIMITED.id


@dataclass(frozen=True)
class Given:
    principal_id: UUID = LAN_ID
    delegate_id: UUID = MINH_ID
    status: str = "accepted"
    valid_from: date = date(2026, 1, 1)
    valid_to: date = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("given", "on", "expected"),
    [
        (Given(), date(2026, 1, 1), True),
        (Given(), date(2026, 12, 31), True),
        (Given(), date(2025, 12, 31), False),
        (Given(), date(2027, 1, 1), False),
        (Given(status="offered"), date(2026, 5, 1), False),
        (Given(status="revoked"), date(2026, 5, 1), False),
        (replace(Given(), principal_id=UUID(int=3)), date(2026, 5, 1), False),
        (replace(Given(), delegate_id=UUID(int=3)), date(2026, 5, 1), False),
    ],
)
def test_a_delegation_holds_between_these_two_on_its_days(given: Given, on: date, *, expected: bool) -> None:
    assert holds(given, ACTING, on=on) is expected


def test_a_person_is_one_or_the_other() -> None:
    assert isinstance(of(Delegate, ACTING), Citizen)
    assert isinstance(of(Specialist, LIMITED), Officer)


def test_who_was_only_asked_does_not_read() -> None:
    assert not sees(())
    assert not sees({Role.INVITEE})
    assert sees({Role.INVITEE, Role.CO_AUTHOR})
    assert sees({Role.OFFICER})
