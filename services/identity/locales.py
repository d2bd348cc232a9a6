"""Which language a page puts first: Vietnamese, unless the person or their application wishes for English."""

from enum import StrEnum


class Locale(StrEnum):
    """The languages every page speaks, the default one first."""

    VI = "vi"
    EN = "en"

    @property
    def other(self) -> "Locale":
        """The language a page offers to change to."""
        return Locale.EN if self is Locale.VI else Locale.VI


def choose(*wishes: str | None) -> Locale:
    """The first language we speak among wishes, each a list of language tags separated by spaces (`ui_locales`).

    Tags we do not speak are passed over, as OpenID Connect Core 3.1.2.1 demands.
    """
    for wish in wishes:
        for tag in (wish or "").split():
            word = tag.partition("-")[0].lower()
            if word in frozenset(Locale):
                return Locale(word)
    return Locale.VI
