"""What a draft would have meant for dossiers that were accepted: fee, due date, route, validity. Pure, nobody's name.

Both sides are reckoned here by the same rules, from what was told of the dossier: the revision it was accepted under,
and the draft. A revision tried against itself changes nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from contracts.competence import deciding
from contracts.conditions import holds
from contracts.limits import due_at
from contracts.offers import ChannelTerms, terms_for
from contracts.reckoning import reckon, total
from contracts.terms import AgencyKind, Channel
from kit.clock import LOCAL
from kit.vietnamese import dong
from kit.workdays import Calendar
from services.catalog.checking.offers import answers
from services.catalog.content import Content
from services.catalog.telling import channel_terms


class Aspect(StrEnum):
    """What can come out otherwise."""

    FEE = "fee"
    DUE_DATE = "due_date"
    ROUTE = "route"
    VALIDITY = "validity"


class Tried(Protocol):
    """What is known of an accepted dossier (`replicas.AcceptedDossier`)."""

    @property
    def id(self) -> UUID: ...
    @property
    def revision(self) -> int: ...
    @property
    def case(self) -> str | None: ...
    @property
    def channel(self) -> Channel: ...
    @property
    def agency_code(self) -> str: ...
    @property
    def received_at(self) -> datetime: ...
    @property
    def facts(self) -> dict[str, Any]: ...
    @property
    def answered(self) -> list[str]: ...
    @property
    def papers(self) -> list[str]: ...


class Place(NamedTuple):
    """The agency a dossier was accepted at: its calendar, and the province whose fees hold there."""

    kind: AgencyKind
    ward_codes: Collection[str]
    calendar: Calendar
    province: str


class Outcome(NamedTuple):
    """What a revision makes of a dossier: đồng, a moment (None: no limit), `decides/level` (None: not competent)."""

    fee: int
    due: datetime | None
    route: str | None
    lacks: tuple[str, ...]


class Difference(NamedTuple):
    """One aspect of one dossier that comes out otherwise."""

    dossier_id: UUID
    aspect: Aspect
    before: Any
    after: Any
    vi: str
    en: str


class Rules(NamedTuple):
    """A revision, ready to be tried."""

    content: Content
    channels: Sequence[ChannelTerms]
    fields: Mapping[str | None, Mapping[str, Any]]


def ready(content: Content) -> Rules:
    """A revision made ready once for many dossiers."""
    channels = [terms for offer in content.channels for terms in channel_terms(offer)]
    return Rules(content, channels, {offer.case: answers(offer) or {} for offer in content.forms})


def outcome(rules: Rules, dossier: Tried, *, place: Place) -> Outcome:
    """What a revision makes of a dossier."""
    facts = {**dossier.facts, "channel": dossier.channel.value, "agency": dossier.agency_code}
    facts |= {"case": dossier.case} if dossier.case is not None else {}
    on = dossier.received_at.astimezone(LOCAL).date()
    terms = terms_for(rules.channels, dossier.channel, facts=facts)
    fee = total(reckon(terms.rules, facts=facts, on=on, province=place.province)) if terms else 0
    limit = terms.time_limit if terms else None
    found = deciding(
        rules.content.competences, place.kind, agency_code=dossier.agency_code, wards=place.ward_codes, on=on
    )
    level = (found.online_level or rules.content.online_level) if found else None
    return Outcome(
        fee=fee,
        due=due_at(limit, received_at=dossier.received_at, calendar=place.calendar) if limit else None,
        route=str(level) if level is not None else None,
        lacks=tuple(_lacks(rules, dossier, facts, is_offered=terms is not None)),
    )


def differences(dossier: Tried, *, before: Outcome, after: Outcome) -> list[Difference]:
    """What comes out otherwise."""
    found = []
    if before.fee != after.fee:
        words = f"{dong(before.fee)} → {dong(after.fee)}"
        found.append(
            Difference(dossier.id, Aspect.FEE, before.fee, after.fee, f"Phí, lệ phí: {words}", f"Fees: {words}")
        )
    if before.due != after.due:
        vi, en = "Thời hạn trả kết quả thay đổi", "The result is due at another time"
        found.append(Difference(dossier.id, Aspect.DUE_DATE, _moment(before.due), _moment(after.due), vi, en))
    if before.route != after.route:
        vi, en = "Cơ quan tiếp nhận hoặc mức độ trực tuyến thay đổi", "The agency's competence or online level changes"
        found.append(Difference(dossier.id, Aspect.ROUTE, before.route, after.route, vi, en))
    if before.lacks != after.lacks:
        vi, en = "Hồ sơ thiếu hoặc sai theo phiên bản này", "What the dossier lacks or gets wrong changes"
        found.append(Difference(dossier.id, Aspect.VALIDITY, list(before.lacks), list(after.lacks), vi, en))
    return found


def _lacks(rules: Rules, dossier: Tried, facts: Mapping[str, Any], *, is_offered: bool) -> list[str]:
    """What keeps the dossier from being whole: pointers to fields and papers, never a value."""
    if not is_offered:
        return ["/channel"]
    schema = rules.fields.get(dossier.case) or rules.fields.get(None) or {}
    answered, properties = frozenset(dossier.answered), schema.get("properties", {})
    found = [f"/answers/{name}" for name in sorted(set(schema.get("required", ())) - answered)]
    found += [
        f"/answers/{name}"
        for name in sorted(facts.keys() & properties.keys())
        if _is_lost(properties[name], facts[name])
    ]
    found += [f"/answers/{name}" for name in sorted(answered - properties.keys()) if properties]
    for paper in rules.content.papers:
        is_asked = paper.is_mandatory and paper.group in (None, dossier.case) and holds(paper.when, facts)
        if is_asked and not paper.satisfied_by and paper.id not in dossier.papers:
            found.append(f"/papers/{paper.id}")
    return found


def _is_lost(field: Mapping[str, Any], value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Whether a choice that was made is none any more."""
    choices = [one["const"] for one in field.get("oneOf", ()) if "const" in one] or field.get("enum", [])
    return bool(choices) and not isinstance(value, list) and value not in choices


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
