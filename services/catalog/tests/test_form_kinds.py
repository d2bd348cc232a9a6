"""Every kind of field takes the answers it should, refuses the others, and is explained in docs/forms.md."""

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from contracts.forms import compile_form as judged
from services.catalog.forms.compiling import compile_form
from services.catalog.forms.definition import Block, Choice, Computation, FormDefinition, Kind, Operation, Question
from services.catalog.forms.fields import values_of
from services.catalog.forms.kinds import KINDS
from services.catalog.forms.library import entries
from services.catalog.forms.sources import SOURCES

DOCS = Path(__file__).parents[3] / "docs" / "forms.md"
ADDRESS = {"province_code": "31", "ward_code": "10891", "line": "12 Nguyễn Lương Bằng"}
SQUARE = [[[106.3, 20.9], [106.4, 20.9], [106.4, 21.0], [106.3, 20.9]]]
CHOICES = [Choice(value="a", label="A", label_en="A"), Choice(value="b", label="B", label_en="B", parents=["x"])]
PARENT = Question(
    id="parent", kind=Kind.SELECT, label="Cha", label_en="Parent", choices=[Choice(value="x", label="X", label_en="X")]
)
NEEDS: dict[Kind, dict[str, Any]] = {
    Kind.FORMATTED: {"pattern": "^[A-Z]{2}[0-9]{3}$"},
    Kind.SELECT: {"choices": CHOICES[:1]},
    Kind.MULTI: {"choices": CHOICES},
    Kind.LINKED_SELECT: {"choices": CHOICES, "linked_to": "parent"},
    Kind.FILE: {"component": "photo"},
    Kind.REFERENCE: {"reference": "agencies"},
    Kind.COMPUTED: {"computation": Computation(how=Operation.UPPER, of=["parent"])},
    Kind.REPETITION: {"fields": [Question(id="name", kind=Kind.NAME, label="Tên", label_en="Name", is_required=True)]},
}
RIGHT: dict[Kind, Any] = {
    Kind.TEXT: "Ấp 3",
    Kind.TEXTAREA: "Dòng một\nDòng hai",
    Kind.NAME: "Nguyễn Thị Lan",
    Kind.INTEGER: -3,
    Kind.DECIMAL: 2.5,
    Kind.MONEY: 8000,
    Kind.FORMATTED: "AB123",
    Kind.DATE: "2024-02-29",
    Kind.DATETIME: "2026-11-23T08:30:00+07:00",
    Kind.TIME: "08:30",
    Kind.PARTIAL_DATE: "1968",
    Kind.AGE: 44,
    Kind.YES_NO: False,
    Kind.CHECKBOX: True,
    Kind.SELECT: "a",
    Kind.MULTI: ["a", "b"],
    Kind.LINKED_SELECT: "a",
    Kind.EMAIL: "lan@example.vn",
    Kind.PHONE: "0912345001",
    Kind.PERSONAL_NUMBER: "030194001234",
    Kind.TAX_CODE: "0100109106",
    Kind.IDENTITY_PAPER: {
        "kind": "passport",
        "number": "C1234567",
        "issued_on": "2022-03-01",
        "issued_by": "Cục QLXNC",
    },
    Kind.ETHNICITY: "Tày",
    Kind.NATIONALITY: "VN",
    Kind.WARD: "10891",
    Kind.PROVINCE: "31",
    Kind.ADDRESS: ADDRESS,
    Kind.LOCATION: {"latitude": 20.9, "longitude": 106.3},
    Kind.MAP: {"type": "Polygon", "coordinates": SQUARE},
    Kind.FILE: "photo",
    Kind.SIGNATURE: "data:image/png;base64,iVBORw0KGgo=",
    Kind.REPETITION: [{"name": "Bình"}],
    Kind.COMPUTED: "X",
    Kind.REFERENCE: "G01.24.91",
    Kind.CODE_READER: "030194001234||Nguyễn Thị Lan",
    Kind.BANK_ACCOUNT: {"bank_code": "970436", "number": "0123456789", "holder": "NGUYEN THI LAN"},
    Kind.DOSSIER_LINK: "G09.20-20260609-0092637",
}
WRONG: dict[Kind, Any] = {
    Kind.TEXT: "",
    Kind.TEXTAREA: "x" * 4001,
    Kind.NAME: "R2D2",
    Kind.INTEGER: 2.5,
    Kind.DECIMAL: "2.5",
    Kind.MONEY: -1,
    Kind.FORMATTED: "ab123",
    Kind.DATE: "2026-02-29",
    Kind.DATETIME: "2026-11-23 08:30",
    Kind.TIME: "24:00",
    Kind.PARTIAL_DATE: "2026-02-30",
    Kind.AGE: 151,
    Kind.YES_NO: "yes",
    Kind.CHECKBOX: False,
    Kind.SELECT: "c",
    Kind.MULTI: ["a", "a"],
    Kind.LINKED_SELECT: "c",
    Kind.EMAIL: "lan",
    Kind.PHONE: "113",
    Kind.PERSONAL_NUMBER: "000194001234",
    Kind.TAX_CODE: "0100109107",
    Kind.IDENTITY_PAPER: {"kind": "library_card", "number": "C1234567"},
    Kind.ETHNICITY: "Klingon",
    Kind.NATIONALITY: "VNM",
    Kind.WARD: "1089",
    Kind.PROVINCE: "031",
    Kind.ADDRESS: {**ADDRESS, "district_code": "290"},
    Kind.LOCATION: {"latitude": 48.9, "longitude": 2.3},
    Kind.MAP: {"type": "Polygon", "coordinates": SQUARE[0]},
    Kind.FILE: "portrait",
    Kind.SIGNATURE: "data:image/svg+xml;base64,PHN2Zz4=",
    Kind.REPETITION: [{}],
    Kind.COMPUTED: 1,
    Kind.REFERENCE: "../agencies",
    Kind.CODE_READER: "x" * 1001,
    Kind.BANK_ACCOUNT: {"bank_code": "970436", "number": "x"},
    Kind.DOSSIER_LINK: "123",
}
ANSWERED = [kind for kind in Kind if KINDS[kind].is_answered]


def form(kind: Kind) -> jsonschema_rs.Draft202012Validator:
    """The form that asks one question of a kind, ready to judge."""
    is_required = kind is not Kind.COMPUTED
    asked = Question(
        id="asked", kind=kind, label="Hỏi", label_en="Asked", is_required=is_required, **NEEDS.get(kind, {})
    )
    block = Block(title="Khối", title_en="Block", fields=[PARENT, asked])
    compiled = compile_form(FormDefinition(title="T", title_en="T", basis="-", blocks=[block]))
    jsonschema_rs.meta.validate(compiled.answers)
    return judged(compiled.answers)


@pytest.mark.parametrize("kind", ANSWERED)
def test_a_kind_takes_a_right_answer(kind: Kind) -> None:
    form(kind).validate({"asked": RIGHT[kind]})


@pytest.mark.parametrize("kind", ANSWERED)
def test_a_kind_refuses_a_wrong_answer(kind: Kind) -> None:
    assert not form(kind).is_valid({"asked": WRONG[kind]})


@pytest.mark.parametrize("kind", [kind for kind in ANSWERED if kind is not Kind.COMPUTED])
def test_a_required_answer_may_not_be_absent(kind: Kind) -> None:
    assert not form(kind).is_valid({})


def test_a_linked_choice_fits_the_other_answer() -> None:
    asked = form(Kind.LINKED_SELECT)
    assert asked.is_valid({"parent": "x", "asked": "b"})
    other = Choice(value="c", label="C", label_en="C", parents=["y"])
    question = Question(
        id="asked", kind=Kind.LINKED_SELECT, label="H", label_en="A", linked_to="parent", choices=[*CHOICES, other]
    )
    block = Block(title="Khối", title_en="Block", fields=[PARENT, question])
    compiled = compile_form(FormDefinition(title="T", title_en="T", basis="-", blocks=[block]))
    assert not judged(compiled.answers).is_valid({"parent": "x", "asked": "c"})


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_explained(kind: Kind) -> None:
    row = KINDS[kind]
    uses = ", ".join(f"`{name}`" for name in sorted(row.uses)) or "-"
    line = f"| `{kind}` | {row.vi} | {row.en} | {row.checked[0]} / {row.checked[1]} | {uses} |"
    assert line in DOCS.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_is_explained(source: str) -> None:
    assert f"`{source}`" in DOCS.read_text(encoding="utf-8")


def test_there_are_54_ethnic_groups_and_one_other() -> None:
    listed = entries("ethnicities")
    assert [entry["code"] for entry in listed[:-1]] == [f"{number:02}" for number in range(1, 55)]
    assert listed[-1]["value"] == "other"


def test_a_country_is_listed_once_in_both_languages() -> None:
    listed = entries("nationalities")
    assert (
        len({entry["value"] for entry in listed}) == len({entry["alpha_3"] for entry in listed}) == len(listed) == 249
    )
    assert all(entry["vi"] and entry["en"] for entry in listed)


def test_only_chosen_answers_have_a_list_of_values() -> None:
    assert values_of(PARENT) == frozenset({"x"})
    assert values_of(Question(id="a", kind=Kind.TEXT, label="A", label_en="A")) is None
    assert "VN" in (values_of(Question(id="a", kind=Kind.NATIONALITY, label="A", label_en="A")) or ())
