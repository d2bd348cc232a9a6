"""What somebody declares when they register, read from text: every fault at once, each beside its field.

Nothing here asks whether the person, their number or their address is known already: the answer to a form must be the
same for everybody.
"""

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from kit.faults import Fault
from kit.vietnamese import nfc
from services.identity.credentials import password_rules
from services.identity.records import contacts, foreigners, personal_numbers, tax_codes
from services.identity.records.contacts import Contact
from services.identity.records.identifiers import Identifier, Kind


class Registrant(StrEnum):
    """Who can register."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    FOREIGNER = "foreigner"


FIELDS: Final[dict[Registrant, tuple[str, ...]]] = {
    Registrant.CITIZEN: ("full_name", "personal_number", "birth_date", "sex"),
    Registrant.BUSINESS: ("business_name", "tax_code", "representative", "representative_number"),
    Registrant.FOREIGNER: ("full_name", "passport_number", "nationality", "birth_date", "sex", "residence_card"),
}
"""What each declares, beside a `contact` and a `password`."""

SAME_PERSON: Final[dict[Registrant, tuple[str, ...]]] = {
    Registrant.CITIZEN: ("personal_number",),
    Registrant.BUSINESS: ("tax_code",),
    Registrant.FOREIGNER: ("passport_number", "nationality"),
}
"""What must be declared as it was before by whoever comes back to a closed account."""

OPTIONAL: Final = frozenset({"residence_card"})
OLDEST: Final = 130
"""Years."""

_NAME: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’-])*")
_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")


@dataclass(frozen=True)
class Declared:
    """A registration without fault: what becomes of the person's record, where they can be reached.

    `attributes` are names and values of the record; `numbers` the papers' numbers among them as sign-in names.
    """

    kind: Registrant
    attributes: dict[str, str]
    numbers: tuple[Identifier, ...]
    contact: Contact


def day(typed: str) -> date | None:
    """The day meant by `1994-05-12` or `12/05/1994`; None when there is no such day."""
    found = _DAY.fullmatch(typed.strip())
    if found is None:
        return None
    year, month, number = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None


def check(
    typed: Mapping[str, str], *, kind: Registrant, on: date, listed: Container[str]
) -> tuple[Declared | None, list[Fault]]:
    """The registration and no fault, or None and every fault of what was typed; `listed` are common passwords."""
    told = {name: nfc(typed.get(name, "")).strip() for name in (*FIELDS[kind], "contact")}
    faults = [_missing(name) for name, value in told.items() if not value and name not in OPTIONAL]
    values = {name: value for name, value in told.items() if value}
    values = {name: _written(name, value) for name, value in values.items()}
    for name in values:
        faults += _CHECKS[name](values, on)
    password = typed.get("password", "")
    own = password_rules.known(
        names=[values[name] for name in ("full_name", "business_name", "representative") if name in values],
        numbers=[values[name] for name in _NUMBERS if name in values],
        contacts=[values["contact"]] if "contact" in values else [],
        born_on=day(values.get("birth_date", "")),
    )
    faults += password_rules.faults(password, listed=listed, own=own) if password else [_missing("password")]
    contact = contacts.reach(values.get("contact", ""))
    if faults or contact is None:
        return None, faults
    return Declared(kind, _attributes(kind, values), _numbers(kind, values), contact), []


_NUMBERS: Final = ("personal_number", "tax_code", "representative_number", "passport_number", "residence_card")


def _written(name: str, value: str) -> str:
    if name in ("personal_number", "representative_number"):
        return re.sub(r"[\s.-]", "", value)
    if name == "tax_code":
        return tax_codes.written(value)
    if name in ("passport_number", "residence_card"):
        return foreigners.written(value)
    return " ".join(value.split()) if name in _NAMES else value


_NAMES: Final = frozenset({"full_name", "business_name", "representative"})


def _missing(name: str) -> Fault:
    return Fault(f"/{name}", "missing", "Chưa điền.", "It is missing.")


def _name(name: str) -> Callable[[dict[str, str], date], list[Fault]]:
    def check_name(values: dict[str, str], _: date) -> list[Fault]:
        if _NAME.fullmatch(values[name]) and len(values[name]) <= 100:
            return []
        return [
            Fault(
                f"/{name}",
                "malformed",
                "Họ tên chỉ gồm chữ cái và khoảng trắng, tối đa 100 ký tự.",
                "A name has letters and spaces only, at most 100.",
            )
        ]

    return check_name


def _business_name(values: dict[str, str], _: date) -> list[Fault]:
    if len(values["business_name"]) <= 200 and values["business_name"].isprintable():
        return []
    return [Fault("/business_name", "too-long", "Tên dài quá 200 ký tự.", "A name has at most 200 characters.")]


def _birth_date(values: dict[str, str], on: date) -> list[Fault]:
    born = day(values["birth_date"])
    if born is None:
        return [
            Fault(
                "/birth_date",
                "no-such-day",
                "Không có ngày này. Ví dụ: 12/05/1994.",
                "There is no such day. For example: 12/05/1994.",
            )
        ]
    if born <= on and on.year - born.year <= OLDEST:
        return []
    return [Fault("/birth_date", "not-a-birth-date", "Không thể là ngày sinh.", "It cannot be a birth date.")]


def _sex(values: dict[str, str], _: date) -> list[Fault]:
    if values["sex"] in ("male", "female"):
        return []
    return [Fault("/sex", "not-a-choice", "Hãy chọn nam hoặc nữ như trên giấy tờ.", "Choose as on your papers.")]


def _personal_number(values: dict[str, str], on: date) -> list[Fault]:
    born, sex = day(values.get("birth_date", "")), values.get("sex")
    return personal_numbers.faults(
        values["personal_number"], on=on, birth_date=born, sex=sex if sex in ("male", "female") else None
    )


def _passport(values: dict[str, str], _: date) -> list[Fault]:
    found = foreigners.passport_faults(values["passport_number"], values.get("nationality", ""))
    return [one for one in found if one.pointer == "/passport_number"]


def _nationality(values: dict[str, str], _: date) -> list[Fault]:
    found = foreigners.passport_faults(values.get("passport_number", ""), values["nationality"])
    return [one for one in found if one.pointer == "/nationality"]


_CHECKS: Final[dict[str, Callable[[dict[str, str], date], list[Fault]]]] = {
    "full_name": _name("full_name"),
    "representative": _name("representative"),
    "business_name": _business_name,
    "personal_number": _personal_number,
    "representative_number": lambda values, on: personal_numbers.faults(
        values["representative_number"], on=on, pointer="/representative_number"
    ),
    "birth_date": _birth_date,
    "sex": _sex,
    "tax_code": lambda values, on: tax_codes.faults(values["tax_code"], on=on),
    "passport_number": _passport,
    "nationality": _nationality,
    "residence_card": lambda values, _: foreigners.card_faults(values["residence_card"]),
    "contact": lambda values, _: contacts.faults(values["contact"]),
}


def _attributes(kind: Registrant, values: dict[str, str]) -> dict[str, str]:
    kept = {name: values[name] for name in FIELDS[kind] if name in values}
    if "birth_date" in kept and (born := day(kept["birth_date"])) is not None:
        kept["birth_date"] = born.isoformat()
    return kept


def _numbers(kind: Registrant, values: dict[str, str]) -> tuple[Identifier, ...]:
    match kind:
        case Registrant.CITIZEN:
            return (Identifier(Kind.PERSONAL_NUMBER, values["personal_number"]),)
        case Registrant.BUSINESS:
            return (Identifier(Kind.TAX_CODE, values["tax_code"]),)
        case Registrant.FOREIGNER:
            return (Identifier(Kind.PASSPORT, f"{values['nationality']}/{values['passport_number']}"),)
