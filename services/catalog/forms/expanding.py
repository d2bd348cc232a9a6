"""A definition with every block of the library written out: what is stored, compared and compiled."""

from collections.abc import Mapping
from typing import Any

from contracts.conditions import Condition
from services.catalog.forms import sources
from services.catalog.forms.definition import Block, FormDefinition, Question

Library = Mapping[str, Block]

_LISTS = ("allOf", "anyOf", "oneOf")
_SINGLE = ("not", "if", "then", "else")


def expand(definition: FormDefinition, library: Library) -> FormDefinition:
    """The definition without `use`: fields of library blocks in place, renamed by their prefix.

    Raises LookupError where a block is not in the library or the library's blocks use each other in a circle.
    """
    return definition.model_copy(update={"blocks": [_written_out(block, library) for block in definition.blocks]})


def fields(block: Block, library: Library, *, within: tuple[str, ...] = ()) -> list[Question]:
    """The fields of a block, the library's before its own. A library field fills itself only for a named holder:
    that of the block, or the one the library's block names for itself."""
    if block.use is None:
        return list(block.fields)
    if block.use in within:
        raise LookupError(f"library blocks use each other in a circle: {' -> '.join([*within, block.use])}")
    if block.use not in library:
        raise LookupError(f"no block of the library: {block.use}")
    used = library[block.use]
    found = fields(used, library, within=(*within, block.use))
    renamed = {one.id: f"{block.prefix}{one.id}" for one in found}
    holder = block.source or used.source
    kept = [_taken(one, block, renamed=renamed, holder=holder) for one in found if one.id not in block.leave_out]
    return [*kept, *block.fields]


def _written_out(block: Block, library: Library) -> Block:
    if block.use is None:
        return block
    found = fields(block, library)
    return Block(title=block.title, title_en=block.title_en, shown_when=block.shown_when, fields=found)


def _taken(question: Question, block: Block, *, renamed: Mapping[str, str], holder: str | None) -> Question:
    changes: dict[str, Any] = {
        "id": renamed[question.id],
        "source": sources.held(question.source, holder) if question.source and holder else None,
        "shown_when": _renamed(question.shown_when, renamed),
        "required_when": _renamed(question.required_when, renamed),
        "linked_to": renamed.get(question.linked_to, question.linked_to) if question.linked_to else None,
    }
    if question.computation:
        of = [renamed.get(name, name) for name in question.computation.of]
        changes["computation"] = question.computation.model_copy(update={"of": of})
    if question.id in block.optional:
        changes |= {"is_required": False, "required_when": None}
    return question.model_copy(update=changes)


def _renamed(condition: Condition | None, names: Mapping[str, str]) -> Condition | None:
    return condition and condition.model_copy(update={"test": _asking(condition.test, names)})


def _asking(test: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - any JSON value
    """A test that asks about other names; what it asks of each stays."""
    if not isinstance(test, dict):
        return test
    changed = dict(test)
    if isinstance(asked := test.get("properties"), dict):
        changed["properties"] = {names.get(name, name): value for name, value in asked.items()}
    if isinstance(required := test.get("required"), list):
        changed["required"] = [names.get(name, name) for name in required]
    changed |= {word: [_asking(part, names) for part in test[word]] for word in _LISTS if word in test}
    return changed | {word: _asking(test[word], names) for word in _SINGLE if word in test}
