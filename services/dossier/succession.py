"""Whose a dossier is when its agency was merged or split: after a split, whoever serves the ward it is about.

Source: the reorganisation of 2025-07-01 (34 provinces, 3,321 communes), where 377 communes were split between several.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol


class Successor(Protocol):
    """What is looked at of a successor. `ward_codes` empty: it serves the whole province."""

    @property
    def code(self) -> str: ...
    @property
    def ward_codes(self) -> Sequence[str]: ...


def successor(successors: Sequence[Successor], *, wards: Iterable[str]) -> tuple[str, bool]:
    """The code of the successor a dossier about these wards goes to, and whether that is beyond doubt.

    ValueError without any. Where no ward tells, the first takes it and passes it on by hand.
    """
    if not successors:
        raise ValueError("an agency that ended has a successor")
    if len(successors) == 1:
        return successors[0].code, True
    about = set(wards)
    fitting = [one.code for one in successors if about.intersection(one.ward_codes)]
    return (fitting[0], True) if len(fitting) == 1 else (successors[0].code, False)
