"""The answers of a dossier: how a change is merged in, how large they may grow, and the wards they may name.

Whether they satisfy the form is `contracts.forms`.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from kit.faults import Fault

Answers = dict[str, Any]

MOST_BYTES = 64 * 1024
"""Answers of one dossier as JSON."""


def merged(answers: Answers, patch: Mapping[str, Any]) -> Answers:
    """The answers after a JSON Merge Patch (RFC 7396): objects merge, `null` removes, anything else replaces."""
    result = dict(answers)
    for name, change in patch.items():
        if change is None:
            result.pop(name, None)
        elif isinstance(change, dict):
            kept = result.get(name)
            result[name] = merged(kept if isinstance(kept, dict) else {}, change)
        else:
            result[name] = change
    return result


def oversized(answers: Answers) -> tuple[Fault, ...]:
    """The fault of answers larger than `MOST_BYTES`."""
    if len(json.dumps(answers, ensure_ascii=False).encode()) <= MOST_BYTES:
        return ()
    return (Fault("/answers", "too-large", "Tờ khai dài quá mức cho phép.", "The answers are too long."),)


def wards(schema: Mapping[str, Any], answers: Mapping[str, Any]) -> list[str]:
    """The wards a dossier is about: the answers by which an agency is competent (`x-competence`)."""
    named = (answers.get(name) for name, field in schema["properties"].items() if field.get("x-competence"))
    return [ward for ward in named if isinstance(ward, str)]


def outside(schema: Mapping[str, Any], answers: Mapping[str, Any], *, ward_codes: Collection[str]) -> Iterator[Fault]:
    """Faults of wards (`x-competence`) the agency does not serve; `ward_codes` empty: it serves them all."""
    for name, field in schema["properties"].items():
        ward = answers.get(name)
        if field.get("x-competence") and ward_codes and isinstance(ward, str) and ward not in ward_codes:
            yield Fault(
                f"/answers/{name}",
                "not-competent",
                "Địa chỉ không thuộc địa bàn của cơ quan này.",
                "The ward is not one this agency serves.",
            )
