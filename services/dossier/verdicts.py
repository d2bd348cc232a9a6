"""Complete once: an agency judges everything before it asks for anything, so that it asks one time. Pure.

Nghị định 118/2025/NĐ-CP: what a dossier lacks is asked for once and whole (form 02 of Thông tư 03/2025/TT-VPCP). What
a request did not name has passed, and what was found good afterwards: only a leader asks for it again, and that is
counted.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kit.faults import Fault
from services.dossier.once_only import Requirement
from services.dossier.papers import Verdict
from services.dossier.supplements import ONE_OF_TWO, TWICE, UNKNOWN


class Place(StrEnum):
    """What a verdict is about."""

    COMPONENT = "component"
    FIELD = "field"


Key = tuple[Place, str]
"""A component by its id, or a field of the form by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one item stands. `has_passed`: the last request did not name it, or it was good then or later."""

    verdict: Verdict
    has_passed: bool = False


class Given(Protocol):
    """A verdict as an official gives it."""

    @property
    def component_id(self) -> str | None: ...
    @property
    def field(self) -> str | None: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def reason_code(self) -> str | None: ...


class Named(Protocol):
    """An item of a request: a component or a field."""

    @property
    def component_id(self) -> str | None: ...
    @property
    def field(self) -> str | None: ...


def key_of(item: Named) -> Key:
    """What an item names; a component where it (wrongly) names two."""
    return (Place.COMPONENT, item.component_id) if item.component_id is not None else (Place.FIELD, str(item.field))


def to_judge(requirements: Sequence[Requirement], known: Mapping[Key, Standing]) -> list[Key]:
    """Everything that needs a verdict: papers that were handed in or had to be, and fields somebody flagged."""
    papers = [
        (Place.COMPONENT, one.component.id)
        for one in requirements
        if one.is_needed is not False and (one.is_mandatory or one.means is not None)
    ]
    return [*papers, *(key for key in known if key not in papers)]


def unjudged(requirements: Sequence[Requirement], known: Mapping[Key, Standing]) -> tuple[Fault, ...]:
    """What has no verdict yet."""
    return tuple(
        Fault(
            f"/{'papers' if place is Place.COMPONENT else 'answers'}/{name}",
            "not-assessed",
            "Chưa đánh giá mục này.",
            "This has no verdict yet.",
        )
        for place, name in to_judge(requirements, known)
        if (place, name) not in known or known[place, name].verdict is Verdict.UNSEEN
    )


def wrong(known: Mapping[Key, Standing]) -> frozenset[Key]:
    """What was found wrong."""
    return frozenset(key for key, one in known.items() if one.verdict is Verdict.WRONG)


def repeated(known: Mapping[Key, Standing]) -> int:
    """How many of the items found wrong had passed before."""
    return sum(known[key].has_passed for key in wrong(known))


def wrong_verdicts(items: Sequence[Given], *, components: Collection[str], fields: Collection[str]) -> Iterator[Fault]:
    """What is wrong with verdicts: on nothing, on two things, on something unknown, twice; wrong without a reason."""
    seen: set[Key] = set()
    for place, item in enumerate(items):
        at, key = f"/items/{place}", key_of(item)
        if (item.component_id is None) is (item.field is None):
            yield Fault(at, *ONE_OF_TWO)
        elif key[1] not in (components if key[0] is Place.COMPONENT else fields):
            yield Fault(f"{at}/{'component_id' if key[0] is Place.COMPONENT else 'field'}", *UNKNOWN)
        elif key in seen:
            yield Fault(at, *TWICE)
        if (item.verdict is Verdict.WRONG) is (item.reason_code is None):
            yield Fault(
                f"{at}/reason_code",
                "reason",
                "Chưa đạt thì phải nêu lý do; đạt thì không có lý do.",
                "What is wrong needs a reason; what is good has none.",
            )
        seen.add(key)


def uncovered(items: Sequence[Named], asked_for: Collection[Key]) -> Iterator[Fault]:
    """What a request leaves out although it was found wrong, and what it asks for although it was not."""
    named = [key_of(item) for item in items]
    for place, key in enumerate(named):
        if key not in asked_for:
            yield Fault(
                f"/items/{place}",
                "not-wrong",
                "Mục này không bị đánh giá là chưa đạt.",
                "This was not found wrong.",
            )
    for key in sorted(set(asked_for) - set(named)):
        yield Fault(
            "/items",
            "left-out",
            f"Còn mục chưa đạt chưa được nêu: {key[1]}.",
            f"Something found wrong is not asked for: {key[1]}.",
        )
