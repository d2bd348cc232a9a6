"""The papers of foreigners: passport with its country, and the card that lets them live here.

A passport's number has no check digit outside its machine-readable zone (ICAO Doc 9303 part 4: at most nine letters and
digits); the country is a code of ISO 3166-1 alpha-3. The shape of residence card numbers (thẻ thường trú, thẻ tạm trú;
Luật 47/2014/QH13) has no public source, so it is only bounded.
"""

import json
import re
from pathlib import Path
from typing import Final, NamedTuple

from kit.faults import Fault


class Country(NamedTuple):
    """A country's name in both languages."""

    vi: str
    en: str


COUNTRIES: Final[dict[str, Country]] = {
    code: Country(*names)
    for code, names in json.loads((Path(__file__).parent / "countries.json").read_text("utf-8")).items()
}
"""Every country of ISO 3166-1 but Vietnam, by its alpha-3 code."""

_SEPARATORS: Final = re.compile(r"[\s.-]")
_PASSPORT: Final = re.compile(r"(?=[A-Z]*[0-9])[A-Z0-9]{5,9}")
_CARD: Final = re.compile(r"(?=[A-Z]*[0-9])[A-Z0-9]{6,12}")


def written(typed: str) -> str:
    """A number as it is kept: capital letters, without spaces, dots or hyphens."""
    return _SEPARATORS.sub("", typed).upper()


def is_passport(number: str, country: str) -> bool:
    """Whether a country's passport can have this number (in its written form)."""
    return country in COUNTRIES and _PASSPORT.fullmatch(number) is not None


def passport_faults(
    number: str, country: str, *, pointer: str = "/passport_number", country_pointer: str = "/nationality"
) -> list[Fault]:
    """Everything wrong with a passport's number and country, both in their written form."""
    found = []
    if not _PASSPORT.fullmatch(number):
        found.append(
            Fault(
                pointer,
                "malformed",
                "Số hộ chiếu gồm 5 đến 9 chữ cái không dấu và chữ số.",
                "A passport number has 5 to 9 letters and digits.",
            )
        )
    if country not in COUNTRIES:
        found.append(
            Fault(
                country_pointer,
                "not-a-choice",
                "Hãy chọn một nước khác Việt Nam.",
                "Choose a country other than Vietnam.",
            )
        )
    return found


def card_faults(number: str, *, pointer: str = "/residence_card") -> list[Fault]:
    """What is wrong with the number of a permanent or temporary residence card in its written form."""
    if _CARD.fullmatch(number):
        return []
    return [
        Fault(
            pointer,
            "malformed",
            "Số thẻ gồm 6 đến 12 chữ cái không dấu và chữ số.",
            "A card number has 6 to 12 letters and digits.",
        )
    ]
