"""The circumstances of a dossier as flat facts: what conditions, fees and terms are asked of, and what may be told on.

What is told on (`described`) names nobody: choices, yes or no, and numbers of fields that are neither sensitive nor
filled in from somebody's record. Never free text, days or numbers of people.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.conditions import Facts
from contracts.terms import AgencyKind, Channel

APPLICANTS = {"citizen": "citizen", "business": "enterprise", "foreigner": "foreigner"}
"""Kind of a person's record -> kind of applicant."""

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What a dossier is, beside its answers. `wards`: those its agency serves, none: all."""

    case: str | None
    channel: Channel
    agency_code: str
    agency_kind: AgencyKind | None
    wards: tuple[str, ...]
    applicant: str | None


def facts(filing: Filing, *, schema: Schema, answers: Mapping[str, Any], on: date) -> Facts:
    """Every fact that is known on a day; the answers (computed values among them) by field id."""
    said = {
        "case": filing.case,
        "channel": filing.channel.value,
        "agency": filing.agency_code,
        "agency_kind": filing.agency_kind.value if filing.agency_kind else None,
        "ward": _ward(filing, schema=schema, answers=answers),
        "applicant": filing.applicant,
        "on": on.isoformat(),
    }
    return {**answers, **{name: value for name, value in said.items() if value is not None}}


def applicant_of(record: Mapping[str, Any]) -> str | None:
    """The kind of applicant a record is of; a record heard before it told its kind is judged by what it holds."""
    kind = record.get("kind") or ("business" if record.get("business_name") else "citizen")
    return APPLICANTS.get(kind)


def described(circumstances: Facts, *, schema: Schema) -> dict[str, Any]:
    """Of these facts, those that name nobody."""
    fields = schema.get("properties", {})
    return {
        name: value for name, value in circumstances.items() if name not in fields or _names_nobody(fields[name], value)
    }


def _ward(filing: Filing, *, schema: Schema, answers: Mapping[str, Any]) -> str | None:
    """The ward the dossier concerns: the one that decides which agency is competent, else the agency's only one."""
    for name, field in schema.get("properties", {}).items():
        if isinstance(field, Mapping) and field.get("x-competence") and isinstance(answers.get(name), str):
            return str(answers[name])
    return filing.wards[0] if len(filing.wards) == 1 else None


def _names_nobody(field: Any, value: Any) -> bool:  # noqa: ANN401 - any JSON value
    if not isinstance(field, Mapping) or "x-sensitivity" in field or "x-source" in field:
        return False
    if isinstance(value, list):
        items = field.get("items")
        return isinstance(items, Mapping) and all(_is_choice(items, one) for one in value)
    return isinstance(value, bool | int | float) or _is_choice(field, value)


def _is_choice(field: Mapping[str, Any], value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Whether the value is one of a closed list, which says nothing the form does not."""
    offered = field["enum"] if "enum" in field else [one.get("const") for one in field.get("oneOf", ())]
    return not isinstance(value, dict | list) and value in offered
