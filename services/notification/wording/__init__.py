"""The words of every notice: one data file per language, and the pure renderer.

`vi.toml` and `en.toml` hold one title and one text per kind (per variant where kinds.py names variants), with
placeholders `{fact}`, `{fact:when}` for a time, `{fact:clock}` for the time of day and `{fact:dong}` for money. Words
hold no logic; a circumstance that changes the sentence is a variant. Titles are one line: they become the subject of a
mail. The words of one-time codes are in the same files (codes.py).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from kit.clock import LOCAL
from kit.vietnamese import dong
from services.notification.kinds import FACTS, VARIANTS, Kind

Fact = str | int | datetime | None


class Language(StrEnum):
    """A language notices are written in."""

    VI = "vi"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """What a citizen reads. `title` is a single line."""

    title: str
    text: str


class _Places(Formatter):
    """Format with our own two specifications, and refuse anything but plain names."""

    def format_field(self, value: Any, format_spec: str) -> str:  # noqa: ANN401 - any fact
        if format_spec == "when":
            return when(value)
        if format_spec == "clock":
            return f"{value.astimezone(LOCAL):%H:%M}"
        if format_spec == "dong":
            return dong(value)
        if format_spec or value is None:
            raise ValueError(f"no such way to write a fact: {value!r} as {format_spec!r}")
        return str(value)


_PLACES = _Places()


def when(moment: datetime) -> str:
    """A time as Vietnamese offices write it: `14:05 30/11/2026`, Vietnamese time."""
    return moment.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y")


def one_line(text: str) -> str:
    """The text without line breaks, control characters or repeated spaces: safe as a mail header."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def render(kind: Kind, facts: Mapping[str, Fact], *, language: Language, variant: str | None = None) -> Words:
    """The words of a notice.

    `facts` are exactly those kinds.py lists for the kind: ValueError otherwise, KeyError for an unknown variant. A fact
    that is None is written as the file's `absent` word for it.
    """
    if facts.keys() != FACTS[kind]:
        raise ValueError(f"{kind}: facts differ from kinds.py: {sorted(facts.keys() ^ FACTS[kind])}")
    entry = template(kind, language=language, variant=variant)
    absent = book(language)["absent"]
    known = {name: absent.get(name) if fact is None else fact for name, fact in facts.items()}
    return Words(title=one_line(fill(entry["title"], known)), text=fill(entry["text"], known))


def fill(template: str, facts: Mapping[str, Fact]) -> str:
    """The template with its facts; each stays within its line."""
    safe = {name: one_line(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
    return _PLACES.vformat(template, (), safe)


def letter(words: Words, *, full_name: str, link: str | None, language: Language) -> str:
    """The whole text of a mail: greeting, notice, address to look at, closing."""
    mail = book(language)["mail"]
    parts = [mail["greeting"].format(full_name=one_line(full_name)), words.text]
    if link:
        parts.append(mail["link"].format(link=link))
    return "\n\n".join([*parts, mail["closing"]]) + "\n"


def template(kind: Kind, *, language: Language, variant: str | None = None) -> dict[str, str]:
    """The unfilled `title` and `text` of a kind; KeyError when the variant does not exist."""
    entry = book(language)[kind]
    if kind in VARIANTS:
        entry = entry[variant]
    elif variant is not None:
        raise KeyError(variant)
    return dict(entry)


def places(text: str) -> list[tuple[str, str]]:
    """The placeholders of a text, as (fact, specification)."""
    return [(name, spec or "") for _, name, spec, _ in _PLACES.parse(text) if name is not None]


@cache
def book(language: Language) -> dict[str, Any]:
    """A language's file."""
    return tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text(encoding="utf-8"))
