"""Whether the papers a procedure produces, and what they change in a person's record, are known. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from contracts.offers import WriteBack
from kit.faults import Fault
from services.catalog.checking import wording
from services.catalog.checking.attributes import NAMES, PARTS, plain
from services.catalog.checking.wording import fault
from services.catalog.content import Content

MOST_MONTHS = 1200
_AREAS = {"ward_code": "commune", "province_code": "province"}


def faults(content: Content, *, asked: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    """Everything wrong with the results. `asked`: the forms' fields by id, as JSON Schema."""
    yield from wording.twice((result.code for result in content.results), "/results", name="code")
    for place, result in enumerate(content.results):
        at = f"/results/{place}"
        if not wording.CODE.fullmatch(result.code):
            yield fault(f"{at}/code", "malformed")
        if result.valid_months is not None and not 0 < result.valid_months <= MOST_MONTHS:
            yield Fault(f"{at}/valid_months", "out-of-range", "Từ 1 đến 1200 tháng.", "1 to 1200 months.")
        yield from wording.twice((plain(one.attribute) for one in result.writes), f"{at}/writes", name="attribute")
        for index, write in enumerate(result.writes):
            yield from _write(write, asked, at=f"{at}/writes/{index}")


def _write(write: WriteBack, asked: Mapping[str, Mapping[str, Any]], *, at: str) -> Iterator[Fault]:
    attribute = plain(write.attribute)
    if attribute not in NAMES:
        yield fault(f"{at}/attribute", "unknown")
        return
    if not write.fields:
        yield fault(f"{at}/fields", "missing")
    for part, field in write.fields.items():
        place = f"{at}/fields/{part}"
        if part not in PARTS.get(attribute, {""}):
            yield fault(place, "unknown")
        elif field not in asked:
            yield Fault(place, "not-asked", "Tờ khai không có trường này.", "No form asks for this field.")
        elif not _fits(attribute, part, asked[field]):
            yield Fault(place, "other-kind", "Trường thuộc loại khác.", "The field is of another kind.")


def _fits(attribute: str, part: str, schema: Mapping[str, Any]) -> bool:
    """Whether the answer to a field can be what is written."""
    if part in _AREAS:
        return schema.get("x-area") == _AREAS[part]
    if attribute in PARTS and part == "":
        return schema.get("type") == "object"
    wanted = {"birth_date": "date", "email": "email", "phone": "vn-phone", "tax_code": "tax-code"}.get(attribute)
    return schema.get("type") in (None, "string") and (wanted is None or schema.get("format") == wanted)
