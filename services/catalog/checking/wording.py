"""The faults several checks find, in words, and how they are found. Pure."""

import re
from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from typing import Final

from kit.faults import Fault

ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
CODE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,39}")

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "missing": ("Chưa điền.", "It is missing."),
    "twice": ("Bị trùng.", "It is there twice."),
    "unknown": ("Không có mục được nhắc tới.", "What it names does not exist."),
    "malformed": ("Không đúng định dạng.", "It is malformed."),
    "ends-before": ("Ngày cuối trước ngày đầu.", "The last day is before the first."),
    "id-changed": (
        "Mã phải giữ như phiên bản trước.",
        "The id must stay what it was in the revision before.",
    ),
    "unreachable": ("Không bao giờ được dùng tới.", "It can never apply."),
    "negative": ("Không được âm.", "It must not be negative."),
    "too-large": ("Lớn quá mức cho phép.", "It is too large."),
}


def fault(at: str, code: str) -> Fault:
    """One of the faults above, at a pointer."""
    return Fault(at, code, *_WORDS[code])


def twice(values: Iterable[Hashable], at: str, *, name: str = "") -> Iterator[Fault]:
    """A fault for each value that was there before it, at `at`/place/`name`."""
    seen = set()
    for place, value in enumerate(values):
        if value in seen:
            yield fault(f"{at}/{place}/{name}".rstrip("/"), "twice")
        seen.add(value)


def ids(values: Iterable[str], at: str, *, name: str = "id") -> Iterator[Fault]:
    """Ids that are malformed, or there twice."""
    listed = list(values)
    yield from twice(listed, at, name=name)
    for place, value in enumerate(listed):
        if not ID.fullmatch(value):
            yield fault(f"{at}/{place}/{name}", "malformed")


def period(first: date | None, last: date | None, *, at: str) -> Iterator[Fault]:
    """A period that ends before it begins."""
    if first and last and last < first:
        yield fault(f"{at}/valid_to", "ends-before")


def overlap(first: tuple[date | None, date | None], second: tuple[date | None, date | None]) -> bool:
    """Whether two periods share a day; None is open. Days are inclusive."""
    begins = max(first[0] or date.min, second[0] or date.min)
    return begins <= min(first[1] or date.max, second[1] or date.max)
