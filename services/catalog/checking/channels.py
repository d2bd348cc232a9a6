"""Whether the ways to hand in a dossier, and their terms, can be offered. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final

from contracts.terms import Channel, LimitUnit, OnlineLevel, TimeLimit
from kit.faults import Fault
from services.catalog.checking import wording
from services.catalog.checking.places import terms
from services.catalog.checking.wording import fault
from services.catalog.content import ChannelOffer, Content, Variant

RANK: Final[Mapping[OnlineLevel, int]] = {level: rank for rank, level in enumerate(OnlineLevel)}
MOST: Final[Mapping[LimitUnit, int]] = {
    LimitUnit.WORKING_DAY: 4000,
    LimitUnit.WORKING_HOUR: 4000,
    LimitUnit.DAY: 6000,
    LimitUnit.SAME_DAY: 1,
}
"""A limit beyond this is a slip of the pen."""

Occasion = tuple[str | None, str | None]
"""When a variant applies: its case, and its condition as JSON."""


def reach(content: Content) -> OnlineLevel:
    """The highest level the channels allow: nothing goes online without the online channel."""
    is_online = any(offer.channel is Channel.ONLINE for offer in content.channels)
    return OnlineLevel.FULL if is_online else OnlineLevel.INFORMATION


def faults(content: Content) -> Iterator[Fault]:
    """Everything wrong with the channels and their terms."""
    yield from wording.twice((offer.channel for offer in content.channels), "/channels", name="channel")
    yield from wording.twice(content.return_channels, "/return_channels")
    if RANK[content.online_level] > RANK[reach(content)]:
        vi = "Mức độ trực tuyến này cần cách nộp trực tuyến."
        yield Fault("/online_level", "no-online-channel", vi, "This level needs the online channel.")
    cases = {case.id for case in content.cases}
    for at, variant in terms(content):
        if variant.case is not None and variant.case not in cases:
            yield fault(f"{at}/case", "unknown")
        if variant.time_limit is not None:
            yield from _limit(variant.time_limit, f"{at}/time_limit")
    for place, offer in enumerate(content.channels):
        yield from _variants(offer, f"/channels/{place}")


def _limit(limit: TimeLimit, at: str) -> Iterator[Fault]:
    if limit.value > MOST[limit.unit]:
        yield fault(f"{at}/value", "too-large")


def _variants(offer: ChannelOffer, at: str) -> Iterator[Fault]:
    if offer.case is not None or offer.when is not None:
        vi = "Điều khoản chung của cách nộp không kèm trường hợp hay điều kiện."
        yield Fault(at, "not-general", vi, "A channel's own terms hold in every case, under no condition.")
    seen: set[Occasion] = set()
    for place, variant in enumerate(offer.variants):
        case, when = _occasion(variant)
        if case is None and when is None:  # words alone choose nothing
            if not variant.note:
                vi = "Phải nói khi nào áp dụng: trường hợp, điều kiện hoặc ghi chú."
                yield Fault(f"{at}/variants/{place}", "no-occasion", vi, "It must say when it applies.")
            continue
        if seen & {(case, when), (None, when), (case, None)}:  # an earlier one is chosen wherever this could be
            yield fault(f"{at}/variants/{place}", "unreachable")
        seen.add((case, when))


def _occasion(variant: Variant) -> Occasion:
    return variant.case, None if variant.when is None else variant.when.model_dump_json()
