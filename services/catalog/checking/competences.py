"""Whether somebody carries the procedure out, and is there to do it. Pure."""

from collections.abc import Iterator

from contracts.competence import Competence, Part
from contracts.terms import OnlineLevel
from kit.faults import Fault
from services.catalog.checking import wording
from services.catalog.checking.channels import RANK, reach
from services.catalog.checking.wording import fault
from services.catalog.checking.world import World
from services.catalog.content import Content


def faults(content: Content, world: World) -> Iterator[Fault]:
    """Everything wrong with who does it."""
    listed = content.competences
    if content.online_level is not OnlineLevel.INFORMATION and not any(one.part is Part.DECIDES for one in listed):
        vi = "Thủ tục nhận hồ sơ trực tuyến phải có cơ quan thực hiện."
        yield Fault("/competences", "nobody-decides", vi, "A procedure offered online needs an agency that decides.")
    for place, one in enumerate(listed):
        at = f"/competences/{place}"
        yield from _entry(one, world, at=at)
        if one.online_level is not None and RANK[one.online_level] > RANK[reach(content)]:
            vi = "Các cách nộp không cho phép mức này."
            yield Fault(f"{at}/online_level", "beyond-channels", vi, "The channels do not reach this level.")
        if any(_same(one, other) for other in listed[:place]):
            yield Fault(at, "overlap", "Trùng với một dòng khác.", "It overlaps with another entry.")


def _entry(one: Competence, world: World, *, at: str) -> Iterator[Fault]:
    yield from wording.period(one.valid_from, one.valid_to, at=at)
    yield from wording.twice(one.ward_codes, f"{at}/ward_codes")
    if one.valid_to is not None and one.valid_to < world.on:
        vi = "Đã hết hạn trước ngày có hiệu lực."
        yield Fault(f"{at}/valid_to", "past", vi, "It is over before the revision comes into force.")
    for place, code in enumerate(one.ward_codes):
        if code not in world.wards:
            yield fault(f"{at}/ward_codes/{place}", "unknown")
    day = max(world.on, one.valid_from or world.on)
    there = [agency for agency in world.agencies if agency.exists(day)]
    if one.agency_code is None:
        if one.kind not in {agency.kind for agency in there}:
            vi = "Không có cơ quan nào loại này."
            yield Fault(f"{at}/kind", "nobody", vi, "There is no agency of this kind.")
        return
    named = next((agency for agency in there if agency.code == one.agency_code), None)
    if named is None:
        yield fault(f"{at}/agency_code", "unknown")
    elif named.kind is not one.kind:
        yield Fault(f"{at}/kind", "other-kind", "Cơ quan thuộc loại khác.", "The agency is of another kind.")
    elif one.ward_codes and named.ward_codes and named.ward_codes.isdisjoint(one.ward_codes):
        vi = "Cơ quan không phụ trách các xã, phường này."
        yield Fault(f"{at}/ward_codes", "not-served", vi, "The agency does not serve these wards.")


def _same(one: Competence, other: Competence) -> bool:
    if (one.kind, one.part, one.agency_code) != (other.kind, other.part, other.agency_code):
        return False
    is_anywhere = not one.ward_codes or not other.ward_codes
    # an entry for some wards goes before one for all of them
    same_wards = one.ward_codes == other.ward_codes if is_anywhere else bool({*one.ward_codes} & {*other.ward_codes})
    return same_wards and wording.overlap((one.valid_from, one.valid_to), (other.valid_from, other.valid_to))
