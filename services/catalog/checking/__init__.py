"""Whether a revision may be published: everything wrong with it at once, each fault at its JSON pointer. Pure.

world       what exists on the day        places     where terms, conditions, texts stand
scope texts cases papers channels fees competences results    what a revision says, one module per subject
conditions forms (by offers) workflow    the languages in it, each checked by its own module
"""

from collections.abc import Iterator
from typing import Any

from kit.faults import Fault
from services.catalog.checking import (
    cases,
    channels,
    competences,
    conditions,
    fees,
    offers,
    papers,
    places,
    results,
    scope,
    texts,
    workflow,
)
from services.catalog.checking.conditions import FACT_SHAPES
from services.catalog.checking.world import KnownAgency, World
from services.catalog.content import Content

__all__ = ["KnownAgency", "World", "asked", "faults"]


def faults(content: Content, world: World) -> list[Fault]:
    """Everything that keeps a revision from being published, by pointer, each once."""
    found = {(one.pointer, one.code): one for one in _faults(content, world)}
    return [found[key] for key in sorted(found)]


def asked(content: Content) -> dict[str, dict[str, Any]]:
    """The fields of all its forms by id, as JSON Schema; a form that cannot be made asks for nothing."""
    fields: dict[str, dict[str, Any]] = {}
    for offer in content.forms:
        fields |= (offers.answers(offer) or {}).get("properties", {})
    return fields


def _faults(content: Content, world: World) -> Iterator[Fault]:
    fields = asked(content)
    yield from scope.faults(content, world)
    yield from texts.faults(content, names=fields.keys() | FACT_SHAPES.keys())
    yield from cases.faults(content, world)
    yield from offers.faults(content, previous=world.previous)
    yield from papers.faults(content, world)
    yield from channels.faults(content)
    yield from fees.faults(content, world, asked=frozenset(fields))
    yield from competences.faults(content, world)
    yield from results.faults(content, asked=fields)
    names = FACT_SHAPES | fields
    for at, condition in places.conditions(content):
        yield from conditions.faults(condition, at=at, names=names)
    if content.workflow is not None:
        yield from workflow.faults(
            content.workflow,
            limits=[terms.time_limit for _, terms in places.terms(content) if terms.time_limit is not None],
            kinds=world.kinds(),
            procedures=world.procedures,
            fields=fields.keys(),
        )
