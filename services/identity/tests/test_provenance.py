"""Which source's value counts, and until when."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from services.identity.records import provenance
from services.identity.records.provenance import Source

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
TODAY = AT.date()
SECOND = timedelta(seconds=1)


@dataclass
class Value:
    name: str
    source: Source
    verified_at: datetime | None = None
    valid_until: date | None = None


def test_verified_values_outrank_declared_ones_and_newer_outrank_older() -> None:
    declared = Value("full_name", Source.DECLARED, AT)
    older, newer = (Value("full_name", Source.POPULATION_DATABASE, at) for at in (AT, AT + SECOND))
    phone = Value("phone", Source.DECLARED)
    assert provenance.outranking([declared, older, newer, phone], on=TODAY) == {"full_name": newer, "phone": phone}
    assert provenance.outranking([newer, older, declared], on=TODAY)["full_name"] is newer


def test_a_verified_value_past_its_last_day_yields_to_every_valid_one_and_alone_still_counts() -> None:
    declared = Value("residence", Source.DECLARED)
    registered = Value("residence", Source.POPULATION_DATABASE, AT, valid_until=TODAY)
    corrected = Value("residence", Source.AGENCY, AT)
    tomorrow = TODAY + timedelta(days=1)
    assert provenance.outranking([declared, registered, corrected], on=TODAY)["residence"] is registered
    assert provenance.outranking([declared, registered, corrected], on=tomorrow)["residence"] is corrected
    assert provenance.outranking([declared, registered], on=tomorrow)["residence"] is declared
    assert provenance.outranking([registered], on=tomorrow)["residence"] is registered
    assert [provenance.is_verified(registered, on=day) for day in (TODAY, tomorrow)] == [True, False]
    assert not provenance.is_verified(declared, on=TODAY)


def test_a_registry_counts_for_more_than_an_agency_and_both_for_more_than_the_person() -> None:
    assert provenance.is_outranked_by(Source.AGENCY, Source.POPULATION_DATABASE)
    assert provenance.is_outranked_by(Source.DECLARED, Source.AGENCY)
    assert not provenance.is_outranked_by(Source.AGENCY, Source.AGENCY)
