"""Whether a pattern is safe: it compiles in linear time here, and no browser hangs on it."""

import re
from collections.abc import Iterator
from typing import Final

import jsonschema_rs

from kit.faults import Fault
from services.catalog.checking.forms.words import fault

MOST_LETTERS: Final = 300
_TOKEN: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(|\)|[*+]|\{\d*,\}|\{\d+(?:,\d+)?\}|\||.", re.DOTALL)
_ENDLESS: Final = re.compile(r"[*+]|\{\d*,\}")


def pattern_faults(pattern: str, *, at: str) -> Iterator[Fault]:
    """Faults of one pattern."""
    if not compiles(pattern):
        yield fault(at, "not-a-pattern")
        return
    if not (pattern.startswith("^") and pattern.endswith("$")):
        yield fault(at, "not-anchored")
    if is_catastrophic(pattern):
        yield fault(at, "catastrophic")


def compiles(pattern: str) -> bool:
    """Whether answers can be checked against it: without look-around and back references, of bounded size."""
    if len(pattern) > MOST_LETTERS:
        return False
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions())
    except ValueError:
        return False
    return True


def is_catastrophic(pattern: str) -> bool:
    """Whether a group that repeats without end holds a choice or another repetition without end.

    Such a pattern can take a backtracking engine exponential time. The rule is strict: some harmless ones are refused.
    """
    parts = _TOKEN.findall(pattern)
    loose = [False]
    for place, part in enumerate(parts):
        if part == "(":
            loose.append(False)
        elif part == ")" and len(loose) > 1:
            inner, follows = loose.pop(), "".join(parts[place + 1 : place + 2])
            if inner and _ENDLESS.fullmatch(follows):
                return True
            loose[-1] |= inner
        elif part == "|" or _ENDLESS.fullmatch(part):
            loose[-1] = True
    return False
