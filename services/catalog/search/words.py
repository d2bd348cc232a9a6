"""Vietnamese text as words a search compares. Pure.

A word has a plain form, without diacritics and with one spelling of the i that is also written y (ký, kí), and a toned
form, in which either tone placement (hoà, hòa) is the same.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kit.vietnamese import bare, nfc

_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"(?<![\w.])([1-9])[. ]?(\d{2,6})(?![\w.]|\s?\d)")
_TONES = dict(zip("\u0300\u0301\u0303\u0309\u0323", "12345", strict=True))
_BOTH_SPELLINGS = re.compile(r"(?<![a-z])(h|k|l|m|s|t|qu)i(?![a-z])")
"""Syllables whose last i is also written y: hi, kí, lí, mĩ, sĩ, tỉ, quí."""


class Word(NamedTuple):
    """One word: `plain` and `toned` to compare by, `text` as it is shown (lower case, NFC)."""

    plain: str
    toned: str
    text: str

    @property
    def begun(self) -> str:
        """The letters typed so far, without marks: what a longer word may begin with (si, not sy)."""
        return bare(self.text)

    @property
    def has_marks(self) -> bool:
        """Whether diacritics were written."""
        return self.plain != self.toned


def words(text: str) -> list[Word]:
    """The words of a text in order; whatever is neither letter nor digit parts them."""
    return [word(found) for found in _WORD.findall(nfc(text).lower())]


@lru_cache(maxsize=16_384)
def word(text: str) -> Word:
    """A word from its text in lower case and NFC. Remembered: a language has few syllables."""
    tone, shape = "", []
    for letter in unicodedata.normalize("NFD", text):
        tone = _TONES.get(letter, tone)
        if letter not in _TONES:
            shape.append(letter)
    toned = _BOTH_SPELLINGS.sub(r"\1y", unicodedata.normalize("NFC", "".join(shape)))
    return Word(_BOTH_SPELLINGS.sub(r"\1y", bare(text)), toned + tone, text)


def pairs(forms: Sequence[str]) -> list[str]:
    """Neighbours as one term each: `khai_sinh`. A Vietnamese word is often two syllables."""
    return [f"{first}_{second}" for first, second in pairwise(forms)]


def terms(forms: Sequence[str]) -> str:
    """Words and pairs as the text of an index field, whose terms are parted by spaces."""
    return " ".join([*forms, *pairs(forms)])


def plain(text: str) -> list[str]:
    """The plain forms of a text's words."""
    return [one.plain for one in words(text)]


def whole(forms: Iterable[str]) -> str:
    """A whole phrase as one term."""
    return "_".join(forms)


def code(text: str) -> str | None:
    """The procedure code, or the beginning of one, that a text is: `1.004194`, `1004194`, `1.0041`; else None."""
    found = _CODE.fullmatch(text.strip())
    return f"{found[1]}.{found[2]}" if found else None
