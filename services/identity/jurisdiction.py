"""Whom an administrator or auditor answers for: their agency and all below it, or the whole province.

Administrators of the province's committee and of its service centre look after every agency, those of ministries in
the province (police, social insurance) included: there is nobody above them here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from contracts.terms import AgencyKind
from kit.faults import Fault
from services.identity.organisations import Node, above, exists

WHOLE_PROVINCE = frozenset({AgencyKind.PROVINCE_COMMITTEE, AgencyKind.SERVICE_CENTRE})
"""Kinds of agency whose administrators may look after every agency: see `is_whole`."""


AGENCY_NOT_THEN = Fault(
    "/agency", "not-then", "Cơ quan không tồn tại suốt thời gian này.", "The agency does not exist over this period."
)
ENDS_BEFORE = Fault("/valid_to", "too-early", "Ngày cuối trước ngày đầu.", "The last day is before the first.")
BEGINS_TOO_EARLY = Fault(
    "/valid_from", "too-early", "Người này đang làm ở cơ quan khác: sớm nhất là hôm nay.",
    "They work in another agency: today is the earliest.",
)  # fmt: skip
ENDS_TOO_EARLY = Fault(
    "/last_day", "too-early", "Sớm nhất là hôm qua (kết thúc ngay).", "Yesterday (over at once) is the earliest."
)
OFFICE_UNKNOWN = Fault("/office_id", "unknown", "Cơ quan không có trụ sở này.", "The agency has no such office.")


class Role(StrEnum):
    """What a member of staff does; a token carries the roles of the day it was issued."""

    COUNTER = "counter"
    OFFICER = "officer"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    PARTNER = "partner"


WORKING = frozenset({Role.COUNTER, Role.OFFICER, Role.LEADER})
"""Roles of work on dossiers: fields of procedures limit these alone."""


class Place(Node, Protocol):
    """An agency in the tree, with what it is."""

    @property
    def kind(self) -> AgencyKind: ...


class Held(Protocol):
    """A position; `valid_to` is its last day."""

    @property
    def agency_code(self) -> str: ...
    @property
    def role(self) -> Role: ...
    @property
    def fields(self) -> Sequence[str]: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


P = TypeVar("P", bound=Held)


@dataclass(frozen=True, slots=True)
class Authority:
    """What somebody may administer (or audit) on a day: from `seats`, the agencies they hold that position in."""

    seats: frozenset[str]
    tree: Mapping[str, Place]
    on: date

    def covers(self, code: str | None) -> bool:
        """Whether an agency is theirs to look after; None is the top of the tree, above every agency."""
        return any(self._covers(seat, code) for seat in self.seats)

    def may_found(self, kind: AgencyKind, *, below: str | None) -> bool:
        """Whether they may create an agency of this kind there. One whose administrators look after every agency is
        for those alone who do: otherwise any administrator could make one below their own and so reach everything.
        """
        return self.covers(None if kind in WHOLE_PROVINCE else below)

    def covers_all(self, codes: Iterable[str]) -> bool:
        """Whether every one of these agencies is; False when there is none."""
        named = set(codes)
        return bool(named) and all(self.covers(code) for code in named)

    def reach(self) -> frozenset[str]:
        """Every agency that is theirs."""
        return frozenset(code for code in self.tree if self.covers(code))

    def _covers(self, seat: str, code: str | None) -> bool:
        place = self.tree.get(seat)
        if place is None or not exists(place, on=self.on):
            return False
        parent = self.tree.get(place.parent_code or "")
        if is_whole(place.kind, parent.kind if parent else None):
            return True
        return code is not None and (code == seat or seat in above(code, self.tree))


def is_whole(kind: AgencyKind, parent_kind: AgencyKind | None) -> bool:
    """Whether an agency looks after the whole province: its committee, and the service centre right below that.

    A commune has a service centre too (Nghị định 118/2025/NĐ-CP, art. 1), which looks after itself.
    """
    is_central = kind is AgencyKind.SERVICE_CENTRE and parent_kind is AgencyKind.PROVINCE_COMMITTEE
    return is_central or kind is AgencyKind.PROVINCE_COMMITTEE


def is_held(position: Held, *, on: date) -> bool:
    """Whether a position is held on a day."""
    return position.valid_from <= on and (position.valid_to is None or on <= position.valid_to)


def seats(positions: Iterable[Held], *, roles: Collection[Role], on: date) -> frozenset[str]:
    """The agencies somebody holds one of these roles in on a day."""
    return frozenset(one.agency_code for one in positions if one.role in roles and is_held(one, on=on))


def refusals(given: Held, held: Iterable[Held]) -> Iterator[Fault]:
    """What keeps a position from being given to somebody who holds these.

    An auditor looks at what others do and does none of it: no other role at the same time. A token carries roles and
    fields, not which role is limited to which field: those of one agency have the same fields.
    """
    if given.valid_to is not None and given.valid_to < given.valid_from:
        yield ENDS_BEFORE
    same_time = [one for one in held if _overlap(one, given)]
    if any((one.agency_code, one.role) == (given.agency_code, given.role) for one in same_time):
        yield Fault("/role", "twice", "Đã giữ vị trí này trong thời gian đó.", "They hold this position at that time.")
    if any((one.role is Role.AUDITOR) != (given.role is Role.AUDITOR) for one in same_time):
        vi = "Người kiểm tra không đồng thời giữ vai trò khác."
        yield Fault("/role", "separation", vi, "An auditor holds no other role at the same time.")
    if given.role in WORKING and any(_is_limited_otherwise(one, given) for one in same_time):
        vi = "Các vị trí của một người trong một cơ quan phải cùng lĩnh vực."
        yield Fault("/fields", "differ", vi, "Their positions in one agency have the same fields.")


def acting_as(held: Sequence[P]) -> list[P]:
    """Which of the positions held on a day, the one that counts first, somebody acts in: all in its agency, and of
    those that work on dossiers (a merger of agencies may have brought different limits together) all with the same
    fields as the first.
    """
    here = [one for one in held if one.agency_code == held[0].agency_code]
    leading = next((one for one in here if one.role in WORKING), None)
    return [one for one in here if leading is None or not _is_limited_otherwise(one, leading)]


def _is_limited_otherwise(one: Held, other: Held) -> bool:
    return (
        one.agency_code == other.agency_code
        and {one.role, other.role} <= WORKING
        and frozenset(one.fields) != frozenset(other.fields)
    )


def _overlap(one: Held, other: Held) -> bool:
    return _begins_before_end(one, other) and _begins_before_end(other, one)


def _begins_before_end(one: Held, other: Held) -> bool:
    return other.valid_to is None or one.valid_from <= other.valid_to
