"""The tree of agencies through time: what may begin, end, merge and split."""

from datetime import date

import pytest

from kit.faults import Fault
from services.identity.organisations import (
    DAY,
    Planned,
    Reorganisation,
    above,
    below,
    closing_refusals,
    exists,
    is_template,
    office_refusals,
    refusals,
    reorganising_refusals,
)

START, ON = date(2025, 7, 1), date(2027, 7, 1)


def tree(*nodes: tuple[str, str | None, date | None]) -> dict[str, Planned]:
    """Agencies by code, each with its parent and last day, from START."""
    return {code: Planned(code, parent, START, last) for code, parent, last in nodes}


PROVINCE = tree(
    ("H24", None, None),
    ("H24.91", "H24", None),
    ("H24.92", "H24", None),
    ("H24.91.01", "H24.91", None),
    ("H24.80", "H24", date(2026, 12, 31)),
    ("G01.24.91", None, None),
)


def told(faults: object) -> list[tuple[str, str]]:
    assert hasattr(faults, "__iter__")
    found = list(faults)
    assert all(isinstance(one, Fault) for one in found)
    return [(one.pointer, one.code) for one in found]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{agency}-{date:%Y%m%d}-{seq:07}", True),
        ("{agency}-{date:%y%m%d}-{seq:04}", True),
        ("{agency}-{date:%y%m%d}-{seq:07}", True),
        ("{agency}-{date:%y%m}-{seq:04}", False),
        ("{agency}-{seq:04}", False),
        ("{agency}-{date:%y%m%d}-{seq:05}", False),
        ("{agency.__class__}-{date:%y%m%d}-{seq:04}", False),
        ("X{agency}-{date:%y%m%d}-{seq:04}", False),
        ("{agency}-{date:%y%m%d}-{seq:04}\n", False),
        ("", False),
    ],
)
def test_numbers_have_one_of_the_official_shapes(template: str, *, expected: bool) -> None:
    assert is_template(template) is expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [(START, True), (date(2026, 12, 31), True), (date(2025, 6, 30), False), (date(2027, 1, 1), False)],
)
def test_an_agency_exists_from_its_first_day_to_its_last(on: date, *, expected: bool) -> None:
    assert exists(PROVINCE["H24.80"], on=on) is expected


def test_the_tree_is_walked_up_and_down() -> None:
    assert list(above("H24.91.01", PROVINCE)) == ["H24.91", "H24"]
    assert list(above("H24", PROVINCE)) == []
    assert list(above("nothing", PROVINCE)) == []
    assert below("H24.91", PROVINCE) == {"H24.91", "H24.91.01"}


def test_a_circle_is_gone_round_once() -> None:
    circle = tree(("A", "B", None), ("B", "A", None), ("C", "A", None))
    assert list(above("C", circle)) == ["A", "B"]
    assert list(above("A", circle)) == ["B"]


@pytest.mark.parametrize(
    ("planned", "expected"),
    [
        (Planned("H24.93", "H24", ON), []),
        (Planned("H24.93", None, ON), []),
        (Planned("H24.91", "H24", ON), [("/code", "taken")]),
        (Planned("H24.80", "H24", ON), [("/code", "taken")]),
        (Planned("H24.93", "H25", ON), [("/parent_code", "unknown")]),
        (Planned("H24.93", "H24.93", ON), [("/parent_code", "unknown")]),
        (Planned("H24.93", "H24", START - DAY), [("/parent_code", "not-then")]),
        (Planned("H24.93", "H24.80", START), [("/parent_code", "not-then")]),
        (Planned("H24.93", "H24.80", START, date(2027, 1, 1)), [("/parent_code", "not-then")]),
        (Planned("H24.93", "H24.80", START, date(2026, 12, 31)), []),
        (Planned("H24.93", "H24", ON, ON - DAY), [("/valid_to", "too-early")]),
    ],
)
def test_a_new_agency_has_a_code_of_its_own_and_a_parent_all_its_time(
    planned: Planned, expected: list[tuple[str, str]]
) -> None:
    assert told(refusals(planned, PROVINCE)) == expected


@pytest.mark.parametrize(
    ("code", "last_day", "expected"),
    [
        ("H24.92", ON, []),
        ("H24.91.01", ON, []),
        ("H24.91", ON, [("/last_day", "has-children")]),
        ("H24", ON, [("/last_day", "has-children")] * 2),
        ("H24", date(2026, 1, 1), [("/last_day", "has-children")] * 3),
        ("H24.80", ON, [("/last_day", "closed")]),
        ("H24.80", date(2026, 12, 31), [("/last_day", "closed")]),
        ("H24.80", date(2026, 12, 30), []),
        ("H24.92", START - DAY, [("/last_day", "too-early")]),
    ],
)
def test_an_agency_is_closed_once_and_not_above_others(
    code: str, last_day: date, expected: list[tuple[str, str]]
) -> None:
    assert told(closing_refusals(PROVINCE[code], PROVINCE, last_day=last_day, at="/last_day")) == expected


NEW, OTHER = Planned("H24.95", "H24", ON), Planned("H24.96", "H24", ON)
MERGER, SPLIT = Reorganisation.MERGER, Reorganisation.SPLIT


@pytest.mark.parametrize(
    ("kind", "predecessors", "successors", "expected"),
    [
        (MERGER, ["H24.92", "G01.24.91"], [NEW], []),
        (SPLIT, ["H24.92"], [NEW, OTHER], []),
        (MERGER, ["H24.91", "H24.91.01"], [NEW], []),
        (MERGER, ["H24.92"], [NEW], [("/predecessors", "too-few")]),
        (MERGER, ["H24.92", "H24.92"], [NEW], [("/predecessors", "too-few"), ("/predecessors", "twice")]),
        (MERGER, ["H24.92", "G01.24.91"], [NEW, OTHER], [("/successors", "too-many")]),
        (SPLIT, ["H24.92", "G01.24.91"], [NEW, OTHER], [("/predecessors", "too-many")]),
        (SPLIT, ["H24.92"], [NEW], [("/successors", "too-few")]),
        (MERGER, ["H24.92", "H25"], [NEW], [("/predecessors/1", "unknown")]),
        (MERGER, ["H24.92", "H24.80"], [NEW], [("/predecessors/1", "closed")]),
        (MERGER, ["H24.92", "H24.91"], [NEW], [("/predecessors/1", "has-children")]),
        (SPLIT, ["H24.92"], [NEW, NEW], [("/successors/1/code", "twice")]),
        (SPLIT, ["H24.92"], [NEW, Planned("H24.92", "H24", ON)], [("/successors/1/code", "taken")]),
        (SPLIT, ["H24.92"], [NEW, Planned("H24.96", "H24.92", ON)], [("/successors/1/parent_code", "not-then")]),
        (SPLIT, ["H24.92"], [NEW, Planned("H24.96", "H24", ON + DAY)], [("/successors/1/valid_from", "not-then")]),
    ],
)
def test_a_reorganisation_ends_some_and_begins_others_the_day_after(
    kind: Reorganisation, predecessors: list[str], successors: list[Planned], expected: list[tuple[str, str]]
) -> None:
    faults = reorganising_refusals(kind, PROVINCE, predecessors=predecessors, successors=successors, on=ON)
    assert told(faults) == expected


@pytest.mark.parametrize(
    ("code", "last_day", "expected"),
    [
        ("H24.91", None, []),
        ("H24.91", ON, []),
        ("H24.91", START - DAY, [("/valid_to", "too-early")]),
        ("H24.80", date(2026, 12, 31), []),
        ("H24.80", date(2027, 1, 1), [("/valid_to", "not-then")]),
        ("H24.80", None, [("/valid_to", "not-then")]),
    ],
)
def test_an_office_ends_with_its_agency_at_the_latest(
    code: str, last_day: date | None, expected: list[tuple[str, str]]
) -> None:
    assert told(office_refusals(PROVINCE[code], START, last_day=last_day)) == expected
