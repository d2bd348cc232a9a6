"""What one revision says otherwise than another."""

from typing import Any

import pytest

from services.catalog import comparing
from services.catalog.comparing import Op
from services.catalog.seeds import procedures
from services.catalog.tests.editing import content

FEE: dict[str, Any] = {"code": "le-phi", "name": "Lệ phí", "kind": "charge", "amount": 8000}
CHANNEL: dict[str, Any] = {"channel": "online", "time_limit": {"value": 3, "unit": "working_day"}, "fees": [FEE]}


def paper(id_: str, **changed: Any) -> dict[str, Any]:
    """A component."""
    return {
        "id": id_, "name": f"Giấy {id_}", "group": None, "is_mandatory": True, "originals": 1, "copies": 0,
    } | changed  # fmt: skip


def compared(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Kind, op and place of each change."""
    found = comparing.changes(content(**before), content(**after))
    assert all(one.vi and one.en for one in found)
    return [(one.kind, one.op.value, one.pointer) for one in found]


def test_every_seeded_revision_says_nothing_otherwise_than_itself() -> None:
    assert not [seed.code for seed in procedures() if comparing.changes(seed.content, seed.content)]


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ({}, {"name": "Khác"}, [("field", "changed", "/name")]),
        ({}, {"papers": [paper("a")]}, [("paper", "added", "/papers/0")]),
        ({"papers": [paper("a")]}, {}, [("paper", "removed", "/papers/0")]),
        (
            {"papers": [paper("a"), paper("b")]},
            {"papers": [paper("b"), paper("a")]},
            [("paper", "moved", "/papers/0"), ("paper", "moved", "/papers/1")],
        ),
        (
            {"papers": [paper("a")]},
            {"papers": [paper("b"), paper("a", copies=1)]},
            [("paper", "added", "/papers/0"), ("paper", "changed", "/papers/1/copies")],
        ),
        (
            {"channels": [CHANNEL]},
            {"channels": [CHANNEL | {"fees": [FEE | {"amount": 9000}]}]},
            [("fee", "changed", "/channels/0/fees/0/amount")],
        ),
        (
            {"channels": [CHANNEL]},
            {"channels": [CHANNEL | {"time_limit": {"value": 2, "unit": "working_day"}}]},
            [("time_limit", "changed", "/channels/0/time_limit/value")],
        ),
        ({}, {"legal_bases": []}, [("legal_basis", "removed", "/legal_bases/0")]),
    ],
    ids=["text", "added", "removed", "moved", "added before", "fee", "time limit", "legal basis"],
)
def test_things_are_known_by_their_id(
    before: dict[str, Any], after: dict[str, Any], changes: list[tuple[str, str, str]]
) -> None:
    assert compared(before, after) == changes


def test_a_change_names_the_thing_in_two_languages() -> None:
    (change,) = comparing.changes(content(), content(papers=[paper("a")]))
    assert (change.op, change.vi, change.en) == (Op.ADDED, "Thêm thành phần hồ sơ: Giấy a", "Added paper: Giấy a")


def test_questions_and_steps_are_known_by_their_id_too() -> None:
    question = {"id": "a", "kind": "text", "label": "A", "label_en": "A"}
    step = {"id": "s", "name": "S", "name_en": "S", "worker": "officer", "status": "resolved"}
    form = {"title": "T", "title_en": "T", "basis": "B"}
    block = {"title": "N", "title_en": "N"}

    def said(label: str, name: str) -> dict[str, Any]:
        fields = [question | {"label": label}]
        blocks = [block | {"fields": fields}]
        return {
            "forms": [{"definition": form | {"blocks": blocks}}],
            "workflow": {"start": "s", "steps": [step | {"name": name}, step]},
        }

    found = comparing.changes(content(**said("A", "S")), content(**said("B", "Z")))
    assert [(one.kind, one.pointer) for one in found] == [
        ("form_field", "/forms/0/definition/blocks/0/fields/0/label"),
        ("workflow_step", "/workflow/steps/0/name"),
    ]
