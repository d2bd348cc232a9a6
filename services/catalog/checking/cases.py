"""Whether the cases a procedure tells apart, and the form of each, are clear. Pure."""

from collections.abc import Iterator

from kit.faults import Fault
from services.catalog.checking import wording
from services.catalog.checking.wording import fault
from services.catalog.checking.world import World
from services.catalog.content import Content


def faults(content: Content, world: World) -> Iterator[Fault]:
    """Everything wrong with the cases and with which form is whose."""
    yield from wording.ids((case.id for case in content.cases), "/cases")
    yield from wording.twice((case.name for case in content.cases), "/cases", name="name")
    used = {case.id for case in content.cases}
    before = {case.name: case.id for case in world.previous.cases} if world.previous else {}
    for place, case in enumerate(content.cases):
        former = before.get(case.name, case.id)
        if former != case.id and former not in used:
            yield fault(f"/cases/{place}/id", "id-changed")
    yield from _forms(content, used)


def _forms(content: Content, cases: set[str]) -> Iterator[Fault]:
    if content.competences and all(offer.case is not None for offer in content.forms):
        yield Fault("/forms", "missing", "Thiếu tờ khai chung.", "The form of every case is missing.")
    yield from wording.twice((offer.case for offer in content.forms), "/forms", name="case")
    for place, offer in enumerate(content.forms):
        if offer.case is not None and offer.case not in cases:
            yield fault(f"/forms/{place}/case", "unknown")
        if (offer.definition is None) == (offer.ready is None):
            vi = "Mỗi tờ khai có đúng một trong hai: `definition` hoặc `ready`."
            yield Fault(f"/forms/{place}", "one-of-two", vi, "A form has exactly one of `definition` and `ready`.")
