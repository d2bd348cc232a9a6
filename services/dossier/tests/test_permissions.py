"""Who may see and do what: owners, delegates, staff, and staff limited to fields."""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from kit.people import Citizen, Officer, Person
from kit.testing import citizen, delegate, officer
from services.dossier.lifecycle import Role, Status
from services.dossier.permissions import Delegate, Specialist, covers, hand, holds, procedures, roles
from services.dossier.tests.factories import POLICE, PROCEDURE

LAN_ID, MINH_ID = UUID(int=1), UUID(int=2)
LAN = citizen(LAN_ID)
ACTING = delegate(LAN, UUID(int=9), actor_id=MINH_ID)
LIMITED = officer(POLICE, "officer", "leader", fields=("ho-tich",))


@dataclass(frozen=True)
class Held:
    owner_id: UUID
    agency_code: str
    status: Status
    procedure_code: str = PROCEDURE


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
}


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
