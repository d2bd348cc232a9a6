"""What a granted dossier makes true of its applicant: attributes put together from the answers, as the catalog says."""

from collections.abc import Iterable, Mapping
from typing import Any

from contracts.offers import ResultPaper
from services.dossier.prefill import BUSINESS

ADDRESSES = frozenset({"residence", "permanent_residence"})
PARTS = ("province_code", "ward_code", "ward_name", "line")


def attributes(
    results: Iterable[ResultPaper],
    answers: Mapping[str, Any],
    *,
    ward_names: Mapping[str, str],
    province_code: str,
) -> dict[str, Any]:
    """Attribute -> its new value, by the names and in the shapes of `contracts.identity.PersonChanged`.

    An address takes the name of its ward from the answers, else from `ward_names` by code. What the answers do not say
    whole is left out: half a value is never established.
    """
    found: dict[str, Any] = {}
    for write in (write for result in results for write in result.writes):
        name, value = attribute_of(write.attribute), _value(write.fields, answers)
        if name in ADDRESSES:
            value = _address(value, ward_names=ward_names, province_code=province_code)
        if value not in (None, "", {}):
            found[name] = value
    return found


def attribute_of(source: str) -> str:
    """The name in the record of what forms and revisions call `person.residence` or `business.name`."""
    holder, _, name = source.rpartition(".")
    return BUSINESS.get(name, name) if holder == "business" else name


def _value(fields: Mapping[str, str], answers: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON value
    if "" in fields:
        return answers.get(fields[""])
    said = {part: answers.get(name) for part, name in fields.items()}
    return {part: value for part, value in said.items() if value is not None}


def _address(value: Any, *, ward_names: Mapping[str, str], province_code: str) -> dict[str, str] | None:  # noqa: ANN401
    if not isinstance(value, Mapping):
        return None
    ward_code = value.get("ward_code")
    whole = {"province_code": province_code, "ward_name": ward_names.get(str(ward_code)), **value}
    if not all(isinstance(whole.get(part), str) and whole[part] for part in PARTS):
        return None
    return {part: whole[part] for part in PARTS}
