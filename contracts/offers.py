"""What a revision of a procedure offers and asks: channels, papers, results, requirements, the cases it tells apart."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from pydantic import Field

from contracts.conditions import Condition, Facts, holds
from contracts.fees import FeeRule
from contracts.terms import Channel, FeeLine, Term, TimeLimit


class Form(Term):
    """What the applicant answers: JSON Schema 2020-12 and its JSON Forms UI schema.

    A property with `x-source` (for example `person.full_name`) is filled from the record of the person or business.
    """

    answers: dict[str, Any]
    ui: dict[str, Any]


class CaseTerms(Term):
    """A case the procedure tells apart (TRUONGHOP). `form` None: the procedure's own."""

    id: str
    name: str
    form: Form | None = None


class ChannelTerms(Term):
    """Time limit and fees on one channel, of every case or of `case` alone. `time_limit` None: the law sets none.

    `fees` are the amounts certain for every dossier, `rules` everything from which a dossier's fees are reckoned
    (`contracts.reckoning`); no rules: `fees` is all there is.
    """

    channel: Channel
    time_limit: TimeLimit | None
    fees: list[FeeLine]
    note: str | None = None
    case: str | None = None
    when: Condition | None = None
    rules: list[FeeRule] = Field(default=[])


class Satisfaction(StrEnum):
    """What can stand in for an upload."""

    ATTRIBUTE = "attribute"  # a verified attribute of the record
    RESULT = "result"  # an earlier result of ours
    PAPER = "paper"  # a valid paper in the citizen's data store


class Satisfier(Term):
    """A component need not be uploaded where this is known (NQ 66.7/2025/NQ-CP).

    `reference`: an attribute (`person.residence`), a result code or a paper code. `within_months`: no older than that.
    `vi`, `en`: why it is enough.
    """

    kind: Satisfaction
    reference: str
    within_months: int | None = Field(default=None, ge=1, le=600)
    vi: str
    en: str
    basis: str | None = None


class Component(Term):
    """A paper the dossier must or may contain. `id` is stable across revisions; `group` is its case, None: every one.

    `when` None: always. `substitutes` are codes of papers accepted in its place (MaGiayToThayThe).
    """

    id: str
    name: str
    group: str | None
    is_mandatory: bool
    originals: int
    copies: int
    form_file: str | None = None
    paper_code: str | None = None
    when: Condition | None = None
    substitutes: list[str] = Field(default=[])
    satisfied_by: list[Satisfier] = Field(default=[])


class WriteBack(Term):
    """When the procedure is granted, the person's `attribute` becomes what the answers say under `fields`.

    `fields`: part of the attribute (`ward_code`, or "" for the whole) -> id of the answer.
    """

    attribute: str
    fields: dict[str, str]


class ResultPaper(Term):
    """A paper the procedure produces, by national result code. `valid_months` None: it does not expire."""

    code: str
    name: str
    valid_months: int | None = None
    writes: list[WriteBack] = Field(default=[])


class Requirement(Term):
    """What an applicant must fulfil. `test` None: a person judges it. `vi`, `en` tell why not, to the applicant."""

    id: str
    vi: str
    en: str
    test: Condition | None = None
    basis: str | None = None


def terms_for(channels: Iterable[ChannelTerms], channel: Channel, *, facts: Facts) -> ChannelTerms | None:
    """The terms a dossier is under: of its case and a condition, of one of them, the channel's own; None: not offered.

    Among equals the first.
    """
    fitting = [
        one
        for one in channels
        if one.channel is channel and one.case in (None, facts.get("case")) and holds(one.when, facts)
    ]
    return max(fitting, key=lambda one: (one.case is not None) + (one.when is not None), default=None)
