"""What can be wrong with one question by itself, whatever else the form asks."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

from contracts.answers import bound_day
from contracts.conditions import FACTS
from contracts.forms import compile_form
from kit.faults import Fault
from services.catalog.checking.forms.patterns import compiles, pattern_faults
from services.catalog.checking.forms.words import fault
from services.catalog.forms.definition import Kind, Question
from services.catalog.forms.fields import REFERENCES, schema_of, values_of
from services.catalog.forms.kinds import KINDS, Worth
from services.catalog.forms.sources import SOURCES

ASKED_FACTS: Final = frozenset({"groups", "pages", "copies", "items"})
"""Facts a form may ask for."""
PROPERTIES: Final = (
    "choices",
    "linked_to",
    "reference",
    "pattern",
    "least",
    "most",
    "no_earlier",
    "no_later",
    "default",
    "computation",
    "area_competence",
    "component",
    "fields",
    "source",
)
"""Properties of Question that mean something for some kinds only."""
_SOME_DAY: Final = date(2026, 1, 1)
"""Bounds relative to the day of reckoning are compared with each other on any one day."""
_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")


def question_faults(question: Question, *, at: str, components: Collection[str]) -> Iterator[Fault]:
    """Faults of one question; `components`: ids of the procedure's components."""
    yield from id_faults(question.id, at=f"{at}/id")
    yield from both_languages(question.label, question.label_en, at=f"{at}/label")
    if question.help is not None or question.help_en is not None:
        yield from both_languages(question.help or "", question.help_en or "", at=f"{at}/help")
    yield from _properties(question, at=at)
    yield from _choices(question, at=at)
    yield from _limits(question, at=at)
    yield from _origins(question, at=at, components=components)
    if question.pattern is not None:
        yield from pattern_faults(question.pattern, at=f"{at}/pattern")
    if question.default is not None and not _is_possible(question):
        yield fault(f"{at}/default", "not-possible")
    if question.retention_days is not None and question.retention_days < 0:
        yield fault(f"{at}/retention_days", "negative")


def id_faults(id_: str, *, at: str) -> Iterator[Fault]:
    """Faults of a field's id."""
    if not _ID.fullmatch(id_):
        yield fault(at, "not-an-id")
    elif id_ in FACTS.keys() - ASKED_FACTS:
        yield fault(at, "reserved")


def both_languages(vi: str, en: str, *, at: str) -> Iterator[Fault]:
    """A fault where words are missing, in one language or both."""
    if not (vi.strip() and en.strip()):
        yield fault(at, "one-language" if vi.strip() or en.strip() else "missing")


def _properties(question: Question, *, at: str) -> Iterator[Fault]:
    row = KINDS[question.kind]
    given = {name for name in PROPERTIES if getattr(question, name) not in (None, False, [])}
    yield from (fault(f"{at}/{name}", "not-used") for name in PROPERTIES if name in given - row.uses)
    yield from (fault(f"{at}/{name}", "needed") for name in PROPERTIES if name in row.needs - given)
    if (question.is_required or question.required_when) and (not row.is_answered or question.kind is Kind.COMPUTED):
        yield fault(f"{at}/is_required", "not-answered")


def _choices(question: Question, *, at: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, choice in enumerate(question.choices):
        here = f"{at}/choices/{place}"
        if choice.value in seen:
            yield fault(f"{here}/value", "twice")
        if not choice.value:
            yield fault(f"{here}/value", "missing")
        seen.add(choice.value)
        yield from both_languages(choice.label, choice.label_en, at=f"{here}/label")
        if choice.parents and question.kind is not Kind.LINKED_SELECT:
            yield fault(f"{here}/parents", "not-used")


def _limits(question: Question, *, at: str) -> Iterator[Fault]:
    least, most = question.least, question.most
    if least is not None and most is not None and least > most:
        yield fault(f"{at}/least", "upside-down")
    if KINDS[question.kind].worth in (Worth.TEXT, Worth.LIST):
        yield from (
            fault(f"{at}/{name}", "negative") for name in ("least", "most") if (getattr(question, name) or 0) < 0
        )
    bounds = {
        name: getattr(question, name) for name in ("no_earlier", "no_later") if getattr(question, name) is not None
    }
    days = {name: bound_day(said, on=_SOME_DAY) for name, said in bounds.items()}
    yield from (fault(f"{at}/{name}", "not-a-day") for name, day in days.items() if day is None)
    first, last = days.get("no_earlier"), days.get("no_later")
    is_alike = len({said.endswith("d") for said in bounds.values()}) == 1
    if first and last and is_alike and first > last:
        yield fault(f"{at}/no_earlier", "upside-down")


def _origins(question: Question, *, at: str, components: Collection[str]) -> Iterator[Fault]:
    if question.source is not None:
        if question.source not in SOURCES:
            yield fault(f"{at}/source", "unknown-source")
        elif question.kind not in SOURCES[question.source].kinds:
            yield fault(f"{at}/source", "source-does-not-fit")
    if question.component is not None and question.component not in components:
        yield fault(f"{at}/component", "unknown-component")
    if question.reference is not None and question.reference not in REFERENCES:
        yield fault(f"{at}/reference", "unknown-list")


def _is_possible(question: Question) -> bool:
    """Whether the default would pass as an answer; silent where the property itself is wrong already."""
    if "default" not in KINDS[question.kind].uses or (question.pattern and not compiles(question.pattern)):
        return True
    if (values := values_of(question)) is not None:
        return question.default in values
    return compile_form(schema_of(question)).is_valid(question.default)
