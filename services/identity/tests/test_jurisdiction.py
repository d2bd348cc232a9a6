"""Whom an administrator answers for, and which positions go together."""

from dataclasses import dataclass
from datetime import date

import pytest

from contracts.terms import AgencyKind
from services.identity.jurisdiction import Authority, Role, acting_as, is_held, is_whole, refusals, seats

START, ON = date(2025, 7, 1), date(2026, 11, 23)


@dataclass(frozen=True)
class Place:
    code: str
    kind: AgencyKind
    parent_code: str | None
    valid_from: date = START
    valid_to: date | None = None


TREE = {
    one.code: one
    for one in (
        Place("H24", AgencyKind.PROVINCE_COMMITTEE, None),
        Place("H24.01", AgencyKind.SERVICE_CENTRE, "H24"),
        Place("H24.15", AgencyKind.DEPARTMENT, "H24"),
        Place("H24.15.02", AgencyKind.DEPARTMENT, "H24.15"),
        Place("H24.91", AgencyKind.COMMUNE_COMMITTEE, "H24"),
        Place("G01.24.91", AgencyKind.COMMUNE_POLICE, None),
        Place("H24.70", AgencyKind.DEPARTMENT, "H24", valid_to=date(2026, 6, 30)),
        Place("H24.71", AgencyKind.DEPARTMENT, "H24.70", valid_to=date(2026, 6, 30)),
        Place("H24.99", AgencyKind.DEPARTMENT, "H24.15", valid_from=date(2027, 1, 1)),
    )
}
ALL = frozenset(TREE)


@pytest.mark.parametrize(
    ("seat", "reach"),
    [
        ("H24", ALL),
        ("H24.01", ALL),
        ("H24.15", {"H24.15", "H24.15.02", "H24.99"}),
        ("H24.15.02", {"H24.15.02"}),
        ("H24.91", {"H24.91"}),
        ("G01.24.91", {"G01.24.91"}),
        ("H24.70", set()),
        ("nowhere", set()),
    ],
)
def test_an_administrator_answers_for_their_agency_and_all_below_it(seat: str, reach: set[str]) -> None:
    authority = Authority(frozenset({seat}), TREE, ON)
    assert authority.reach() == reach
    assert authority.covers(None) is (reach == ALL)
    assert authority.covers("X99") is (reach == ALL)


def test_several_seats_add_up() -> None:
    authority = Authority(frozenset({"H24.91", "G01.24.91"}), TREE, ON)
    assert authority.reach() == {"H24.91", "G01.24.91"}
    assert authority.covers_all(["H24.91", "G01.24.91"])
    assert not authority.covers_all(["H24.91", "H24.15"])
    assert not authority.covers_all([])


@dataclass(frozen=True)
class Held:
    agency_code: str
    role: Role
    valid_from: date = START
    valid_to: date | None = None
    fields: tuple[str, ...] = ()


def test_only_what_is_held_today_gives_a_seat() -> None:
    held = [
        Held("H24.91", Role.ADMINISTRATOR),
        Held("H24.15", Role.COUNTER),
        Held("H24.01", Role.ADMINISTRATOR, valid_to=date(2026, 11, 22)),
        Held("H24", Role.ADMINISTRATOR, valid_from=date(2026, 11, 24)),
        Held("G01.24.91", Role.AUDITOR, valid_to=ON),
    ]
    assert seats(held, roles=[Role.ADMINISTRATOR], on=ON) == {"H24.91"}
    assert seats(held, roles=[Role.ADMINISTRATOR, Role.AUDITOR], on=ON) == {"H24.91", "G01.24.91"}
    assert is_held(held[2], on=date(2026, 11, 22))


@pytest.mark.parametrize(
    ("given", "held", "expected"),
    [
        (Held("H24.91", Role.COUNTER), [], []),
        (Held("H24.91", Role.COUNTER), [Held("H24.91", Role.OFFICER)], []),
        (Held("H24.91", Role.COUNTER), [Held("H24.91", Role.COUNTER)], ["twice"]),
        (Held("H24.91", Role.COUNTER), [Held("H24.15", Role.COUNTER)], []),
        (Held("H24.91", Role.COUNTER, ON), [Held("H24.91", Role.COUNTER, START, date(2026, 11, 22))], []),
        (Held("H24.91", Role.COUNTER, START, date(2026, 11, 22)), [Held("H24.91", Role.COUNTER, ON)], []),
        (Held("H24.91", Role.AUDITOR), [Held("H24.15", Role.OFFICER)], ["separation"]),
        (Held("H24.91", Role.ADMINISTRATOR), [Held("H24.15", Role.AUDITOR)], ["separation"]),
        (Held("H24.91", Role.AUDITOR), [Held("H24.15", Role.AUDITOR)], []),
        (Held("H24.91", Role.AUDITOR, ON), [Held("H24.15", Role.OFFICER, START, date(2026, 11, 22))], []),
        (Held("H24.91", Role.OFFICER, ON, START), [], ["too-early"]),
        (Held("H24.91", Role.LEADER, fields=("x",)), [Held("H24.91", Role.COUNTER)], ["differ"]),
        (Held("H24.91", Role.LEADER, fields=("x", "y")), [Held("H24.91", Role.COUNTER, fields=("y", "x"))], []),
        (Held("H24.91", Role.LEADER, fields=("x",)), [Held("H24.15", Role.COUNTER)], []),
        (Held("H24.91", Role.LEADER, fields=("x",)), [Held("H24.91", Role.ADMINISTRATOR)], []),
        (Held("H24.91", Role.LEADER, ON, fields=("x",)), [Held("H24.91", Role.COUNTER, START, START)], []),
    ],
)
def test_positions_are_held_once_and_an_auditor_holds_nothing_else(
    given: Held, held: list[Held], expected: list[str]
) -> None:
    assert [fault.code for fault in refusals(given, held)] == expected


def test_nobody_acts_in_one_role_with_the_fields_of_another() -> None:
    clerk, other = Held("H24.91", Role.COUNTER, fields=("x", "y")), Held("H24.15", Role.LEADER)
    officer, leader = Held("H24.91", Role.OFFICER, fields=("y", "x")), Held("H24.91", Role.LEADER)
    keeper = Held("H24.91", Role.ADMINISTRATOR)
    assert acting_as([clerk, other, officer, leader, keeper]) == [clerk, officer, keeper]
    assert acting_as([keeper, leader, clerk]) == [keeper, leader]
    assert acting_as([other, clerk]) == [other]
    assert acting_as([keeper]) == [keeper]
    assert acting_as([]) == []


@pytest.mark.parametrize("kind", AgencyKind)
def test_only_who_looks_after_every_agency_makes_another_that_does(kind: AgencyKind) -> None:
    of_department, of_province = (Authority(frozenset({seat}), TREE, ON) for seat in ("H24.15", "H24.01"))
    is_above_all = kind in (AgencyKind.PROVINCE_COMMITTEE, AgencyKind.SERVICE_CENTRE)
    assert of_department.may_found(kind, below="H24.15") is not is_above_all
    assert not of_department.may_found(kind, below="H24")
    assert not of_department.may_found(kind, below=None)
    assert of_province.may_found(kind, below="H24.91")
    assert of_province.may_found(kind, below=None)


@pytest.mark.parametrize(
    ("kind", "above", "expected"),
    [
        ("province_committee", None, True),
        ("service_centre", "province_committee", True),
        ("service_centre", "commune_committee", False),
        ("service_centre", None, False),
        ("department", "province_committee", False),
    ],
)
def test_a_communes_service_centre_looks_after_itself_alone(kind: str, above: str | None, expected: bool) -> None:
    assert is_whole(AgencyKind(kind), AgencyKind(above) if above else None) is expected
