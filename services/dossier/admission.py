"""Whether a dossier may be opened or sent: the procedure is offered online, and the agency is competent for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from contracts.catalog import ProcedurePublished
from contracts.competence import Competence, deciding
from contracts.offers import ChannelTerms, Form, terms_for
from contracts.terms import AgencyKind, Channel, OnlineLevel
from kit.faults import Fault
from kit.problems import Invalid
from services.dossier.problems import NotOnline, NotThisWay, ProcedureOver

UNKNOWN_PROCEDURE = Fault("/procedure_code", "unknown", "Không có thủ tục này.", "There is no such procedure.")
UNKNOWN_AGENCY = Fault("/agency_code", "unknown", "Không có cơ quan này.", "There is no such agency.")
NOT_COMPETENT = Fault(
    "/agency_code",
    "not-competent",
    "Cơ quan này không có thẩm quyền giải quyết thủ tục.",
    "This agency is not competent for the procedure.",
)
UNKNOWN_CASE = Fault("/case", "unknown", "Thủ tục không có trường hợp này.", "The procedure has no such case.")


class Office(Protocol):
    """What admission looks at of an agency."""

    @property
    def code(self) -> str: ...
    @property
    def ward_codes(self) -> Sequence[str]: ...
    @property
    def kind(self) -> AgencyKind: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Since when a procedure is offered no longer, and what takes its place: a code, and its name if it is known."""

    closed_on: date
    replaced_by: str | None = None
    name: str | None = None


def check_open(procedure: ProcedurePublished | None, closed: Closed | None, *, on: date) -> None:
    """Raise ProcedureOver from the day a procedure was closed, unless a later revision opened it again."""
    if closed is None or on < closed.closed_on:
        return
    if procedure is not None and procedure.effective_from >= closed.closed_on:
        return
    vi, en = f"Từ ngày {closed.closed_on:%d/%m/%Y}.", f"Since {closed.closed_on}."
    if closed.replaced_by is not None:
        instead = f"{closed.name} ({closed.replaced_by})" if closed.name else closed.replaced_by
        vi, en = f"{vi} Thay bằng thủ tục: {instead}.", f"{en} Replaced by: {instead}."
    raise ProcedureOver(vi, en)


def admit(
    procedure: ProcedurePublished | None,
    agency: Office | None,
    *,
    case: str | None,
    on: date,
    channel: Channel = Channel.ONLINE,
) -> ChannelTerms:
    """The terms of the channel under which the dossier may be opened on a day.

    Raises Invalid with every fault of the request, or NotOnline or NotThisWay when it is not offered that way.
    """
    if faults := list(admission_faults(procedure, agency, case=case, on=on)):
        raise Invalid(errors=faults)
    assert procedure is not None
    assert agency is not None
    terms = terms_for(procedure.channels, channel, facts={} if case is None else {"case": case})
    return check_offered(procedure, agency, terms=terms, on=on, channel=channel)


def check_offered(
    procedure: ProcedurePublished, agency: Office, *, terms: ChannelTerms | None, on: date, channel: Channel
) -> ChannelTerms:
    """The terms found for a dossier; NotOnline without any, or where the agency does not take it online; at the counter
    and by post every procedure is taken for which there are terms (NotThisWay).
    """
    if channel is not Channel.ONLINE:
        if terms is None:
            raise NotThisWay
        return terms
    if terms is None or _level(procedure, agency, on=on) is OnlineLevel.INFORMATION:
        raise NotOnline
    return terms


def form_key(procedure: ProcedurePublished, case: str | None) -> tuple[object, ...]:
    """What stands for the form of a revision and case: it never changes under them."""
    return (procedure.revision_id, case)


def form_of(procedure: ProcedurePublished, case: str | None) -> Form:
    """The form of a case; the procedure's own where the case has none."""
    own = next((one.form for one in procedure.cases if one.id == case), None)
    return own or procedure.form


def admission_faults(
    procedure: ProcedurePublished | None, agency: Office | None, *, case: str | None, on: date
) -> Iterator[Fault]:
    """What keeps the agency from receiving a dossier of this case on a day."""
    if procedure is None:
        yield UNKNOWN_PROCEDURE
    elif case is not None and case not in _cases(procedure):
        yield UNKNOWN_CASE
    if agency is None or not (agency.valid_from <= on and (agency.valid_to is None or on <= agency.valid_to)):
        yield UNKNOWN_AGENCY
    elif procedure is not None and not _is_competent(procedure, agency, on=on):
        yield NOT_COMPETENT


def _cases(procedure: ProcedurePublished) -> set[str | None]:
    return {one.id for one in procedure.cases} | {component.group for component in procedure.components}


def _is_competent(procedure: ProcedurePublished, agency: Office, *, on: date) -> bool:
    if not procedure.competences:
        return agency.kind in procedure.agency_kinds
    return _entry(procedure, agency, on=on) is not None


def _level(procedure: ProcedurePublished, agency: Office, *, on: date) -> OnlineLevel:
    """How far the procedure goes online there: as the agency's own entry says, else as the procedure does."""
    entry = _entry(procedure, agency, on=on)
    return (entry.online_level if entry else None) or procedure.online_level


def _entry(procedure: ProcedurePublished, agency: Office, *, on: date) -> Competence | None:
    return deciding(procedure.competences, agency.kind, agency_code=agency.code, wards=agency.ward_codes, on=on)
