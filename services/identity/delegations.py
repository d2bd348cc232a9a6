"""The life of a delegation, as one table: (state, act) -> who may do it and where it leads; and its limits.

Bộ luật Dân sự 91/2015/QH13, art. 562-569 (hợp đồng ủy quyền): it needs the consent of both, holds for what it names
and for its time, and either side may end it. Here the time is at most a year, the work is named by procedures, and
nobody passes on what was delegated to them (art. 564 would need the principal's consent each time).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from kit.faults import Fault

MOST_PROCEDURES = 20
MOST_DAYS = 366
"""A year, also one with a 29 February in it."""


class State(StrEnum):
    """Where a delegation is; its days decide apart from it whether it can be used."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVOKED = "revoked"


class Side(StrEnum):
    """Who somebody is to a delegation."""

    PRINCIPAL = "principal"
    DELEGATE = "delegate"


class Act(StrEnum):
    """What can be done to a delegation that was offered."""

    ACCEPT = "accept"
    DECLINE = "decline"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table."""

    by: frozenset[Side]
    after: State


LIFE: dict[tuple[State, Act], Move] = {
    (State.OFFERED, Act.ACCEPT): Move(frozenset({Side.DELEGATE}), State.ACCEPTED),
    (State.OFFERED, Act.DECLINE): Move(frozenset({Side.DELEGATE}), State.DECLINED),
    (State.OFFERED, Act.REVOKE): Move(frozenset({Side.PRINCIPAL}), State.REVOKED),
    (State.ACCEPTED, Act.REVOKE): Move(frozenset(Side), State.REVOKED),
}


class Held(Protocol):
    """What the rules look at of a delegation."""

    @property
    def principal_id(self) -> UUID: ...
    @property
    def delegate_id(self) -> UUID | None: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date: ...
    @property
    def accepted_at(self) -> datetime | None: ...
    @property
    def declined_at(self) -> datetime | None: ...
    @property
    def revoked_at(self) -> datetime | None: ...


def state(held: Held) -> State:
    """The state its moments tell."""
    if held.revoked_at is not None:
        return State.REVOKED
    if held.declined_at is not None:
        return State.DECLINED
    return State.ACCEPTED if held.accepted_at is not None else State.OFFERED


def side(held: Held, person_id: UUID) -> Side | None:
    """What somebody is to the delegation; None: they may not even know of it."""
    if person_id == held.principal_id:
        return Side.PRINCIPAL
    return Side.DELEGATE if person_id == held.delegate_id else None


def move(held: Held, act: Act, *, by: Side, on: date) -> Move | None:
    """The move of the table that may be made on a day; None when there is none, or the last day is over."""
    found = LIFE.get((state(held), act))
    return found if found is not None and by in found.by and on <= held.valid_to else None


def acts(held: Held, *, by: Side, on: date) -> list[Act]:
    """Everything one side may do on a day."""
    return [act for act in Act if move(held, act, by=by, on=on) is not None]


def is_usable(held: Held, *, on: date) -> bool:
    """Whether the delegate may act under it on a day."""
    return state(held) is State.ACCEPTED and held.valid_from <= on <= held.valid_to


def faults(*, procedures: Collection[str], valid_from: date, valid_to: date, on: date) -> Iterator[Fault]:
    """What keeps a delegation with these limits from being offered on a day."""
    if len(set(procedures)) != len(procedures):
        yield Fault("/procedures", "twice", "Có thủ tục được nêu hai lần.", "A procedure is named twice.")
    if not 1 <= len(procedures) <= MOST_PROCEDURES:
        vi, en = f"Nêu từ 1 đến {MOST_PROCEDURES} thủ tục.", f"Name 1 to {MOST_PROCEDURES} procedures."
        yield Fault("/procedures", "length", vi, en)
    if valid_from < on:
        yield Fault("/valid_from", "too-early", "Ngày bắt đầu đã qua.", "The first day is over.")
    if valid_to < valid_from:
        words = "Ngày kết thúc phải sau ngày bắt đầu.", "The last day must not be before the first."
        yield Fault("/valid_to", "too-early", *words)
    elif (valid_to - valid_from).days >= MOST_DAYS:
        yield Fault("/valid_to", "too-late", "Thời hạn ủy quyền không quá một năm.", "A year is the longest.")
