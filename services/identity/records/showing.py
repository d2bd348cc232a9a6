"""How attributes are shown to people and typed by them: values in words, the fields of a form for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from services.identity.records.provenance import Source

SOURCES: Final[dict[Source, tuple[str, str]]] = {
    Source.POPULATION_DATABASE: ("Cơ sở dữ liệu quốc gia về dân cư", "National population database"),
    Source.ELECTRONIC_IDENTITY: ("Tài khoản định danh điện tử", "Electronic identity"),
    Source.ELECTRONIC_IDENTITY_1: ("Tài khoản định danh điện tử mức 1", "Electronic identity, level 1"),
    Source.AGENCY: ("Cơ quan nhà nước", "A public agency"),
    Source.DOSSIER: ("Kết quả giải quyết hồ sơ", "A dossier that was granted"),
    Source.DECLARED: ("Bạn tự khai", "Declared by you"),
}
"""Who says so, in words."""

_SEXES: Final = {"male": ("Nam", "Male"), "female": ("Nữ", "Female")}
_PAPERS: Final = {
    "identity_card": ("Thẻ căn cước", "Identity card"),
    "identity_certificate": ("Giấy chứng nhận căn cước", "Identity certificate"),
    "old_identity_card": ("Chứng minh nhân dân", "Old identity card"),
    "passport": ("Hộ chiếu", "Passport"),
    "residence_card": ("Thẻ thường trú, tạm trú", "Residence card"),
}


@dataclass(frozen=True)
class Input:
    """One field of a form: a line, a day, or one of `options` (value, vi, en)."""

    name: str
    vi: str
    en: str
    type: str = "text"
    options: tuple[tuple[str, str, str], ...] = ()
    is_required: bool = True
    autocomplete: str = "off"


def _options(words: Mapping[str, tuple[str, str]]) -> tuple[tuple[str, str, str], ...]:
    return tuple((value, vi, en) for value, (vi, en) in words.items())


_PLACE: Final = (
    Input("line", "Số nhà, đường, thôn", "House, street, hamlet", autocomplete="street-address"),
    Input("ward_name", "Phường, xã", "Ward", autocomplete="address-level2"),
    Input("ward_code", "Mã phường, xã (5 chữ số)", "Ward code (5 digits)"),
    Input("province_code", "Mã tỉnh, thành phố (2 chữ số)", "Province code (2 digits)"),
)
_FORMS: Final[dict[str, tuple[Input, ...]]] = {
    "residence": _PLACE,
    "permanent_residence": _PLACE,
    "identity_paper": (
        Input("kind", "Loại giấy tờ", "Kind of paper", options=_options(_PAPERS)),
        Input("number", "Số", "Number"),
        Input("issued_on", "Ngày cấp", "Issued on", type="date"),
        Input("valid_until", "Có giá trị đến hết ngày", "Valid until", type="date", is_required=False),
    ),
}
"""Attributes that are documents, with their fields in order."""

_VALUE: Final = "value"
_SIMPLE: Final = {
    "sex": Input(_VALUE, "Giới tính", "Sex", options=_options(_SEXES)),
    "birth_date": Input(_VALUE, "Ngày sinh", "Date of birth", type="date", autocomplete="bday"),
    "full_name": Input(_VALUE, "Họ và tên", "Full name", autocomplete="name"),
}


def inputs(name: str, *, vi: str, en: str) -> tuple[Input, ...]:
    """The fields that an attribute (called `vi`, `en`) is typed in."""
    return _FORMS.get(name) or (_SIMPLE.get(name, Input(_VALUE, vi, en)),)


def typed_value(name: str, typed: Mapping[str, str]) -> Any:  # noqa: ANN401 - text, or a document
    """The value in a form's fields; empty ones were not filled in."""
    if name in _FORMS:
        return {one.name: typed[one.name] for one in _FORMS[name] if typed.get(one.name)}
    return typed.get(_VALUE, "")


def filled_in(name: str, value: Any) -> dict[str, str]:  # noqa: ANN401 - a stored value
    """A stored value as the form's fields show it."""
    if value is None:
        return {}
    if name in _FORMS:
        return {one.name: value.get(one.name) or "" for one in _FORMS[name]}
    return {_VALUE: value}


def in_words(name: str, value: Any) -> tuple[str, str]:  # noqa: ANN401 - a stored value
    """A stored value as people read it, in both languages."""
    if name == "sex":
        return _SEXES[value]
    if name == "birth_date":
        return (_day(value),) * 2
    if name == "identity_paper":
        vi, en = _PAPERS[value["kind"]]
        return f"{vi} số {value['number']}", f"{en} {value['number']}"
    if name in _FORMS:
        return (f"{value['line']}, {value['ward_name']}",) * 2
    return (value,) * 2


def _day(text: str) -> str:
    return date.fromisoformat(text).strftime("%d/%m/%Y")
