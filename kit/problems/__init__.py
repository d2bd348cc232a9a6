"""What goes wrong, told the same way everywhere: RFC 9457 `application/problem+json`.

Rules and actions raise a `Problem`; this package alone knows HTTP. A problem's class name is its stable code
(`FeeUnpaid` -> `fee-unpaid`), its docstring the Vietnamese title a citizen reads, `english` the twin. Input values
are never echoed.

    kinds       the problems everybody knows      answering   failures of a request -> answers
    declaring   `responses=` of a route
"""

from kit.problems.answering import MEDIA, answer, is_held_up, language_of, speak_problems
from kit.problems.declaring import problems
from kit.problems.kinds import (
    ChangedMeanwhile,
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    KeyReused,
    MethodNotAllowed,
    NotFound,
    Problem,
    TooLarge,
    TooMany,
    Unauthorized,
    Unavailable,
    UnsupportedType,
    VersionMissing,
)

__all__ = [
    "MEDIA",
    "ChangedMeanwhile",
    "Conflict",
    "Forbidden",
    "Gone",
    "Invalid",
    "KeyReused",
    "MethodNotAllowed",
    "NotFound",
    "Problem",
    "TooLarge",
    "TooMany",
    "Unauthorized",
    "Unavailable",
    "UnsupportedType",
    "VersionMissing",
    "answer",
    "is_held_up",
    "language_of",
    "problems",
    "speak_problems",
]
