"""A result by template: the decision in the agency's words, with what the procedure and the form say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.dossier.slips.wording import day

LEFT_OUT = frozenset({"personal-number", "vn-phone", "email", "tax-code"})
"""Formats of answers that a result does not repeat: what identifies or reaches a person is in their record."""
SCOPE = "#/properties/"
TRUTH = {True: "Có", False: "Không"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a result says. `title`: the paper's name in the procedure; `content`: the decision, by the officer."""

    title: str
    agency_name: str
    number: str
    applicant_name: str
    procedure_name: str
    legal_bases: Sequence[str]
    content: str
    written_at: datetime


def told(
    decision: Decision, *, schema: Mapping[str, Any], ui: Mapping[str, Any], answers: Mapping[str, Any]
) -> dict[str, Any]:
    """The result as its template takes it, with the answers that can be said in a line, in the order of the form."""
    return {
        "title": decision.title,
        "agency_name": decision.agency_name,
        "number": decision.number,
        "applicant_name": decision.applicant_name,
        "procedure_name": decision.procedure_name,
        "legal_bases": list(decision.legal_bases),
        "content": [line for line in decision.content.splitlines() if line.strip()],
        "written_on": day(decision.written_at),
        "lines": said(schema, answers, order=tuple(shown(ui))),
    }


def shown(ui: Mapping[str, Any]) -> Iterator[str]:
    """The fields of a form in the order in which people see them, by its UI schema (JSON Forms)."""
    if str(ui.get("scope", "")).startswith(SCOPE):
        yield ui["scope"].removeprefix(SCOPE)
    for element in ui.get("elements", ()):
        yield from shown(element)


def said(schema: Mapping[str, Any], answers: Mapping[str, Any], *, order: Sequence[str]) -> list[tuple[str, str]]:
    """(label, value) of each answer the form names by a title and that is a text, a number, a choice or yes and no.

    Codes of areas say nothing to people and are left out.
    """
    lines = []
    properties = schema.get("properties", {})
    for name in [*dict.fromkeys(name for name in order if name in properties), *sorted(properties.keys() - {*order})]:
        asked = properties[name]
        if asked.get("title") and asked.get("format") not in LEFT_OUT and "x-area" not in asked:
            value = _value(asked, answers.get(name))
            lines += [(asked["title"], value)] if value else []
    return lines


def _value(asked: Mapping[str, Any], answer: object) -> str:
    if isinstance(answer, bool):
        return TRUTH[answer]
    named = next((one.get("title") for one in asked.get("oneOf", ()) if one.get("const") == answer), None)
    if named:
        return str(named)
    if asked.get("format") == "date" and isinstance(answer, str):
        year, month, day_ = answer.split("-")
        return f"{day_}/{month}/{year}"
    return str(answer) if isinstance(answer, str | int) else ""
