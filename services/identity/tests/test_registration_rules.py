"""What a registration declares, who may claim a number, what a recovery allows, how much a network may ask for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from services.identity.credentials import rations, recovery
from services.identity.credentials.lockouts import Count
from services.identity.credentials.recovery import Next, Proof, Step
from services.identity.records import claiming, registrations
from services.identity.records.claiming import Address, Claim, Holder, Outcome, Registering
from services.identity.records.identifiers import Identifier, Kind
from services.identity.records.registrations import Declared, Registrant

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = AT.date()
CITIZEN = {
    "full_name": " Hoàng  Thị Mai ",
    "personal_number": "030 195 004 321",
    "birth_date": "12/05/1995",
    "sex": "female",
    "contact": "mai@motcua.example",
    "password": "hoa sen vang nho",
}
BUSINESS = {
    "business_name": "Công ty TNHH Sen Vàng",
    "tax_code": "0100109106",
    "representative": "Hoàng Thị Mai",
    "representative_number": "030195004321",
    "contact": "0912345009",
    "password": "mưa hè xanh mát",
}
FOREIGNER = {
    "full_name": "Anna O'Brien-Smith",
    "passport_number": "pa 1234567",
    "nationality": "AUS",
    "birth_date": "1990-01-31",
    "sex": "female",
    "contact": "anna@motcua.example",
    "password": "hoa sen vang nho",
}
ALL = [(Registrant.CITIZEN, CITIZEN), (Registrant.BUSINESS, BUSINESS), (Registrant.FOREIGNER, FOREIGNER)]


@dataclass
class Asked:
    effective_at: datetime
    cancelled_at: datetime | None = None
    used_at: datetime | None = None


def check(kind: Registrant, typed: dict[str, str]) -> tuple[Declared | None, list[tuple[str, str]]]:
    declared, faults = registrations.check(typed, kind=kind, on=TODAY, listed={"password"})
    return declared, [(one.pointer, one.code) for one in faults]


def test_a_citizens_registration_is_read() -> None:
    declared, faults = check(Registrant.CITIZEN, CITIZEN)
    assert faults == []
    assert declared is not None
    assert declared.attributes == {
        "full_name": "Hoàng Thị Mai",
        "personal_number": "030195004321",
        "birth_date": "1995-05-12",
        "sex": "female",
    }
    assert declared.numbers == (Identifier(Kind.PERSONAL_NUMBER, "030195004321"),)
    assert declared.contact.identifier == Identifier(Kind.EMAIL, "mai@motcua.example")


def test_a_businesss_and_a_foreigners_registration_are_read() -> None:
    business, _ = check(Registrant.BUSINESS, BUSINESS)
    foreigner, _ = check(Registrant.FOREIGNER, FOREIGNER | {"residence_card": "na 3012345"})
    assert business is not None
    assert foreigner is not None
    assert business.numbers == (Identifier(Kind.TAX_CODE, "0100109106"),)
    assert business.attributes["representative_number"] == "030195004321"
    assert foreigner.numbers == (Identifier(Kind.PASSPORT, "AUS/PA1234567"),)
    assert foreigner.attributes["residence_card"] == "NA3012345"


@pytest.mark.parametrize(("kind", "typed"), ALL)
def test_everything_that_is_missing_is_told_at_once(kind: Registrant, typed: dict[str, str]) -> None:
    declared, faults = check(kind, {})
    assert declared is None
    assert sorted(faults) == sorted((f"/{name}", "missing") for name in typed)


def test_every_wrong_field_is_told_at_once() -> None:
    wrong = {
        "full_name": "Mai <b>",
        "personal_number": "003294004321",
        "birth_date": "31/02/1995",
        "sex": "other",
        "contact": "mai",
        "password": "ngan",
    }
    assert check(Registrant.CITIZEN, wrong)[1] == [
        ("/full_name", "malformed"),
        ("/personal_number", "unknown-place"),
        ("/birth_date", "no-such-day"),
        ("/sex", "not-a-choice"),
        ("/contact", "malformed"),
        ("/password", "too-short"),
    ]
    business = {"business_name": "x" * 201, "tax_code": "1", "representative": "1", "representative_number": "1"}
    assert [code for _, code in check(Registrant.BUSINESS, BUSINESS | business)[1]] == [
        "too-long",
        "malformed",
        "malformed",
        "malformed",
    ]
    foreigner = {"passport_number": "!", "nationality": "VNM", "residence_card": "?"}
    assert [one for one, _ in check(Registrant.FOREIGNER, FOREIGNER | foreigner)[1]] == [
        "/passport_number",
        "/nationality",
        "/residence_card",
    ]


@pytest.mark.parametrize("born", ["2026-11-24", "1890-01-01"])
def test_nobody_is_born_tomorrow_or_in_another_age(born: str) -> None:
    assert ("/birth_date", "not-a-birth-date") in check(Registrant.CITIZEN, CITIZEN | {"birth_date": born})[1]


@pytest.mark.parametrize(("password"), ["hoang thi mai oi", "030195004321!", "mai@motcua.example", "sinh 12051995"])
def test_a_password_may_not_hold_what_was_just_declared(password: str) -> None:
    faults = check(Registrant.CITIZEN, CITIZEN | {"password": password})[1]
    assert faults == [("/password", "guessable")]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1994-05-12", date(1994, 5, 12)),
        (" 12/5/1994 ", date(1994, 5, 12)),
        ("12.05.1994", date(1994, 5, 12)),
        ("30/02/1994", None),
        ("1994", None),
        ("0000-01-01", None),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, meant: date | None) -> None:
    assert registrations.day(typed) == meant


@pytest.mark.parametrize("claim", list(Claim))
@pytest.mark.parametrize("holder", list(Holder))
def test_every_claim_has_an_outcome_and_nobody_loses_a_verified_number(holder: Holder, claim: Claim) -> None:
    outcome = claiming.outcome(holder, claim)
    if holder is Holder.VERIFIED:
        assert outcome is (Outcome.MERGE if claim is Claim.VERIFIED else Outcome.KEEP)
    if claim is Claim.DECLARED and holder is Holder.DECLARED:
        assert outcome is Outcome.KEEP, "the second to declare a number takes nothing from the first"
    if claim is Claim.VERIFIED and holder in (Holder.DECLARED, Holder.CLOSED):
        assert outcome is Outcome.MOVE, "who merely declared it never keeps its owner out"


def test_an_address_alone_reopens_nothing() -> None:
    assert set(claiming.REGISTERING) == set(Address)
    assert claiming.REGISTERING[Address.CLOSED_OTHER] is Registering.NEW
    assert [one for one, what in claiming.REGISTERING.items() if what is Registering.REOPENED] == [Address.CLOSED_SAME]


@pytest.mark.parametrize(
    ("has_factors", "proofs", "step"),
    [
        (False, set(), Step(Next.CODE)),
        (False, {Proof.CONTACT}, Step(Next.PASSWORD, is_doubted=True)),
        (False, {Proof.WAITED}, Step(Next.CODE)),
        (True, set(), Step(Next.CODE)),
        (True, {Proof.FACTOR}, Step(Next.CODE)),
        (True, {Proof.PAPER}, Step(Next.CODE)),
        (True, {Proof.WAITED}, Step(Next.CODE)),
        (True, {Proof.CONTACT}, Step(Next.FACTOR_OR_WAIT)),
        (True, {Proof.CONTACT, Proof.FACTOR}, Step(Next.PASSWORD)),
        (True, {Proof.CONTACT, Proof.PAPER}, Step(Next.PASSWORD)),
        (True, {Proof.CONTACT, Proof.WAITED}, Step(Next.PASSWORD, is_disarming=True, is_doubted=True)),
    ],
)
def test_what_was_proven_decides_what_may_be_set_anew(has_factors: bool, proofs: set[Proof], step: Step) -> None:
    assert recovery.step(proofs, has_factors=has_factors) == step


def test_a_mailbox_an_agency_vouches_for_leaves_no_doubt_but_waiting_always_does() -> None:
    assert not recovery.step({"contact"}, has_factors=False, is_vouched=True).is_doubted
    assert recovery.step({"contact", "waited"}, has_factors=True, is_vouched=True).is_doubted


def test_factors_go_only_after_the_wait_and_never_without_doubt() -> None:
    for step in recovery.TABLE.values():
        assert step.is_doubted or not step.is_disarming
        assert step.next is Next.PASSWORD or not (step.is_doubted or step.is_disarming)


def test_a_request_waits_is_usable_for_a_week_and_can_be_cancelled_until_used() -> None:
    effective = AT + timedelta(hours=72)
    asked = Asked(effective)
    second = timedelta(seconds=1)
    assert recovery.is_open(asked, at=AT)
    assert not recovery.is_usable(asked, at=effective - second)
    assert recovery.is_usable(asked, at=effective)
    assert recovery.is_usable(asked, at=effective + recovery.USABLE - second)
    assert not recovery.is_usable(asked, at=effective + recovery.USABLE)
    assert not recovery.is_open(asked, at=effective + recovery.USABLE)
    assert not recovery.is_usable(Asked(effective, cancelled_at=AT), at=effective)
    assert not recovery.is_open(Asked(effective, used_at=effective), at=effective)


def test_a_network_has_so_many_then_one_at_a_time_and_a_fresh_start_after_a_day() -> None:
    ration = rations.Ration("test", free=2, pause=timedelta(minutes=1))
    count = Count(0, failed_at=AT, blocked_until=AT)
    first = rations.another(count, ration, at=AT)
    second = rations.another(first, ration, at=AT)
    assert (first.failures, first.blocked_until) == (1, AT)
    assert (second.failures, second.blocked_until) == (2, AT + ration.pause)
    tomorrow = AT + timedelta(hours=25)
    assert rations.another(second, ration, at=tomorrow).failures == 1
