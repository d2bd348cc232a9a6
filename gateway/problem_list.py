"""Every problem a caller can be told, for the page behind the addresses `/problems/{code}`.

The services say theirs in the descriptions of their declared answers (`kit.problems.problems` writes one line each);
the door adds what it refuses itself.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gateway.refusals import REFUSALS
from gateway.shapes import Json
from kit.problems import Problem

_LINE = re.compile(r"`(?P<code>[a-z][a-z-]*)`: (?P<vi>.+) / (?P<en>.+)")


@dataclass(frozen=True, order=True)
class Told:
    """A problem as people read it."""

    status: int
    code: str
    vi: str
    en: str


def problem_list(document: Json) -> tuple[Told, ...]:
    """The problems of a merged document and of the door, by status, then code; each code once."""
    kinds: list[type[Problem]] = [Problem, *(refusal.problem for refusal in REFUSALS)]
    by_code = {one.code: one for one in (*map(_told, kinds), *_declared(document))}
    return tuple(sorted(by_code.values()))


def _told(kind: type[Problem]) -> Told:
    return Told(kind.status, kind.code(), kind.title("vi"), kind.english)


def _declared(document: Json) -> Iterator[Told]:
    for operation in _operations(document):
        for status, response in operation.get("responses", {}).items():
            for line in response.get("description", "").splitlines():
                if found := _LINE.fullmatch(line):
                    yield Told(int(status), found["code"], found["vi"], found["en"])


def _operations(document: Json) -> Iterable[Json]:
    for item in document.get("paths", {}).values():
        yield from (one for one in item.values() if isinstance(one, dict))
