"""What a person typed, as PostgreSQL is asked for it. Pure.

Every word may be unfinished and may lack its diacritics; all words must be found.
"""

import re
from typing import NamedTuple

from kit.vietnamese import fold

MAX_WORDS = 16


class Wanted(NamedTuple):
    """`phrase`: the folded words in order. `anywhere`: the same as a tsquery."""

    phrase: str
    anywhere: str


def wanted(typed: str) -> Wanted | None:
    """The search for what was typed; None when it holds no word. Words after the sixteenth are left out."""
    words = re.findall(r"[a-z0-9]+", fold(typed))[:MAX_WORDS]
    if not words:
        return None
    return Wanted(
        phrase=" ".join(words),
        anywhere=" & ".join(f"{word}:*" for word in words),
    )
