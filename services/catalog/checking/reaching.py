"""What can be come to from somewhere, over what leads on to what. Pure."""

from collections.abc import Iterable, Mapping


def reached(first: Iterable[str], following: Mapping[str, Iterable[str]]) -> set[str]:
    """Everything from `first` on, itself included; what `following` does not name leads nowhere."""
    found: set[str] = set()
    waiting = list(first)
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += following.get(here, ())
    return found
