"""Whether the form of every case can be filled in, and keeps what the fields of the revision before meant. Pure."""

from collections.abc import Iterator
from typing import Any

from kit.faults import Fault
from services.catalog.checking import forms
from services.catalog.checking.forms.closed import is_usable
from services.catalog.content import Content, FormOffer
from services.catalog.telling import form_of


def answers(offer: FormOffer) -> dict[str, Any] | None:
    """The JSON Schema of the answers; None when the form cannot be made, or nothing can be judged by it."""
    try:
        schema = form_of(offer).answers
    except (ValueError, LookupError):
        return None
    return schema if offer.ready is None or is_usable(schema) else None


def faults(content: Content, *, previous: Content | None) -> Iterator[Fault]:
    """Everything wrong with the forms."""
    components = {paper.id for paper in content.papers}
    before = {offer.case: answers(offer) for offer in previous.forms} if previous else {}
    for place, offer in enumerate(content.forms):
        at = f"/forms/{place}"
        if offer.definition is not None:
            yield from forms.faults(offer.definition, at=f"{at}/definition", components=components)
        if offer.ready is not None:
            yield from forms.ready_faults(offer.ready, at=f"{at}/ready")
        former, present = before.get(offer.case), answers(offer)
        if former is not None and present is not None:
            shape = "definition" if offer.ready is None else "ready/answers"
            yield from forms.stability(former, present, at=f"{at}/{shape}")
