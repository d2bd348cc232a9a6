"""The words that carry a one-time code, by mail and by SMS; never kept anywhere."""

import math
from datetime import datetime
from string import ascii_letters, digits

from kit.vietnamese import bare
from services.notification.choosing import Route
from services.notification.kinds import AT_COUNTER, Purpose
from services.notification.wording import Fact, Language, Words, book, fill

SEGMENT = 160
"""Characters of one SMS in the GSM 7-bit alphabet; one outside it would leave 70."""

_PLAIN = frozenset(ascii_letters + digits + " \n@$_!\"#%&'()*+,-./:;<=>?")
"""What ASCII and the GSM 7-bit alphabet (3GPP TS 23.038) share, one septet each."""


def code_words(
    purpose: Purpose, code: str, *, route: Route, language: Language, asked_at: datetime, expires_at: datetime
) -> Words:
    """What the person reads. The title never shows the code: it stands on locked screens and in lists of mails.

    A code is for nobody else's ears, but for those read out at the counter, to who stands there.
    """
    words = book(language)["code"]
    said = words["counter"] if purpose in AT_COUNTER else words
    facts: dict[str, Fact] = {
        "code": code,
        "what": words[purpose]["what"],
        "minutes": math.ceil((expires_at - asked_at).total_seconds() / 60),
        "expires_at": expires_at,
    }
    if route is Route.SMS:
        return Words(title=words[purpose]["title"], text=plain(fill(said["sms"], facts)))
    if purpose in AT_COUNTER:
        return Words(title=words[purpose]["title"], text=fill(said["mail"], facts) + "\n")
    text = "\n\n".join((fill(said["mail"], facts), book(language)["mail"]["closing"]))
    return Words(title=words[purpose]["title"], text=text + "\n")


def short(words: Words, *, at: datetime, link: str | None, language: Language) -> str:
    """A notice as an SMS: what happened when, and where to look."""
    told = book(language)["sms"]
    text = fill(told["notice"], {"title": words.title, "at": at})
    return plain(" ".join((text, fill(told["link"], {"link": link}))) if link else text)


def plain(text: str) -> str:
    """The text in letters every phone shows and one septet carries: without diacritics, as is the custom here."""
    return "".join(letter if letter in _PLAIN else "?" for letter in bare(text))
