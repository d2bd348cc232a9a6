"""Forms: blocks of questions into JSON Schema 2020-12 and a JSON Forms UI schema. Pure.

A block is data: its heading and its properties. Answers are one flat object of snake_case ids that stay the same across
revisions. Words this house adds to JSON Schema:

    x-title-en     the English title
    x-source       the attribute that prefills it (`person.full_name`)
    x-sensitivity  `personal`: never in logs or lists
    x-area         the tier of administrative unit whose code is asked for
    x-competence   true: the agency must serve the ward answered here
    x-rules        rules between two answers, see `CrossRule`
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from contracts.offers import Form
from services.catalog.content import Applicant

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FORMATS = frozenset({"date", "email", "personal-number", "vn-phone"})
SOURCES = frozenset(
    f"person.{attribute}"
    for attribute in ("full_name", "personal_number", "birth_date", "sex", "phone", "email", "residence")
)
PEOPLE = frozenset({Applicant.CITIZEN, Applicant.OVERSEAS_VIETNAMESE, Applicant.FOREIGNER, Applicant.OFFICIAL})


class Block(BaseModel):
    """A group of questions under one heading."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    title_en: str
    properties: dict[str, dict[str, Any]]
    required: list[str] = Field(default_factory=list)


class CrossRule(BaseModel):
    """`field` must be a day after the day `after`, and at most `within_months` months later."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str
    after: str
    within_months: int
    message: str
    message_en: str


def compose(title: str, blocks: Sequence[Block], *, rules: Iterable[CrossRule] = ()) -> Form:
    """The blocks as one form, in order. Raises ValueError when two blocks ask under the same id."""
    properties: dict[str, Any] = {}
    for block in blocks:
        if twice := properties.keys() & block.properties.keys():
            raise ValueError(f"asked twice: {sorted(twice)}")
        properties |= block.properties
    answers: dict[str, Any] = {
        "$schema": DIALECT,
        "title": title,
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": [name for block in blocks for name in block.required],
    }
    if cross := [rule.model_dump() for rule in rules]:
        answers["x-rules"] = cross
    return Form(answers=answers, ui={"type": "VerticalLayout", "elements": [_group(block) for block in blocks]})


def generic(title: str, applicants: Sequence[Applicant], *, blocks: Mapping[str, Block]) -> Form:
    """The form of a procedure that has none of its own: who applies, for whom, and what for.

    `blocks` holds `applicant`, `organisation` and `request`. The organisation is asked for where one may apply, and
    must be named where only organisations may.
    """
    chosen = [blocks["applicant"]]
    if set(applicants) - PEOPLE:
        organisation = blocks["organisation"]
        is_optional = bool(PEOPLE & set(applicants))
        chosen.append(organisation.model_copy(update={"required": []}) if is_optional else organisation)
    return compose(title, [*chosen, blocks["request"]])


def _group(block: Block) -> dict[str, Any]:
    controls = [{"type": "Control", "scope": f"#/properties/{name}"} for name in block.properties]
    return {"type": "Group", "label": block.title, "options": {"label_en": block.title_en}, "elements": controls}
