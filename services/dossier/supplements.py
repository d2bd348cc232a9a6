"""A supplement: what an agency may ask for, and whether the citizen's answer covers it. All faults at once."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

from kit.faults import Fault

UNKNOWN = ("unknown", "Thủ tục không có mục này.", "The procedure has no such item.")
ONE_OF_TWO = (
    "one-of-two",
    "Mỗi mục nêu đúng một giấy tờ hoặc một trường của tờ khai.",
    "Each item names either one component or one field.",
)
TWICE = ("twice", "Mục này đã được nêu.", "This item is named already.")


class Asked(Protocol):
    """One thing asked for: a component or a field."""

    @property
    def component_id(self) -> str | None: ...
    @property
    def field(self) -> str | None: ...


def wrong_items(items: Sequence[Asked], *, components: Collection[str], fields: Collection[str]) -> Iterator[Fault]:
    """What is wrong with a request: items that name nothing, two things, something unknown, or the same thing twice."""
    seen: set[tuple[str | None, str | None]] = set()
    for place, item in enumerate(items):
        key = (item.component_id, item.field)
        if (item.component_id is None) is (item.field is None):
            yield Fault(f"/items/{place}", *ONE_OF_TWO)
        elif item.component_id is not None and item.component_id not in components:
            yield Fault(f"/items/{place}/component_id", *UNKNOWN)
        elif item.field is not None and item.field not in fields:
            yield Fault(f"/items/{place}/field", *UNKNOWN)
        elif key in seen:
            yield Fault(f"/items/{place}", *TWICE)
        seen.add(key)


def unanswered(items: Sequence[Asked], *, patch: Mapping[str, Any], papers: Collection[str]) -> Iterator[Fault]:
    """What the answer still lacks, and what it changes without being asked.

    `papers` are the component ids a file was uploaded for since the request.
    """
    asked = {item.field for item in items}
    for item in items:
        if item.component_id is not None and item.component_id not in papers:
            yield Fault(
                f"/papers/{item.component_id}",
                "paper-missing",
                "Chưa tải lên giấy tờ được yêu cầu bổ sung.",
                "The paper asked for has not been uploaded.",
            )
        if item.field is not None and item.field not in patch:
            yield Fault(
                f"/answers/{item.field}",
                "missing",
                "Chưa sửa mục được yêu cầu bổ sung.",
                "The field asked for has not been answered.",
            )
    for name in patch:
        if name not in asked:
            yield Fault(
                "/answers",
                "not-asked",
                "Chỉ được sửa các mục cơ quan yêu cầu bổ sung.",
                "Only the fields the agency asked for may be changed.",
            )
            return
