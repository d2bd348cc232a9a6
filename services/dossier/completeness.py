"""Whether a dossier is complete: its answers against the form, its papers against the list. All faults at once.

A form is JSON Schema 2020-12. It is compiled once per revision; remote references are refused; formats are asserted,
with two of our own: `personal-number` and `vn-phone`. A fault says where and what, never the value.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind as Kind

from contracts.offers import Component
from kit.faults import Fault, pointer
from kit.vietnamese import is_personal_number, phone
from services.dossier.answers import as_day, broken_rules

MISSING = ("missing", "Chưa điền.", "It is missing.")
UNKNOWN = ("unknown", "Trường này không có trong tờ khai.", "The form has no such field.")
WORDS: dict[str, tuple[str, str, str]] = {
    "type": ("malformed", "Không đúng kiểu dữ liệu.", "It has the wrong type."),
    "pattern": ("malformed", "Không đúng định dạng.", "It is malformed."),
    "enum": ("not-a-choice", "Không phải lựa chọn cho phép.", "It is not one of the choices."),
    "const": ("not-a-choice", "Không phải lựa chọn cho phép.", "It is not one of the choices."),
    "minLength": ("too-short", "Ngắn quá mức cho phép.", "It is too short."),
    "maxLength": ("too-long", "Dài quá mức cho phép.", "It is too long."),
    "minimum": ("too-small", "Nhỏ hơn mức cho phép.", "It is too small."),
    "exclusiveMinimum": ("too-small", "Nhỏ hơn mức cho phép.", "It is too small."),
    "maximum": ("too-large", "Lớn hơn mức cho phép.", "It is too large."),
    "exclusiveMaximum": ("too-large", "Lớn hơn mức cho phép.", "It is too large."),
    "minItems": ("too-few", "Quá ít mục.", "There are too few items."),
    "maxItems": ("too-many", "Quá nhiều mục.", "There are too many items."),
}
FORMAT_WORDS: dict[str, tuple[str, str, str]] = {
    "personal-number": (
        "not-a-personal-number",
        "Không phải số định danh cá nhân hợp lệ (12 chữ số).",
        "It is not a valid personal number (12 digits).",
    ),
    "vn-phone": ("not-a-phone", "Không phải số điện thoại Việt Nam.", "It is not a Vietnamese phone number."),
    "date": ("not-a-date", "Không phải ngày hợp lệ (năm-tháng-ngày).", "It is not a valid date (year-month-day)."),
    "email": ("not-an-email", "Không phải địa chỉ thư điện tử.", "It is not an e-mail address."),
}
IMPOSSIBLE = (
    "not-a-personal-number",
    "Số định danh cá nhân không khớp với ngày sinh hoặc giới tính.",
    "The personal number does not agree with the birth date or sex.",
)
OTHER = ("not-valid", "Chưa hợp lệ theo tờ khai.", "It does not satisfy the form.")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def faults(
    *,
    revision_id: UUID,
    schema: Mapping[str, Any],
    answers: Mapping[str, Any],
    components: Sequence[Component],
    case: str | None,
    papers: Collection[str],
    on: date,
) -> tuple[Fault, ...]:
    """Everything that keeps a dossier from being sent on a day; `papers`: the component ids that have a usable file."""
    errors = _validator(revision_id, schema).iter_errors(dict(answers))
    wrong = (fault for error in errors for fault in _faults(error))
    lacking = _missing_papers(components, case=case, papers=papers)
    found = {*wrong, *broken_rules(schema, answers), *_impossible_numbers(schema, answers, on=on), *lacking}
    return tuple(sorted(found, key=lambda fault: fault.pointer))


def unknown_fields(*, revision_id: UUID, schema: Mapping[str, Any], answers: Mapping[str, Any]) -> tuple[Fault, ...]:
    """The fields of a partial form that do not exist: a draft may be unfinished, never something else."""
    strange = [Fault(_place(["answers"], name), *UNKNOWN) for name in answers if name not in schema["properties"]]
    nested = [
        fault
        for error in _validator(revision_id, schema).iter_errors(dict(answers))
        if error.kind.name in ("additionalProperties", "unevaluatedProperties") and error.instance_path
        for fault in _faults(error)
    ]
    return (*strange, *nested)


def needed(components: Sequence[Component], *, case: str | None) -> Iterator[Component]:
    """The papers this case of the procedure speaks of, mandatory only where this case needs them.

    Those of no group always apply, and those of the case's own group. No case chosen: all may be filed, and the first
    case with mandatory papers rules. That one also rules a case that would otherwise need none: naming a case never
    makes a dossier without proof complete.
    """
    ruling = _ruling_case(components, case=case)
    for one in components:
        if one.group in (None, case, ruling):
            yield one
        elif case is None:
            yield one.model_copy(update={"is_mandatory": False})


def compile_form(schema: Mapping[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """The form ready to judge answers; ValueError when it is not a schema we can use."""
    return jsonschema_rs.Draft202012Validator(
        dict(schema),
        validate_formats=True,
        formats={"personal-number": is_personal_number, "vn-phone": _is_phone},
        retriever=_refuse,
        pattern_options=jsonschema_rs.RegexOptions(),
    )


_compiled: dict[UUID, jsonschema_rs.Draft202012Validator] = {}
_MOST_COMPILED = 1000


def _validator(revision_id: UUID, schema: Mapping[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """The compiled form of a revision; a revision never changes, so its id is the whole key."""
    if revision_id not in _compiled:
        if len(_compiled) >= _MOST_COMPILED:
            _compiled.clear()
        _compiled[revision_id] = compile_form(schema)
    return _compiled[revision_id]


def _is_phone(text: str) -> bool:
    return phone(text) is not None


def _refuse(uri: str) -> Any:  # noqa: ANN401 - the retriever's shape
    raise ValueError(f"a form must not refer to another document: {uri}")


def _impossible_numbers(schema: Mapping[str, Any], answers: Mapping[str, Any], *, on: date) -> Iterator[Fault]:
    """Personal numbers of nobody: born after `on`, or against the `..._birth_date` and `..._sex` beside them."""
    for name, field in schema["properties"].items():
        number = answers.get(name)
        if field.get("format") != "personal-number" or not isinstance(number, str) or not is_personal_number(number):
            continue  # not one, or its form alone is already a fault
        stem = name.removesuffix("personal_number")
        birth_date, sex = as_day(answers.get(f"{stem}birth_date")), answers.get(f"{stem}sex")
        known = sex if sex in ("female", "male") else None
        if not is_personal_number(number, birth_date=birth_date, sex=known, at=on):
            yield Fault(f"/answers/{name}", *IMPOSSIBLE)


def _ruling_case(components: Sequence[Component], *, case: str | None) -> str | None:
    demanding = [one.group for one in components if one.is_mandatory]
    if case is not None and (case in demanding or None in demanding):
        return case
    return next((group for group in demanding if group is not None), case)


def _missing_papers(components: Sequence[Component], *, case: str | None, papers: Collection[str]) -> Iterator[Fault]:
    for component in needed(components, case=case):
        if component.is_mandatory and component.id not in papers:
            yield Fault(
                f"/papers/{component.id}",
                "paper-missing",
                f"Thiếu giấy tờ: {component.name}.",
                f"A paper is missing: {component.name}.",
            )


def _faults(error: jsonschema_rs.ValidationError) -> Iterator[Fault]:
    kind, place = error.kind, ["answers", *error.instance_path]
    match kind:
        case Kind.Required(property=name):
            yield Fault(_place(place, str(name)), *MISSING)
        case Kind.AdditionalProperties(unexpected=names) | Kind.UnevaluatedProperties(unexpected=names):
            yield from (Fault(_place(place, name), *UNKNOWN) for name in names)
        case Kind.Format(format=name):
            yield Fault(pointer(place), *FORMAT_WORDS.get(name, OTHER))
        case _:
            yield Fault(pointer(place), *WORDS.get(kind.name, OTHER))


def _place(parent: Sequence[str | int], name: str) -> str:
    """The pointer of a named child; a name that is not plain is the sender's text and is not repeated."""
    return pointer([*parent, name] if _PLAIN_NAME.fullmatch(name) else parent)
