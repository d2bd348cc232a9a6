"""What a person's record may hold: each attribute's shape, its name in words, and how a wrong value is put right.

Entered once: what a registry vouches for is never typed again, what the person declares is theirs to correct.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints, TypeAdapter, model_validator

from kit.schemas import Day, Line, Schema
from kit.vietnamese import is_personal_number
from services.identity.oauth2 import scopes


class Way(StrEnum):
    """How the owner gets a value into the record, or put right."""

    DECLARE = "declare"  # writes it themselves, while nobody vouches for another one
    KEEP = "keep"  # likewise, but it can only be replaced: the record is nothing without it
    CONTACT = "contact"  # a new address must be confirmed with a code
    PROVE = "prove"  # only who proves it: signing in with the electronic identity


class Place(Schema):
    """An address, with the fields of contracts.terms.Address."""

    province_code: str = Field(pattern=r"^[0-9]{2}$", examples=["31"])
    ward_code: str = Field(pattern=r"^[0-9]{5}$", examples=["10891"])
    ward_name: Line = Field(examples=["Phường Tứ Minh"])
    line: Line = Field(examples=["12 Nguyễn Lương Bằng"])


class Paper(Schema):
    """The paper somebody shows to be themselves; a new one replaces it, the person stays the same."""

    kind: Literal["identity_card", "identity_certificate", "old_identity_card", "passport", "residence_card"]
    number: str = Field(pattern=r"^[A-Z0-9]{6,15}$", examples=["030194001234"])
    issued_on: Day = Field(examples=["2024-07-01"])
    valid_until: Day | None = Field(default=None, examples=["2039-05-12"])

    @model_validator(mode="after")
    def _in_order(self) -> "Paper":
        if self.valid_until is not None and self.valid_until < self.issued_on:
            raise ValueError("it ends before it begins")
        return self


_Name = Annotated[Line, StringConstraints(max_length=200)]
_Birthday = Annotated[Day, Field(ge=date(1900, 1, 1))]
_Paper_number = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{6,15}$")]


@dataclass(frozen=True)
class Known:
    """An attribute: its name in words and how it is put right. `is_critical`: it says who somebody is, so writing it
    wants a recent sign-in. `is_for_counter`: a form at a counter is filled in with it. `is_business`: only a business
    has it, or (False) only people; None: both.
    """

    vi: str
    en: str
    shape: TypeAdapter[Any]
    way: Way = Way.DECLARE
    is_critical: bool = False
    is_for_counter: bool = False
    is_business: bool | None = None


def _known(vi: str, en: str, shape: Any, **more: Any) -> Known:  # noqa: ANN401 - a type, and fields of Known
    return Known(vi, en, TypeAdapter(shape), **more)


KNOWN: Final[dict[str, Known]] = {
    "full_name": _known("Họ và tên", "Full name", _Name, way=Way.KEEP, is_critical=True, is_for_counter=True),
    "personal_number": _known(
        "Số định danh cá nhân", "Personal number", str, way=Way.PROVE, is_critical=True, is_for_counter=True
    ),
    "birth_date": _known(
        "Ngày sinh", "Date of birth", _Birthday, way=Way.KEEP, is_critical=True, is_for_counter=True, is_business=False
    ),
    "sex": _known(
        "Giới tính",
        "Sex",
        Literal["male", "female"],
        way=Way.KEEP,
        is_critical=True,
        is_for_counter=True,
        is_business=False,
    ),
    "phone": _known("Số điện thoại", "Phone", str, way=Way.CONTACT, is_for_counter=True),
    "email": _known("E-mail", "E-mail", str, way=Way.CONTACT, is_for_counter=True),
    "residence": _known("Nơi ở hiện tại", "Residence", Place, is_for_counter=True),
    "permanent_residence": _known("Nơi thường trú", "Permanent residence", Place, is_for_counter=True),
    "place_of_origin": _known("Quê quán", "Place of origin", Line, is_business=False),
    "nationality": _known("Quốc tịch", "Nationality", Line, is_for_counter=True),
    "ethnicity": _known("Dân tộc", "Ethnicity", Line, is_business=False),
    "tax_code": _known("Mã số thuế", "Tax code", str, way=Way.PROVE, is_critical=True, is_for_counter=True),
    "business_name": _known(
        "Tên doanh nghiệp",
        "Business name",
        _Name,
        way=Way.KEEP,
        is_critical=True,
        is_for_counter=True,
        is_business=True,
    ),
    "representative": _known(
        "Người đại diện theo pháp luật", "Legal representative", _Name, is_for_counter=True, is_business=True
    ),
    "representative_number": _known(
        "Số định danh của người đại diện", "Representative's personal number", str, way=Way.PROVE, is_critical=True
    ),
    "passport_number": _known("Số hộ chiếu", "Passport number", str, way=Way.PROVE, is_critical=True),
    "residence_card": _known("Số thẻ thường trú, thẻ tạm trú", "Residence card number", _Paper_number),
    "old_id_number": _known("Số CMND cũ", "Former identity card number", _Paper_number, is_business=False),
    "identity_paper": _known("Giấy tờ tùy thân", "Identity paper", Paper, is_critical=True),
}
"""Every attribute a record may hold."""

COUNTER: Final = tuple(name for name, one in KNOWN.items() if one.is_for_counter)
"""What staff at a counter are shown of somebody they look up."""

WRITABLE: Final = frozenset({Way.DECLARE, Way.KEEP})
"""The ways by which owners write a value themselves."""


def read(name: str, value: object, *, on: date) -> Any:  # noqa: ANN401 - text, or a document
    """The value as it is stored (text, ISO date, document).

    KeyError for an attribute nobody knows, pydantic's ValidationError when the value has not its shape, ValueError when
    it lies in the future of the day.
    """
    shape = KNOWN[name].shape
    read_value = shape.validate_python(value)
    begins = read_value.issued_on if isinstance(read_value, Paper) else read_value
    if isinstance(begins, date) and begins > on:
        raise ValueError("it lies in the future")
    return shape.dump_python(read_value, mode="json")


def suits(name: str, *, is_business: bool) -> bool:
    """Whether a business, or a person, has the attribute at all; nobody has one that nobody knows."""
    return name in KNOWN and KNOWN[name].is_business in (None, is_business)


def is_consistent(record: Mapping[str, Any]) -> bool:
    """Whether birth date and sex are those the personal number speaks of, as far as they are known (stored values)."""
    number = record.get("personal_number")
    if number is None:
        return True
    born = record.get("birth_date")
    return is_personal_number(number, birth_date=date.fromisoformat(born) if born else None, sex=record.get("sex"))


def last_day(name: str, value: Any) -> date | None:  # noqa: ANN401 - a stored value
    """The last day a stored value may be relied on: that of an identity paper."""
    until = value.get("valid_until") if name == "identity_paper" else None
    return date.fromisoformat(until) if until else None


def scope_of(name: str) -> str | None:
    """The scope that shows the attribute to applications; None: no application sees it."""
    return next((scope for scope, claims in scopes.CLAIMS.items() if name in claims.values()), None)
