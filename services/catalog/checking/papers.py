"""Whether the components of a dossier can be asked for and satisfied. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from contracts.offers import Satisfaction, Satisfier
from kit.faults import Fault
from services.catalog.checking import wording
from services.catalog.checking.attributes import ATTRIBUTES
from services.catalog.checking.wording import fault
from services.catalog.checking.world import World
from services.catalog.content import Content, Paper

PAPER_CODE: Final = re.compile(r"[0-9A-Z][0-9A-Z.\-]{1,39}")
MOST_COPIES: Final = 99


def faults(content: Content, world: World) -> Iterator[Fault]:
    """Everything wrong with the components."""
    yield from wording.ids((paper.id for paper in content.papers), "/papers")
    cases = {case.id for case in content.cases}
    before = {(paper.name, paper.group): paper.id for paper in world.previous.papers} if world.previous else {}
    used = {paper.id for paper in content.papers}
    for place, paper in enumerate(content.papers):
        at = f"/papers/{place}"
        if paper.group is not None and paper.group not in cases:
            yield fault(f"{at}/group", "unknown")
        former = before.get((paper.name, paper.group), paper.id)
        if former != paper.id and former not in used:
            yield fault(f"{at}/id", "id-changed")
        yield from _counts(paper, at)
        yield from _codes(paper, at)
        for index, satisfier in enumerate(paper.satisfied_by):
            yield from _satisfier(satisfier, world, at=f"{at}/satisfied_by/{index}")


def _counts(paper: Paper, at: str) -> Iterator[Fault]:
    for name, count in (("originals", paper.originals), ("copies", paper.copies)):
        if count < 0:
            yield fault(f"{at}/{name}", "negative")
        elif count > MOST_COPIES:
            yield fault(f"{at}/{name}", "too-large")
    if paper.is_mandatory and paper.originals == 0 and paper.copies == 0:
        vi = "Giấy tờ bắt buộc phải có ít nhất một bản chính hoặc bản sao."
        yield Fault(f"{at}/originals", "none-asked", vi, "A mandatory paper needs an original or a copy.")


def _codes(paper: Paper, at: str) -> Iterator[Fault]:
    if paper.paper_code is not None and not PAPER_CODE.fullmatch(paper.paper_code):
        yield fault(f"{at}/paper_code", "malformed")
    yield from wording.twice(paper.substitutes, f"{at}/substitutes")
    for place, code in enumerate(paper.substitutes):
        if not PAPER_CODE.fullmatch(code):
            yield fault(f"{at}/substitutes/{place}", "malformed")
        if code == paper.paper_code:
            vi = "Giấy tờ không thay thế cho chính nó."
            yield Fault(f"{at}/substitutes/{place}", "itself", vi, "A paper does not stand in for itself.")


def _satisfier(satisfier: Satisfier, world: World, *, at: str) -> Iterator[Fault]:
    match satisfier.kind:
        case Satisfaction.ATTRIBUTE:
            is_known = satisfier.reference in ATTRIBUTES
        case Satisfaction.RESULT:
            is_known = satisfier.reference in world.results
        case Satisfaction.PAPER:
            is_known = PAPER_CODE.fullmatch(satisfier.reference) is not None
    if not is_known:
        yield fault(f"{at}/reference", "unknown")
