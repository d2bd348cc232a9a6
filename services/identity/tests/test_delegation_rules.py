"""The life of a delegation, move by move."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.identity.delegations import Act, Side, State, acts, faults, is_usable, move, side, state

LAN, MINH = UUID(int=1), UUID(int=2)
FIRST, LAST, ON = date(2026, 11, 1), date(2026, 12, 31), date(2026, 11, 23)
THEN = datetime(2026, 11, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Held:
    accepted_at: datetime | None = None
    declined_at: datetime | None = None
    revoked_at: datetime | None = None
    delegate_id: UUID | None = MINH
    principal_id: UUID = LAN
    valid_from: date = FIRST
    valid_to: date = LAST


OF = {
    State.OFFERED: Held(),
    State.ACCEPTED: Held(accepted_at=THEN),
    State.DECLINED: Held(declined_at=THEN),
    State.REVOKED: Held(accepted_at=THEN, revoked_at=THEN),
}
MAY: dict[tuple[State, Side], list[Act]] = {
    (State.OFFERED, Side.PRINCIPAL): [Act.REVOKE],
    (State.OFFERED, Side.DELEGATE): [Act.ACCEPT, Act.DECLINE],
    (State.ACCEPTED, Side.PRINCIPAL): [Act.REVOKE],
    (State.ACCEPTED, Side.DELEGATE): [Act.REVOKE],
}


@pytest.mark.parametrize("here", State)
def test_its_moments_tell_its_state(here: State) -> None:
    assert state(OF[here]) is here


@pytest.mark.parametrize("by", Side)
@pytest.mark.parametrize("here", State)
def test_each_side_has_its_moves_until_the_last_day(here: State, by: Side) -> None:
    assert acts(OF[here], by=by, on=LAST) == MAY.get((here, by), [])
    assert acts(OF[here], by=by, on=date(2027, 1, 1)) == []


def test_a_move_says_where_it_leads() -> None:
    made = move(OF[State.OFFERED], Act.ACCEPT, by=Side.DELEGATE, on=ON)
    assert made is not None
    assert made.after is State.ACCEPTED
    assert move(OF[State.REVOKED], Act.ACCEPT, by=Side.DELEGATE, on=ON) is None


def test_only_its_two_sides_know_of_it() -> None:
    assert side(Held(), LAN) is Side.PRINCIPAL
    assert side(Held(), MINH) is Side.DELEGATE
    assert side(Held(), UUID(int=3)) is None
    assert side(Held(delegate_id=None), MINH) is None


@pytest.mark.parametrize("here", State)
def test_it_can_be_used_once_accepted_and_on_its_days(here: State) -> None:
    is_accepted = here is State.ACCEPTED
    assert is_usable(OF[here], on=FIRST) is is_accepted
    assert is_usable(OF[here], on=LAST) is is_accepted
    assert not is_usable(OF[here], on=date(2026, 10, 31))
    assert not is_usable(OF[here], on=date(2027, 1, 1))


@pytest.mark.parametrize(
    ("procedures", "first", "last", "expected"),
    [
        (["1.004194"], ON, ON, []),
        (["1.004194"], ON, date(2027, 11, 23), []),
        ([f"1.{n:06}" for n in range(20)], ON, LAST, []),
        ([], ON, LAST, [("/procedures", "length")]),
        ([f"1.{n:06}" for n in range(21)], ON, LAST, [("/procedures", "length")]),
        (["1.004194", "1.004194"], ON, LAST, [("/procedures", "twice")]),
        (["1.004194"], date(2026, 11, 22), LAST, [("/valid_from", "too-early")]),
        (["1.004194"], LAST, ON, [("/valid_to", "too-early")]),
        (["1.004194"], ON, date(2027, 11, 24), [("/valid_to", "too-late")]),
    ],
)
def test_it_names_few_procedures_and_lasts_a_year_at_most(
    procedures: Collection[str], first: date, last: date, expected: list[tuple[str, str]]
) -> None:
    found = faults(procedures=procedures, valid_from=first, valid_to=last, on=ON)
    assert [(one.pointer, one.code) for one in found] == expected
