"""Which passwords are taken (NIST SP 800-63B-4 section 3.1.1.2): long ones, of any characters, that nobody guesses.

No rule asks for kinds of characters. Refused are those many people use or that leaked (a list), those that only repeat
or count, and those that hold what is known of their owner or of this service.
"""

import unicodedata
from collections.abc import Container, Iterable
from datetime import date
from itertools import pairwise
from typing import Final

from kit.faults import Fault
from kit.vietnamese import bare

SHORTEST: Final = 10
LONGEST: Final = 1024
"""Characters after NFC."""

SERVICE: Final = ("motcua", "dichvucong")
"""What this service is called, as in its address."""

FEWEST_PIECES: Final = 6
SHORTEST_OWN: Final = 5
"""Anything known of the owner that is shorter is not looked for: Vietnamese names have words of two letters."""

_ROWS: Final = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_FORWARD: Final = frozenset(left + right for row in _ROWS for left, right in pairwise(row))
_NEIGHBOURS: Final = _FORWARD | {pair[::-1] for pair in _FORWARD}
_DISGUISES: Final = str.maketrans("@4031!$57", "aaoeiisst")
"""Figures and signs people write for letters."""


_SAID: Final[dict[str, tuple[str, str]]] = {
    "too-short": (
        f"Mật khẩu cần ít nhất {SHORTEST} ký tự. Một câu dài dễ nhớ là tốt nhất.",
        f"A password needs at least {SHORTEST} characters. A long sentence you remember is best.",
    ),
    "too-long": (f"Mật khẩu dài quá {LONGEST} ký tự.", f"A password has at most {LONGEST} characters."),
    "common": (
        "Mật khẩu này nhiều người dùng hoặc đã bị lộ. Hãy chọn mật khẩu khác.",
        "Many people use this password, or it has leaked. Choose another one.",
    ),
    "too-simple": ("Mật khẩu chỉ lặp lại hoặc đếm theo thứ tự.", "The password only repeats or counts."),
    "guessable": (
        "Mật khẩu chứa tên, số giấy tờ, liên lạc của bạn hoặc tên dịch vụ này.",
        "The password holds your name, a number or an address of yours, or this service's name.",
    ),
}


def faults(
    password: str, *, listed: Container[str], own: Iterable[str] = (), pointer: str = "/password"
) -> list[Fault]:
    """Everything wrong with a password. `listed` holds common ones, folded; `own` is what `known` says of the owner."""
    text = unicodedata.normalize("NFC", password)
    if not SHORTEST <= len(text) <= LONGEST:
        codes = ["too-short" if len(text) < SHORTEST else "too-long"]
    else:
        wrong = {
            "common": any(form in listed for form in _forms(text)),
            "too-simple": _pieces(_unit(text.casefold())) < FEWEST_PIECES,
            "guessable": _holds(text, (*own, *SERVICE)),
        }
        codes = [code for code, is_wrong in wrong.items() if is_wrong]
    return [Fault(pointer, code, *_SAID[code]) for code in codes]


def known(
    *, names: Iterable[str] = (), numbers: Iterable[str] = (), contacts: Iterable[str] = (), born_on: date | None = None
) -> list[str]:
    """What of its owner a password may not hold: names, numbers, phones and e-mail addresses, the birth date."""
    own = list(numbers)
    for name in names:
        own += [name, " ".join(name.split()[-2:])]
    for contact in contacts:
        own.append(contact.partition("@")[0].removeprefix("+84"))
    if born_on is not None:
        own += [born_on.strftime(form) for form in ("%d%m%Y", "%Y%m%d")]
    return own


def _letters(text: str) -> str:
    return "".join(char for char in bare(text).casefold() if char.isalnum())


def _holds(text: str, own: Iterable[str]) -> bool:
    plain = _letters(text)
    sought = (_letters(one) for one in own)
    return any(len(one) >= SHORTEST_OWN and one in plain for one in sought)


def _forms(text: str) -> set[str]:
    """The password as lists have it: lower case, bare, undisguised, without the figures and signs around a word."""
    folded = text.casefold()
    plain = "".join(bare(folded).split())
    forms = {folded, plain, _unit(plain)}
    forms |= {_core(form) for form in forms}
    return forms | {form.translate(_DISGUISES) for form in forms}


def _core(text: str) -> str:
    """The text without the figures and signs it begins and ends with, unless they are more than there is of it."""
    kept = [index for index, char in enumerate(text) if char.isalpha()]
    if not kept:
        return text
    first, after = kept[0], kept[-1] + 1
    around = _pieces(text[:first]) + _pieces(text[after:])
    return text[first:after] if around <= after - first else text


def _unit(text: str) -> str:
    """What a text repeats: `abcabc` -> `abc`; itself when it repeats nothing."""
    return text[: (text + text).find(text, 1)]


def _pieces(text: str) -> int:
    """How many things must be remembered: a run of three or more equal or neighbouring characters is one."""
    runs = [1] if text else []
    for left, right in pairwise(text):
        if left == right or left + right in _NEIGHBOURS:
            runs[-1] += 1
        else:
            runs.append(1)
    return sum(1 if run > 2 else run for run in runs)
