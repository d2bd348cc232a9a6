"""A definition into what frontends read: JSON Schema 2020-12 of the answers and a JSON Forms UI schema. Pure.

The answers are one flat object. Conditions appear twice with the same test: in the schema as `if/then/else` (what is
not shown must be absent), in the UI schema as a rule that shows the control. One definition always gives one form.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from json import dumps
from typing import Any, Final

from contracts.conditions import Condition
from contracts.offers import Form
from services.catalog.forms.definition import Block, FormDefinition, Kind, Question
from services.catalog.forms.fields import LISTS, answered, choices_of, schema_of
from services.catalog.forms.kinds import KINDS, Schema

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

Shown = tuple[Question, Sequence[Condition]]
"""A question and the conditions under which it is shown: those of its block and its own."""


def compile_form(definition: FormDefinition) -> Form:
    """The form of a definition without `use` (`expand` writes library blocks out).

    Raises ValueError where two questions have one id; everything else a definition can have wrong is found by
    `services.catalog.checking.forms`.
    """
    asked = [(one, _conditions(block, one)) for block in definition.blocks for one in answered(block.fields)]
    if len({one.id for one, _ in asked}) < len(asked):
        raise ValueError("two questions have one id")
    answers: Schema = {
        "$schema": DIALECT,
        "title": definition.title,
        "x-title-en": definition.title_en,
        "x-basis": definition.basis,
        **_object(asked),
    }
    if lists := _lists(one for one, _ in asked):
        answers["$defs"] = lists
    if definition.rules:
        answers["x-rules"] = [rule.model_dump(mode="json", exclude_none=True) for rule in definition.rules]
    ui = {"type": "VerticalLayout", "elements": [_group(block) for block in definition.blocks]}
    return Form(answers=answers, ui=ui)


def _conditions(block: Block, question: Question) -> Sequence[Condition]:
    return [one for one in (block.shown_when, question.shown_when) if one is not None]


def _object(asked: Sequence[Shown]) -> Schema:
    """A flat object of questions, with what depends on other answers in `allOf`."""
    found: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {one.id: _property(one) for one, _ in asked},
        "required": [one.id for one, conditions in asked if one.is_required and not conditions],
    }
    if clauses := [*_hiding(asked), *_requiring(asked), *_linking(one for one, _ in asked)]:
        found["allOf"] = clauses
    return found


def _property(question: Question) -> Schema:
    schema = schema_of(question)
    if question.kind is Kind.REPETITION:
        schema["items"] = _object([(one, _conditions(_ALWAYS, one)) for one in answered(question.fields)])
    return schema


_ALWAYS: Final = Block(title="", title_en="")


def _hiding(asked: Sequence[Shown]) -> list[Schema]:
    """One clause per condition: shown and, where required, required; else absent."""
    clauses: dict[str, Schema] = {}
    for one, conditions in asked:
        if not conditions:
            continue
        clause = clauses.setdefault(_key(conditions), _clause(conditions) | {"else": {"properties": {}}})
        clause["else"]["properties"][one.id] = False
        if one.is_required:
            clause.setdefault("then", {"required": []})["required"].append(one.id)
    return list(clauses.values())


def _requiring(asked: Sequence[Shown]) -> list[Schema]:
    """One clause per condition under which questions are required that otherwise are not."""
    clauses: dict[str, Schema] = {}
    for one, shown in asked:
        if one.required_when is None or one.is_required:
            continue
        conditions = [*shown, *([] if one.required_when in shown else [one.required_when])]
        clause = clauses.setdefault(_key(conditions), _clause(conditions) | {"then": {"required": []}})
        clause["then"]["required"].append(one.id)
        if tightened := _filled(one):
            clause["then"].setdefault("properties", {})[one.id] = tightened
    return list(clauses.values())


def _filled(question: Question) -> Schema:
    """What a required answer must be beyond being there: ticked, or not an empty list."""
    if question.kind is Kind.CHECKBOX:
        return {"const": True}
    return {"minItems": 1} if KINDS[question.kind].schema.get("type") == "array" and not question.least else {}


def _linking(asked: Iterable[Question]) -> list[Schema]:
    """Which choices remain under each value of the linked field."""
    return list(chain.from_iterable(_links(one) for one in asked if one.kind is Kind.LINKED_SELECT))


def _links(question: Question) -> Iterable[Schema]:
    parents = dict.fromkeys(parent for choice in question.choices for parent in choice.parents)
    for parent in parents:
        fitting = [one.value for one in question.choices if not one.parents or parent in one.parents]
        yield {
            "if": {"properties": {question.linked_to: {"const": parent}}, "required": [question.linked_to]},
            "then": {"properties": {question.id: {"enum": fitting}}},
        }


def _key(conditions: Sequence[Condition]) -> str:
    return dumps([one.test for one in conditions], sort_keys=True)


def _clause(conditions: Sequence[Condition]) -> Schema:
    """The head of a clause: the test, and when that is in words."""
    vi, en = ("; ".join(words) for words in zip(*((one.vi, one.en) for one in conditions), strict=True))
    return {"if": _test(conditions), "x-when": vi, "x-when-en": en}


def _test(conditions: Sequence[Condition]) -> Schema:
    tests = [one.test for one in conditions]
    return tests[0] if len(tests) == 1 else {"allOf": tests}


def _lists(asked: Iterable[Question]) -> Schema:
    kinds = {one.kind for question in asked for one in (question, *question.fields)}
    return {str(kind): {"type": "string", "oneOf": choices_of(kind)} for kind in LISTS if kind in kinds}


def _group(block: Block) -> Schema:
    group: Schema = {
        "type": "Group",
        "label": block.title,
        "options": {"label_en": block.title_en},
        "elements": [_element(one) for one in block.fields],
    }
    return group | _rule(block.shown_when)


def _element(question: Question) -> Schema:
    options: dict[str, Any] = {"label_en": question.label_en, **KINDS[question.kind].options}
    if question.help_en is not None:
        options["help_en"] = question.help_en
    if not KINDS[question.kind].is_answered:
        shown = {"type": "Label", "text": question.label, "options": options}
    else:
        if question.kind is Kind.REPETITION:
            options["detail"] = {"type": "VerticalLayout", "elements": [_element(one) for one in question.fields]}
        scope = f"#/properties/{question.id}"
        shown = {"type": "Control", "scope": scope, "label": question.label, "i18n": question.id, "options": options}
    return shown | _rule(question.shown_when)


def _rule(condition: Condition | None) -> Schema:
    if condition is None:
        return {}
    return {"rule": {"effect": "SHOW", "condition": {"scope": "#", "schema": condition.test}}}
