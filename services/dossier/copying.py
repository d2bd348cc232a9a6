"""Which answers of an earlier dossier a new one may begin with: what still fits the form in force.

What the account had filled in is not taken along: it is filled in anew, as the account knows it today.
"""

from collections.abc import Collection, Hashable, Mapping
from datetime import date
from typing import Any

from contracts.forms import faults
from services.dossier.answers import Answers, merged

UNFINISHED = "missing"
"""The fault of what is not there yet: a draft may be unfinished."""


def fitting(
    schema: Mapping[str, Any],
    answers: Answers,
    *,
    prefilled: Collection[str],
    fresh: Answers,
    form_key: Hashable,
    on: date,
) -> Answers:
    """Those of `answers` that satisfy the form beside what the account fills in now (`fresh`).

    `prefilled`: the fields (dotted paths) the account had filled in. A field is taken whole or not at all.
    """
    own = {name: value for name, value in _without(answers, prefilled).items() if name in schema["properties"]}
    found = faults(schema, merged(fresh, own), form_key=form_key, on=on)
    places = (fault.pointer.split("/") for fault in found if fault.code != UNFINISHED)
    wrong = {place[2] for place in places if len(place) > 2}
    return {name: value for name, value in own.items() if name not in wrong}


def _without(answers: Answers, paths: Collection[str]) -> Answers:
    """The answers without the fields at these dotted paths; what held nothing else is gone with them."""
    heads = {path.partition(".")[0] for path in paths}
    left: Answers = {}
    for name, value in answers.items():
        below = [path.partition(".")[2] for path in paths if path.startswith(f"{name}.")]
        if name not in heads:
            left[name] = value
        elif name not in paths and isinstance(value, dict) and (rest := _without(value, below)):
            left[name] = rest
    return left
