"""Whether a definition can be published: everything wrong with it, by place."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from contracts.conditions import FACTS, Condition
from kit.faults import Fault
from services.catalog.checking import conditions
from services.catalog.checking.forms.links import Placed, link_faults, rule_faults
from services.catalog.checking.forms.questions import both_languages, question_faults
from services.catalog.checking.forms.words import fault
from services.catalog.forms.definition import Block, FormDefinition, Kind, Question
from services.catalog.forms.expanding import Library, expand, fields
from services.catalog.forms.fields import answered, choices_of, schema_of
from services.catalog.forms.kinds import KINDS

Names = Mapping[str, Mapping[str, Any]]


def faults(
    definition: FormDefinition, *, at: str, components: Collection[str], library: Library | None = None
) -> Iterator[Fault]:
    """Everything wrong with a definition, below `at`.

    `components`: ids of the procedure's components. `library` resolves blocks that are still used by name; what comes
    of them is placed where it will stand when they are written out.
    """
    lost = list(_library(definition, library or {}))
    found = chain(lost, [] if lost else _whole(expand(definition, library or {}), components=components))
    yield from (replace(one, pointer=f"{at}{one.pointer}") for one in found)


def _library(definition: FormDefinition, library: Library) -> Iterator[Fault]:
    for place, block in enumerate(definition.blocks):
        if block.use is None:
            yield from (
                fault(f"/blocks/{place}/{name}", "not-used")
                for name in ("prefix", "source", "optional", "leave_out")
                if getattr(block, name)
            )
            continue
        try:
            taken = {one.id for one in fields(Block(title="", title_en="", use=block.use), library)}
        except LookupError:
            is_known = block.use in library
            yield fault(f"/blocks/{place}/use", "circular" if is_known else "unknown-block")
            continue
        for name in ("optional", "leave_out"):
            for index, id_ in enumerate(getattr(block, name)):
                if id_ not in taken:
                    yield fault(f"/blocks/{place}/{name}/{index}", "unknown")


def _whole(definition: FormDefinition, *, components: Collection[str]) -> Iterator[Fault]:
    yield from both_languages(definition.title, definition.title_en, at="/title")
    if not definition.basis.strip():
        yield fault("/basis", "missing")
    placed = list(_placed(definition.blocks))
    names = {one.question.id: _shape(one.question) for one in placed if _is_sound(one.question)}
    for place, block in enumerate(definition.blocks):
        yield from _block(block, names, at=f"/blocks/{place}")
    yield from _object(placed, names, components=components)
    yield from rule_faults(definition.rules, placed)
    for place, rule in enumerate(definition.rules):
        yield from _condition(rule.when, names, at=f"/rules/{place}/when")
    if not any(one.question.is_required or one.question.required_when for one in placed):
        yield fault("/blocks", "nothing-required")


def _block(block: Block, names: Names, *, at: str) -> Iterator[Fault]:
    yield from both_languages(block.title, block.title_en, at=f"{at}/title")
    if not block.fields:
        yield fault(f"{at}/fields", "missing")
    yield from _condition(block.shown_when, names, at=f"{at}/shown_when")


def _placed(blocks: Sequence[Block]) -> Iterator[Placed]:
    for place, block in enumerate(blocks):
        for index, question in enumerate(block.fields):
            shown = [one for one in (block.shown_when, question.shown_when) if one is not None]
            yield Placed(question, f"/blocks/{place}/fields/{index}", shown)


def _object(placed: Sequence[Placed], names: Names, *, components: Collection[str]) -> Iterator[Fault]:
    """Faults of the questions of one object and what they say of each other."""
    seen: set[str] = set()
    for one in placed:
        if one.question.id in seen:
            yield fault(f"{one.at}/id", "twice")
        seen.add(one.question.id)
        yield from question_faults(one.question, at=one.at, components=components)
        yield from _condition(one.question.shown_when, names, at=f"{one.at}/shown_when")
        yield from _condition(one.question.required_when, names, at=f"{one.at}/required_when")
        yield from _entries(one, components=components)
    yield from link_faults(placed)


def _entries(one: Placed, *, components: Collection[str]) -> Iterator[Fault]:
    """Faults of the fields of a repetition; they know only each other."""
    inner = [
        Placed(question, f"{one.at}/fields/{index}", [question.shown_when] if question.shown_when else [])
        for index, question in enumerate(one.question.fields)
    ]
    yield from (
        fault(f"{entry.at}/kind", "too-deep")
        for entry in inner
        if entry.question.kind in (Kind.REPETITION, Kind.COMPUTED)
    )
    flat = [entry for entry in inner if entry.question.kind is not Kind.REPETITION]
    names = {entry.question.id: _shape(entry.question) for entry in flat if _is_sound(entry.question)}
    if inner:
        yield from _object(flat, names, components=components)
        yield from (fault(f"{entry.at}/source", "not-used") for entry in flat if entry.question.source is not None)


def _condition(condition: Condition | None, names: Names, *, at: str) -> Iterator[Fault]:
    if condition is None:
        return
    if condition.names() & FACTS.keys() - names.keys():
        yield fault(f"{at}/test", "not-an-answer")
    yield from conditions.faults(condition, at=at, names=names)


def _is_sound(question: Question) -> bool:
    """Whether the question has an answer whose schema can be made."""
    return bool(answered([question])) and all(getattr(question, need) for need in KINDS[question.kind].needs)


def _shape(question: Question) -> dict[str, Any]:
    """The schema of the answer by itself: a list of choices under `$defs` is written in."""
    schema = schema_of(question)
    if "$ref" in schema:
        del schema["$ref"]
        schema |= {"type": "string", "oneOf": choices_of(question.kind)}
    return schema
