"""Facts before there is a dossier, and the form of its case. Pure."""

from datetime import date
from typing import Any, Protocol

from contracts.computing import computed
from contracts.conditions import Facts
from contracts.offers import Form
from contracts.terms import AgencyKind
from services.catalog import telling
from services.catalog.content import Content


class Known(Protocol):
    """What somebody tells of the dossier they think of."""

    @property
    def case(self) -> str | None: ...
    @property
    def channel(self) -> str: ...
    @property
    def applicant(self) -> str | None: ...
    @property
    def agency(self) -> str | None: ...
    @property
    def ward(self) -> str | None: ...
    @property
    def groups(self) -> list[str] | None: ...
    @property
    def pages(self) -> int | None: ...
    @property
    def copies(self) -> int | None: ...
    @property
    def items(self) -> int | None: ...
    @property
    def answers(self) -> dict[str, Any]: ...


_TOLD = ("case", "channel", "applicant", "agency", "ward", "groups", "pages", "copies", "items")


def facts(known: Known, *, form: Form, on: date, agency_kind: AgencyKind | None = None) -> Facts:
    """The facts of `contracts.conditions`: the answers, what the form computes of them, and what was told."""
    told = {name: getattr(known, name) for name in _TOLD} | {"agency_kind": agency_kind}
    answers = {**known.answers, **computed(form.answers, known.answers, on=on)}
    return {**answers, **{name: value for name, value in told.items() if value is not None}, "on": on.isoformat()}


def form_for(content: Content, case: str | None) -> Form:
    """The form of a case, else the procedure's own."""
    told = telling.forms(content)
    return told.get(case, told[None])
