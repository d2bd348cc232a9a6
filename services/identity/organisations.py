"""The tree of agencies through time: what may be created, closed, merged and split.

An agency is known by its code and the days it exists. A code means one agency for ever: since 2025-07-01 commune codes
have been given a second meaning elsewhere (10891 was Lai Cách town, then Tứ Minh ward), and what was filed under the
first must never be read as the second. So history is kept by closing and succeeding, never by renaming a code.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from kit.faults import Fault

DAY = timedelta(days=1)


class Reorganisation(StrEnum):
    """What is done with agencies: several become one, or one becomes several."""

    MERGER = "merger"
    SPLIT = "split"


class Node(Protocol):
    """An agency in the tree; `valid_to` is its last day."""

    @property
    def code(self) -> str: ...
    @property
    def parent_code(self) -> str | None: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Planned:
    """An agency that is about to exist."""

    code: str
    parent_code: str | None
    valid_from: date
    valid_to: date | None = None


Tree = Mapping[str, Node]

_TEMPLATE = re.compile(r"\{agency\}-\{date:(?:%y%m%d|%Y%m%d)\}-\{seq:0[47]\}")


def is_template(text: str) -> bool:
    """Whether a dossier number's shape is one of the official ones (Thông tư 01/2018/TT-VPCP art. 19, and the longer
    one of agencies with codes of Quyết định 20/2020/QĐ-TTg)."""
    return _TEMPLATE.fullmatch(text) is not None


def exists(node: Node, *, on: date) -> bool:
    """Whether an agency exists on a day."""
    return node.valid_from <= on and (node.valid_to is None or on <= node.valid_to)


def above(code: str, tree: Tree) -> Iterator[str]:
    """The codes above an agency, the nearest first; a circle is gone round once."""
    seen = {code}
    node = tree.get(code)
    while node is not None and node.parent_code is not None and node.parent_code not in seen:
        yield node.parent_code
        seen.add(node.parent_code)
        node = tree.get(node.parent_code)


def below(code: str, tree: Tree) -> frozenset[str]:
    """An agency and every one below it."""
    return frozenset({code, *(one for one in tree if code in above(one, tree))})


def refusals(planned: Planned, tree: Tree, *, at: str = "") -> Iterator[Fault]:
    """What keeps an agency from being created. `at` is the JSON pointer of its object in the request."""
    if planned.code in tree:
        vi, en = "Mã này đã hoặc từng được dùng.", "This code is, or was, another agency's."
        yield Fault(f"{at}/code", "taken", vi, en)
    if planned.valid_to is not None and planned.valid_to < planned.valid_from:
        yield Fault(f"{at}/valid_to", "too-early", "Ngày cuối trước ngày đầu.", "The last day is before the first.")
    if planned.parent_code is not None:
        yield from _parent(planned, tree.get(planned.parent_code), at=at)


def _parent(planned: Planned, parent: Node | None, *, at: str) -> Iterator[Fault]:
    if parent is None or planned.parent_code == planned.code:
        yield Fault(f"{at}/parent_code", "unknown", "Không có cơ quan cấp trên này.", "There is no such agency.")
    elif not _spans(parent, planned):
        vi = "Cơ quan cấp trên không tồn tại suốt thời gian này."
        yield Fault(f"{at}/parent_code", "not-then", vi, "The parent does not exist over the whole period.")


def _spans(outer: Node, inner: Node) -> bool:
    has_begun = outer.valid_from <= inner.valid_from
    return has_begun and (outer.valid_to is None or (inner.valid_to is not None and inner.valid_to <= outer.valid_to))


def closing_refusals(
    node: Node, tree: Tree, *, last_day: date, at: str, together: Collection[str] = ()
) -> Iterator[Fault]:
    """What keeps an agency from existing for the last time on a day; `together` are closed with it."""
    if node.valid_to is not None and node.valid_to <= last_day:
        yield Fault(at, "closed", "Cơ quan này đã kết thúc hoạt động.", "This agency has been closed already.")
    if last_day < node.valid_from:
        vi, en = "Trước ngày cơ quan bắt đầu hoạt động.", "Before its first day."
        yield Fault(at, "too-early", vi, en)
    for child in _left_behind(node, tree, last_day=last_day):
        if child.code not in together:
            vi, en = f"Còn cơ quan trực thuộc {child.code}.", f"{child.code} is still below it."
            yield Fault(at, "has-children", vi, en)


def office_refusals(agency: Node, valid_from: date, *, last_day: date | None) -> Iterator[Fault]:
    """What keeps an office of an agency that begins on a day from having this last one (None: no end is known)."""
    if last_day is not None and last_day < valid_from:
        yield Fault("/valid_to", "too-early", "Ngày cuối trước ngày đầu.", "The last day is before the first.")
    elif agency.valid_to is not None and (last_day is None or last_day > agency.valid_to):
        vi, en = "Cơ quan kết thúc hoạt động trước đó.", "The agency itself ends before."
        yield Fault("/valid_to", "not-then", vi, en)


def _left_behind(node: Node, tree: Tree, *, last_day: date) -> list[Node]:
    found = [one for one in tree.values() if one.parent_code == node.code]
    return sorted(
        (one for one in found if one.valid_to is None or one.valid_to > last_day), key=lambda child: child.code
    )


def reorganising_refusals(
    kind: Reorganisation, tree: Tree, *, predecessors: Sequence[str], successors: Sequence[Planned], on: date
) -> Iterator[Fault]:
    """What keeps `predecessors` from ending the day before `on` and `successors` from beginning on it."""
    yield from _counts(kind, predecessors=len(set(predecessors)), successors=len(successors))
    if len(set(predecessors)) != len(predecessors):
        yield Fault("/predecessors", "twice", "Có cơ quan được nêu hai lần.", "An agency is named twice.")
    for place, code in enumerate(predecessors):
        node = tree.get(code)
        if node is None:
            yield Fault(f"/predecessors/{place}", "unknown", "Không có cơ quan này.", "There is no such agency.")
        else:
            at = f"/predecessors/{place}"
            yield from closing_refusals(node, tree, last_day=on - DAY, at=at, together=predecessors)
    seen: set[str] = set()
    for place, planned in enumerate(successors):
        at = f"/successors/{place}"
        if planned.code in seen:
            yield Fault(f"{at}/code", "twice", "Mã được dùng hai lần.", "The code is used twice.")
        seen.add(planned.code)
        if planned.valid_from != on:
            vi, en = "Phải bắt đầu vào ngày sắp xếp.", "It must begin on the day of the reorganisation."
            yield Fault(f"{at}/valid_from", "not-then", vi, en)
        if planned.parent_code in predecessors:
            vi, en = "Cơ quan cấp trên kết thúc cùng ngày.", "The parent ends with the reorganisation."
            yield Fault(f"{at}/parent_code", "not-then", vi, en)
        else:
            yield from refusals(planned, tree, at=at)


def _counts(kind: Reorganisation, *, predecessors: int, successors: int) -> Iterator[Fault]:
    if kind is Reorganisation.MERGER:
        if predecessors < 2:
            yield Fault("/predecessors", "too-few", "Hợp nhất cần ít nhất hai cơ quan.", "A merger needs two or more.")
        if successors != 1:
            yield Fault("/successors", "too-many", "Hợp nhất thành một cơ quan.", "A merger has one successor.")
    else:
        if predecessors != 1:
            yield Fault("/predecessors", "too-many", "Chia tách một cơ quan.", "One agency is split.")
        if successors < 2:
            yield Fault("/successors", "too-few", "Chia thành ít nhất hai cơ quan.", "A split has two or more.")
