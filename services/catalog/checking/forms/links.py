"""What questions say of each other: linked choices, computed values, conditions that go round in a circle, rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from contracts.conditions import Condition
from kit.faults import Fault
from services.catalog.checking.forms.questions import both_languages
from services.catalog.checking.forms.words import fault
from services.catalog.checking.reaching import reached
from services.catalog.forms.computations import OPERATIONS
from services.catalog.forms.definition import Comparison, CrossRule, Kind, Question
from services.catalog.forms.fields import values_of
from services.catalog.forms.kinds import KINDS, Worth

DAYS: Final = frozenset({Worth.DAY, Worth.PARTIAL_DAY, Worth.MOMENT})
NUMBERS: Final = frozenset({Worth.NUMBER})
HOURS: Final = frozenset({Worth.HOUR})
WORDS: Final = frozenset({Worth.TEXT})
TRUTHS: Final = frozenset({Worth.TRUTH})
_ORDERED: Final = (DAYS, NUMBERS, HOURS)
COMPARABLE: Final[Mapping[Comparison, Sequence[frozenset[Worth]]]] = {
    Comparison.AFTER: _ORDERED,
    Comparison.NOT_BEFORE: _ORDERED,
    Comparison.AT_LEAST: _ORDERED,
    Comparison.AT_MOST: _ORDERED,
    Comparison.WITHIN_MONTHS: (DAYS,),
    Comparison.YEARS_OLDER: (DAYS,),
    Comparison.EQUAL: (*_ORDERED, WORDS, TRUTHS),
    Comparison.DIFFERENT: (*_ORDERED, WORDS, TRUTHS),
}
"""Comparison -> sorts of answers it compares; both fields must be of the same."""
COUNTED: Final = frozenset({Comparison.WITHIN_MONTHS, Comparison.YEARS_OLDER})
"""Comparisons that need an amount."""


@dataclass(frozen=True)
class Placed:
    """A question, where it stands, and every condition under which it is shown (those of its block among them)."""

    question: Question
    at: str
    shown_when: Sequence[Condition]


def worth(question: Question) -> Worth | None:
    """What the answer can be compared with; a computed value has the worth its operation gives."""
    if question.computation is not None:
        return OPERATIONS[question.computation.how].worth
    return KINDS[question.kind].worth


def link_faults(placed: Sequence[Placed]) -> Iterator[Fault]:
    """Faults between the questions of one object: of the form, or of an entry of a repetition."""
    known = {one.question.id: one.question for one in placed if KINDS[one.question.kind].is_answered}
    for one in placed:
        yield from _linked(one.question, known, at=one.at)
        yield from _computed(one.question, known, at=one.at)
    yield from _circles(placed, known)


def rule_faults(rules: Sequence[CrossRule], placed: Sequence[Placed]) -> Iterator[Fault]:
    """Faults of the rules between two fields, without those of their conditions."""
    known = {one.question.id: one.question for one in placed if KINDS[one.question.kind].is_answered}
    for place, rule in enumerate(rules):
        at = f"/rules/{place}"
        yield from both_languages(rule.message, rule.message_en, at=f"{at}/message")
        lost = [name for name in ("field", "other") if getattr(rule, name) not in known]
        yield from (fault(f"{at}/{name}", "unknown") for name in lost)
        if rule.field == rule.other:
            yield fault(f"{at}/other", "itself")
        if rule.comparison in COUNTED and rule.amount is None:
            yield fault(f"{at}/amount", "needed")
        if rule.amount is not None and (rule.comparison not in COUNTED or rule.amount < 0):
            yield fault(f"{at}/amount", "negative" if rule.comparison in COUNTED else "not-used")
        if not lost:
            both = {worth(known[rule.field]), worth(known[rule.other])}
            if not any(both <= sorts for sorts in COMPARABLE[rule.comparison]):
                yield fault(f"{at}/other", "not-comparable")


def _linked(question: Question, known: Mapping[str, Question], *, at: str) -> Iterator[Fault]:
    if question.linked_to is None:
        return
    here, other = f"{at}/linked_to", known.get(question.linked_to)
    if question.linked_to == question.id:
        yield fault(here, "itself")
    elif other is None or (question.kind is Kind.WARD and other.kind is not Kind.PROVINCE):
        yield fault(here, "unknown")
    elif question.kind is Kind.LINKED_SELECT:
        yield from _parents(question, values_of(other), at=at)


def _parents(question: Question, values: frozenset[str] | None, *, at: str) -> Iterator[Fault]:
    if values is None:
        yield fault(f"{at}/linked_to", "not-comparable")
        return
    for place, choice in enumerate(question.choices):
        if set(choice.parents) - values:
            yield fault(f"{at}/choices/{place}/parents", "unknown-value")
    offered = {parent for choice in question.choices for parent in choice.parents or values}
    if values - offered:
        yield fault(f"{at}/choices", "no-choice")


def _computed(question: Question, known: Mapping[str, Question], *, at: str) -> Iterator[Fault]:
    if question.computation is None:
        return
    operation, of = OPERATIONS[question.computation.how], question.computation.of
    here = f"{at}/computation/of"
    if len(of) < operation.least or (operation.most is not None and len(of) > operation.most):
        yield fault(here, "wrong-number")
    for place, name in enumerate(of):
        if name not in known:
            yield fault(f"{here}/{place}", "unknown")
        elif worth(known[name]) is not operation.takes:
            yield fault(f"{here}/{place}", "wrong-sort")


def _circles(placed: Sequence[Placed], known: Mapping[str, Question]) -> Iterator[Fault]:
    """Questions shown by their own answer, computed from themselves, or required by it."""
    needs = {one.question.id: _needs(one) & known.keys() for one in placed}
    for one in placed:
        if one.question.id in reached(needs[one.question.id], needs):
            word = "computation" if one.question.computation else "shown_when"
            yield fault(f"{one.at}/{word}", "circular")
        required = one.question.required_when
        if required is not None and one.question.id in required.names():
            yield fault(f"{one.at}/required_when", "itself")


def _needs(one: Placed) -> set[str]:
    computed = set(one.question.computation.of) if one.question.computation else set()
    return computed.union(*(condition.names() for condition in one.shown_when))
