"""One question as a property of the answers' JSON Schema. Pure.

Words of this house in a property: `x-title-en`, `x-kind`, `x-source`, `x-sensitivity`, `x-area`, `x-competence`,
`x-computed`, `x-no-earlier`, `x-no-later`, `x-reference`, `x-linked-to`, `x-component`, `x-help`, `x-help-en`,
`x-retention-days`.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, Final

from services.catalog.forms.computations import OPERATIONS
from services.catalog.forms.definition import Kind, Question
from services.catalog.forms.kinds import KINDS, Schema
from services.catalog.forms.library import entries
from services.catalog.forms.shapes import choice

LISTS: Final[Mapping[Kind, str]] = {Kind.ETHNICITY: "ethnicities", Kind.NATIONALITY: "nationalities"}
"""Kinds whose choices are a list of this folder, written once per form under `$defs`."""

_LIMITS: Final[Mapping[str, tuple[str, str]]] = {
    "integer": ("minimum", "maximum"),
    "number": ("minimum", "maximum"),
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems"),
}
_WORDS: Final[Mapping[str, str]] = {
    "source": "x-source",
    "no_earlier": "x-no-earlier",
    "no_later": "x-no-later",
    "linked_to": "x-linked-to",
    "component": "x-component",
    "help": "x-help",
    "help_en": "x-help-en",
    "retention_days": "x-retention-days",
    "pattern": "pattern",
    "default": "default",
}
"""Property of Question -> word of the schema that says the same."""

REFERENCES: Final[Mapping[str, str]] = {
    "areas": "/v1/areas",
    "procedures": "/v1/procedures",
    "agencies": "/v1/agencies",
}
"""Lists of ours a field may look its answer up in, and where they are read."""


def schema_of(question: Question) -> Schema:
    """The property of one question that is answered."""
    row = KINDS[question.kind]
    said: Schema = {"title": question.label, "x-title-en": question.label_en, "x-kind": str(question.kind)}
    if question.help is not None:
        said["description"] = question.help
    said |= deepcopy(row.schema)
    said |= {word: value for name, word in _WORDS.items() if (value := getattr(question, name)) is not None}
    said |= _limits(question, said.get("type"))
    said |= _special(question)
    if question.reference is not None:
        said["x-reference"] = REFERENCES.get(question.reference, question.reference)
    if question.area_competence:
        said["x-competence"] = True
    if sensitivity := question.sensitivity or row.sensitivity:
        said["x-sensitivity"] = str(sensitivity)
    return said


def choices_of(kind: Kind) -> list[Schema]:
    """The choices of a kind with a list of its own."""
    return [choice(entry["value"], entry["vi"], title_en=entry["en"]) for entry in entries(LISTS[kind])]


def values_of(question: Question) -> frozenset[str] | None:
    """The values a chosen answer may have; None: the kind has no list of them."""
    if question.kind in LISTS:
        return frozenset(entry["value"] for entry in entries(LISTS[question.kind]))
    return frozenset(one.value for one in question.choices) or None


def answered(questions: Iterable[Question]) -> list[Question]:
    """The questions that have an answer: headings and explanations have none."""
    return [one for one in questions if KINDS[one.kind].is_answered]


def _limits(question: Question, type_: Any) -> Schema:  # noqa: ANN401 - a JSON value
    if type_ not in _LIMITS:
        return {}
    least, most = _LIMITS[type_]
    limits = {least: question.least, most: question.most}
    if type_ == "array" and question.is_required and question.least is None:
        limits[least] = 1
    return {word: value for word, value in limits.items() if value is not None}


def _special(question: Question) -> Schema:
    """What only one kind has: its choices, its component, its list, its computation."""
    match question.kind:
        case Kind.SELECT | Kind.LINKED_SELECT:
            return {"oneOf": _choices(question)}
        case Kind.MULTI:
            return {"items": {"type": "string", "oneOf": _choices(question)}}
        case Kind.FILE:
            return {"enum": [question.component]}
        case Kind.COMPUTED if question.computation is not None:
            computation = question.computation.model_dump(mode="json")
            return {"type": OPERATIONS[question.computation.how].gives, "x-computed": computation}
        case _:
            return {"const": True} if question.kind is Kind.CHECKBOX and question.is_required else {}


def _choices(question: Question) -> list[Schema]:
    return [choice(one.value, one.label, title_en=one.label_en) for one in question.choices]
