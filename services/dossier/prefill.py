"""Entered once: a form's answers from what the account already knows, each naming its source.

A property with `x-source` (for example `person.full_name`, `person.residence.ward_code`, `business.tax_code`) takes the
attribute of the record; its provenance is that of the attribute (`residence` for everything below it).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from services.dossier.answers import Answers

Prefilled = dict[str, dict[str, str | None]]
"""Field (dotted path) -> `{source, verified_at}`."""


BUSINESS = {"name": "business_name"}
"""What forms call an attribute of a business -> its name in identity's record; the others have the same name."""


def prefill(schema: Mapping[str, Any], *, person: Mapping[str, Any]) -> tuple[Answers, Prefilled]:
    """Answers known from the person's record (JSON values), and where each came from.

    `person["sources"]` holds the provenance by attribute; an attribute without one is not used.
    """
    answers: Answers = {}
    prefilled: Prefilled = {}
    for path, source in _sources(schema, ()):
        value, provenance = known(person, source)
        if value is not None and provenance is not None and _is_offered(schema, path, value):
            _put(answers, path, value)
            prefilled[".".join(path)] = {
                "source": provenance["source"],
                "verified_at": provenance.get("verified_at"),
            }
    return answers, prefilled


def stated(schema: Mapping[str, Any], source: str, *, answers: Answers) -> Any:  # noqa: ANN401 - any JSON value
    """What the answers say of an attribute (`person.phone`); None where the form does not ask or nobody said."""
    return next((_at(answers, list(path)) for path, asked in _sources(schema, ()) if asked == source), None)


def known(person: Mapping[str, Any], source: str) -> tuple[Any, Mapping[str, Any] | None]:
    """An attribute of a record (`person.residence.ward_code`, `business.name`) and where it comes from, if it is there.

    Only a business has the attributes of one.
    """
    holder, *path = source.split(".")
    if holder == "business" and person.get("kind") == "business":
        path = [BUSINESS.get(step, step) for step in path[:1]] + path[1:]
    elif holder != "person":
        return None, None
    if not path:
        return None, None
    return _at(person, path), person.get("sources", {}).get(path[0])


def kept(prefilled: Prefilled, *, before: Answers, after: Answers) -> Prefilled:
    """The fields that still hold what was filled in: one the applicant changed is the applicant's own."""
    return {
        field: source
        for field, source in prefilled.items()
        if _at(before, field.split(".")) == _at(after, field.split("."))
    }


def _sources(schema: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, field in schema.get("properties", {}).items():
        if isinstance(source := field.get("x-source"), str):
            yield (*path, name), source
        else:
            yield from _sources(field, (*path, name))


def _is_offered(schema: Mapping[str, Any], path: tuple[str, ...], value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Whether the form takes the value, where it offers a closed choice: a wrong one is not filled in."""
    field: Any = schema
    for step in path:
        field = field["properties"][step]
    choices = field.get("enum") or [one["const"] for one in field.get("oneOf", ()) if "const" in one]
    return not choices or value in choices


def _at(value: Any, path: list[str]) -> Any:  # noqa: ANN401 - any JSON value
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _put(answers: Answers, path: tuple[str, ...], value: Any) -> None:  # noqa: ANN401 - any JSON value
    *parents, name = path
    for parent in parents:
        answers = answers.setdefault(parent, {})
    answers[name] = value
