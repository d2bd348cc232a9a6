"""Whether a dossier may be opened: the procedure is offered online, and the agency is competent for it."""

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from contracts.catalog import ProcedurePublished
from contracts.offers import ChannelTerms
from contracts.terms import AgencyKind, Channel, OnlineLevel
from kit.faults import Fault
from kit.problems import Invalid
from services.dossier.problems import NotOnline

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
    def kind(self) -> AgencyKind: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


def admit(procedure: ProcedurePublished | None, agency: Office | None, *, case: str | None, on: date) -> ChannelTerms:
    """The online terms under which the dossier may be opened on a day.

    Raises Invalid with every fault of the request, or NotOnline when the procedure is not offered online.
    """
    if faults := list(_faults(procedure, agency, case=case, on=on)):
        raise Invalid(errors=faults)
    assert procedure is not None
    terms = channel_terms(procedure, Channel.ONLINE)
    if terms is None or procedure.online_level is OnlineLevel.INFORMATION:
        raise NotOnline
    return terms


def channel_terms(procedure: ProcedurePublished, channel: Channel) -> ChannelTerms | None:
    """The time limit and fees of a channel, None when the procedure is not offered on it."""
    return next((one for one in procedure.channels if one.channel is channel), None)


def _faults(
    procedure: ProcedurePublished | None, agency: Office | None, *, case: str | None, on: date
) -> Iterator[Fault]:
    if procedure is None:
        yield UNKNOWN_PROCEDURE
    elif case is not None and case not in {component.group for component in procedure.components}:
        yield UNKNOWN_CASE
    if agency is None or not (agency.valid_from <= on and (agency.valid_to is None or on <= agency.valid_to)):
        yield UNKNOWN_AGENCY
    elif procedure is not None and agency.kind not in procedure.agency_kinds:
        yield NOT_COMPETENT
