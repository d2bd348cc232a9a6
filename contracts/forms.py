"""Whether answers satisfy a form: all faults at once, the same in catalog (trying out) and dossier (sending).

A form is JSON Schema 2020-12 with the words of `contracts.answers` and `contracts.computing`. It is compiled once per
key; remote references and formats nobody knows are refused; formats are asserted, with some of our own. A fault says
where and what, never the value.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind as Kind

from contracts.answers import broken_rules, days_out_of_bounds, impossible_numbers, stretch
from contracts.computing import completed
from kit.faults import Fault, pointer
from kit.vietnamese import is_personal_number, is_tax_code, phone

Words = tuple[str, str, str]

MISSING: Final = ("missing", "Chưa điền.", "It is missing.")
UNKNOWN: Final = ("unknown", "Trường này không có trong tờ khai.", "The form has no such field.")
NOT_ASKED: Final = (
    "not-asked",
    "Trường này không phải điền theo các câu trả lời khác.",
    "It is not asked after the other answers.",
)
NOT_TICKED: Final = ("not-ticked", "Cần đánh dấu vào ô này.", "It must be ticked.")
NOT_A_CHOICE: Final = ("not-a-choice", "Không phải lựa chọn cho phép.", "It is not one of the choices.")
OTHER: Final = ("not-valid", "Chưa hợp lệ theo tờ khai.", "It does not satisfy the form.")
WORDS: Final[Mapping[str, Words]] = {
    "type": ("malformed", "Không đúng kiểu dữ liệu.", "It has the wrong type."),
    "pattern": ("malformed", "Không đúng định dạng.", "It is malformed."),
    "enum": NOT_A_CHOICE,
    "const": NOT_A_CHOICE,
    "minLength": ("too-short", "Ngắn quá mức cho phép.", "It is too short."),
    "maxLength": ("too-long", "Dài quá mức cho phép.", "It is too long."),
    "minimum": ("too-small", "Nhỏ hơn mức cho phép.", "It is too small."),
    "exclusiveMinimum": ("too-small", "Nhỏ hơn mức cho phép.", "It is too small."),
    "maximum": ("too-large", "Lớn hơn mức cho phép.", "It is too large."),
    "exclusiveMaximum": ("too-large", "Lớn hơn mức cho phép.", "It is too large."),
    "minItems": ("too-few", "Quá ít mục.", "There are too few items."),
    "maxItems": ("too-many", "Quá nhiều mục.", "There are too many items."),
    "uniqueItems": ("twice", "Có mục bị lặp lại.", "An item is there twice."),
}
FORMAT_WORDS: Final[Mapping[str, Words]] = {
    "personal-number": (
        "not-a-personal-number",
        "Không phải số định danh cá nhân hợp lệ (12 chữ số).",
        "It is not a valid personal number (12 digits).",
    ),
    "vn-phone": ("not-a-phone", "Không phải số điện thoại Việt Nam.", "It is not a Vietnamese phone number."),
    "tax-code": (
        "not-a-tax-code",
        "Không phải mã số thuế (10 chữ số, 13 cho đơn vị phụ thuộc, hoặc số định danh cá nhân).",
        "It is not a tax code (10 digits, 13 for a branch, or a personal number).",
    ),
    "bank-account": (
        "not-a-bank-account",
        "Không phải số tài khoản ngân hàng (6 đến 20 chữ số hoặc chữ cái).",
        "It is not a bank account number (6 to 20 digits or letters).",
    ),
    "date": ("not-a-date", "Không phải ngày hợp lệ (năm-tháng-ngày).", "It is not a valid date (year-month-day)."),
    "partial-date": (
        "not-a-date",
        "Không phải ngày, tháng hoặc năm hợp lệ (năm-tháng-ngày, năm-tháng hoặc năm).",
        "It is not a valid day, month or year (year-month-day, year-month or year).",
    ),
    "date-time": ("not-a-moment", "Không phải ngày giờ hợp lệ.", "It is not a valid date and time."),
    "time": ("not-a-time", "Không phải giờ hợp lệ.", "It is not a valid time of day."),
    "email": ("not-an-email", "Không phải địa chỉ thư điện tử.", "It is not an e-mail address."),
}
_BANK_ACCOUNT: Final = re.compile(r"[0-9A-Z]{6,20}")
_PARTIAL_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")

FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {
    "personal-number": is_personal_number,
    "vn-phone": lambda text: phone(text) is not None,
    "tax-code": lambda text: is_tax_code(text) or is_personal_number(text),
    "bank-account": lambda text: _BANK_ACCOUNT.fullmatch(text) is not None,
    "partial-date": lambda text: _PARTIAL_DATE.fullmatch(text) is not None and stretch(text) is not None,
}
"""Formats of our own. A personal number is the tax code of a person and of a household business since 1/7/2025."""


def faults(schema: Mapping[str, Any], answers: Mapping[str, Any], *, form_key: Hashable, on: date) -> tuple[Fault, ...]:
    """Everything that keeps answers from satisfying a form on a day, by place; computed values are filled in first.

    `form_key` stands for the schema, which must never change under it (a revision and its case); None: not kept.
    """
    whole = completed(schema, answers, on=on)
    found = {
        *(fault for error in _validator(form_key, schema).iter_errors(whole) for fault in _faults(error)),
        *broken_rules(schema, whole, on=on),
        *days_out_of_bounds(schema, whole, on=on),
        *impossible_numbers(schema, whole, on=on),
    }
    return tuple(sorted(found, key=lambda fault: (fault.pointer, fault.code)))


def unknown_fields(schema: Mapping[str, Any], answers: Mapping[str, Any], *, form_key: Hashable) -> tuple[Fault, ...]:
    """The fields of a partial form that do not exist: a draft may be unfinished, never something else."""
    strange = [Fault(_place(["answers"], name), *UNKNOWN) for name in answers if name not in schema["properties"]]
    nested = [
        fault
        for error in _validator(form_key, schema).iter_errors(dict(answers))
        if error.kind.name in ("additionalProperties", "unevaluatedProperties") and error.instance_path
        for fault in _faults(error)
    ]
    return (*strange, *nested)


def compile_form(schema: Mapping[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """The form ready to judge answers; ValueError when it is not a schema we can use."""
    return jsonschema_rs.Draft202012Validator(
        dict(schema),
        validate_formats=True,
        ignore_unknown_formats=False,
        formats=dict(FORMATS),
        retriever=_refuse,
        pattern_options=jsonschema_rs.RegexOptions(),
    )


_compiled: dict[Hashable, jsonschema_rs.Draft202012Validator] = {}
_MOST_COMPILED = 1000


def _validator(form_key: Hashable, schema: Mapping[str, Any]) -> jsonschema_rs.Draft202012Validator:
    if form_key is None:
        return compile_form(schema)
    if form_key not in _compiled:
        if len(_compiled) >= _MOST_COMPILED:
            _compiled.clear()
        _compiled[form_key] = compile_form(schema)
    return _compiled[form_key]


def _refuse(uri: str) -> Any:  # noqa: ANN401 - the retriever's shape
    raise ValueError(f"a form must not refer to another document: {uri}")


def _faults(error: jsonschema_rs.ValidationError) -> Iterator[Fault]:
    kind, place = error.kind, ["answers", *error.instance_path]
    match kind:
        case Kind.Required(property=name):
            yield Fault(_place(place, str(name)), *MISSING)
        case Kind.AdditionalProperties(unexpected=names) | Kind.UnevaluatedProperties(unexpected=names):
            yield from (Fault(_place(place, name), *UNKNOWN) for name in names)
        case Kind.FalseSchema():
            yield Fault(pointer(place), *NOT_ASKED)
        case Kind.Constant(expected_value=True):
            yield Fault(pointer(place), *NOT_TICKED)
        case Kind.OneOfNotValid(context=parts) if all(one.kind.name == "const" for part in parts for one in part):
            yield Fault(pointer(place), *NOT_A_CHOICE)
        case Kind.Format(format=name):
            yield Fault(pointer(place), *FORMAT_WORDS.get(name, OTHER))
        case _:
            yield Fault(pointer(place), *WORDS.get(kind.name, OTHER))


def _place(parent: Sequence[str | int], name: str) -> str:
    """The pointer of a named child; a name that is not plain is the sender's text and is not repeated."""
    return pointer([*parent, name] if _PLAIN_NAME.fullmatch(name) else parent)
