"""The two names of a dossier: its official number and its tracking code.

The number follows the agency's template, for example `{agency}-{date:%Y%m%d}-{seq:07}` (the two official shapes are
those of Thông tư 01/2018/TT-VPCP art. 19 and of the agency codes of Quyết định 20/2020/QĐ-TTg). A template is data
written by people, so it is read by a small formatter of our own: three keys, digits and date letters, nothing else.

The tracking code is what a citizen types or scans: 55 random bits in Crockford's base 32 and a check character that
catches every single mistyped character and every exchange of two.
"""

import re
from datetime import date

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TRACKING_BITS = 55
PREFIX = "MC"
PAPER_PREFIX = "XN"
"""Of the codes printed on issued papers (xác nhận)."""

_FIELD = re.compile(r"\{(?P<key>agency|date|seq)(?::(?P<shape>[^{}:]*))?\}")
_DATE_SHAPE = re.compile(r"(?:%[Yymd]|[-./])+")
_SEQ_SHAPE = re.compile(r"0[1-9]")
_LITERAL = re.compile(r"[A-Za-z0-9./-]*")
_LOOKALIKES = str.maketrans("OIL", "011", "- .")


def number(template: str, *, agency: str, on: date, seq: int) -> str:
    """The dossier number of an agency's `seq`-th acceptance on a day.

    Raises ValueError when the template is not one (see `check_template`).
    """
    check_template(template)

    def fill(field: re.Match[str]) -> str:
        shape = field["shape"] or ""
        match field["key"]:
            case "agency":
                return agency
            case "date":
                return on.strftime(shape)
            case _:
                return f"{seq:{shape}d}"

    return _FIELD.sub(fill, template)


def check_template(template: str) -> None:
    """Raise ValueError unless the template names a day and a sequence with safe shapes and holds plain text otherwise.

    Without both, two dossiers could get one number.
    """
    fields = {field["key"]: field["shape"] for field in _FIELD.finditer(template)}
    is_safe = (
        _LITERAL.fullmatch(_FIELD.sub("", template))
        and fields.get("agency") is None
        and _DATE_SHAPE.fullmatch(fields.get("date") or "")
        and _SEQ_SHAPE.fullmatch(fields.get("seq") or "")
    )
    if not is_safe or not {"agency", "date", "seq"} <= fields.keys():
        raise ValueError("not a dossier number template")


def tracking_code(entropy: int) -> str:
    """`MC-XXXX-XXXX-XXXC` of `TRACKING_BITS` random bits."""
    return _spelled(entropy, PREFIX)


def paper_code(entropy: int) -> str:
    """`XN-XXXX-XXXX-XXXC`: what is printed on an issued paper, made as tracking codes are."""
    return _spelled(entropy, PAPER_PREFIX)


def _spelled(entropy: int, prefix: str) -> str:
    payload = [entropy >> shift & 31 for shift in range(TRACKING_BITS - 5, -1, -5)]
    text = "".join(ALPHABET[digit] for digit in [*payload, _check(payload)])
    return "-".join((prefix, text[:4], text[4:8], text[8:]))


def parse_tracking(typed: str) -> str | None:
    """The tracking code somebody typed, in its one spelling; None when it cannot be one.

    Case, spaces, hyphens and the look-alikes O, I, L do not matter.
    """
    return _parsed(typed, PREFIX)


def parse_paper(typed: str) -> str | None:
    """The same of the code of an issued paper."""
    return _parsed(typed, PAPER_PREFIX)


def _parsed(typed: str, prefix: str) -> str | None:
    text = typed.upper().translate(_LOOKALIKES).removeprefix(prefix)
    if len(text) != TRACKING_BITS // 5 + 1 or not set(text) <= set(ALPHABET):
        return None
    digits = [ALPHABET.index(char) for char in text]
    if _check(digits[:-1]) != digits[-1]:
        return None
    return "-".join((prefix, text[:4], text[4:8], text[8:]))


def _check(digits: list[int]) -> int:
    """Weigh each digit with its own power of x in GF(32), modulo x^5 + x^2 + 1 (a one-symbol Reed-Solomon code)."""
    total = 0
    for digit in digits:
        total = (total ^ digit) << 1
        total ^= 0b100101 if total & 32 else 0
    return total
