"""Recovery codes: ten of them on paper, each good once, for whoever lost their telephone.

Twelve letters of base32 are 60 bits: nobody guesses one, so a keyed digest without stretching is enough to keep.
"""

import secrets

COUNT = 10
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_GROUPS, _GROUP = 3, 4
_READ_AS = str.maketrans({"0": "O", "1": "I", "8": "B"})
"""Figures that are not in the alphabet are what they look like."""


def new() -> list[str]:
    """Ten fresh codes, written `ABCD-EFGH-IJKL`."""
    return ["-".join(_group() for _ in range(_GROUPS)) for _ in range(COUNT)]


def written(typed: str) -> str:
    """The code in its one written form, however it was typed."""
    letters = "".join(typed.split()).replace("-", "").upper()[: 4 * _GROUPS * _GROUP].translate(_READ_AS)
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def _group() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_GROUP))
