"""Facts before there is a dossier, and the form of its case. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from contracts.computing import computed
from contracts.conditions import Facts
from contracts.offers import Form
from contracts.terms import AgencyKind
from services.catalog.content import Content
from services.catalog.telling import form_of


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


def facts(known: Known, *, form: Form | None, on: date, agency_kind: AgencyKind | None = None) -> Facts:
    """The facts of `contracts.conditions`: the answers, what the form computes of them, and what was told."""
    schema: Mapping[str, Any] = form.answers if form is not None else {}
    told = {name: getattr(known, name) for name in _TOLD} | {"agency_kind": agency_kind}
    answers = {**known.answers, **computed(schema, known.answers, on=on)}
    return {**answers, **{name: value for name, value in told.items() if value is not None}, "on": on.isoformat()}


def form_for(content: Content, case: str | None) -> Form | None:
    """The form of a case, else the procedure's own; None when only information is offered."""
    offers = {offer.case: offer for offer in content.forms}
    offer = offers.get(case) or offers.get(None)
    return form_of(offer) if offer is not None else None
