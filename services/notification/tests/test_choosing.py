"""Which channels a notice takes."""

import pytest

from services.notification.choosing import ROUTES, Route, addresses, is_mailbox, is_phone, place_of
from services.notification.kinds import Kind

LAN = (Route.EMAIL, "lan@motcua.example")
PHONE = (Route.SMS, "+84912345001")


def test_every_kind_has_its_routes() -> None:
    assert ROUTES.keys() == set(Kind)


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.SECURITY}))
def test_a_recipient_without_mail_is_told_in_the_inbox_only(kind: Kind) -> None:
    assert addresses(kind, email=None, phone="0912345001") == []


def test_danger_to_an_account_reaches_who_has_no_mail_by_sms_and_others_by_mail_only() -> None:
    assert addresses(Kind.SECURITY, email=None, phone="0912345001") == [PHONE]
    assert addresses(Kind.SECURITY, email=LAN[1], phone="0912345001") == [LAN]
    assert addresses(Kind.SECURITY, email="Lan <lan@motcua.example>", phone="0912345001") == [PHONE]
    assert addresses(Kind.SECURITY, email=None, phone=None) == []


def test_a_change_of_address_is_told_to_both_addresses_once_each() -> None:
    both = addresses(Kind.CONTACT_CHANGED, email="new@motcua.example", others=["old@motcua.example"])
    assert both == [(Route.EMAIL, "new@motcua.example"), (Route.EMAIL, "old@motcua.example")]
    assert len(addresses(Kind.CONTACT_CHANGED, email="a@motcua.example", others=["a@motcua.example"])) == 1


def test_other_addresses_are_told_by_their_form() -> None:
    told = addresses(Kind.SECURITY, email=LAN[1], others=["0912345001", "+84912345001", "nonsense", "lan\n@x.example"])
    assert told == [LAN, PHONE]


@pytest.mark.parametrize("address", ["lan@motcua.example", "a.b+c_d-e@x-y.motcua.vn", "o'neil@motcua.example"])
def test_a_plain_mailbox_is_accepted(address: str) -> None:
    assert is_mailbox(address)


@pytest.mark.parametrize(
    "address",
    [
        "lan@motcua.example\r\nBcc: x@y.example",
        "lan@motcua.example\n",
        "Lan <lan@motcua.example>",
        "lan@motcua.example,minh@motcua.example",
        "lan",
        "lan@localhost",
        "lan @motcua.example",
        "lan@mot\x00cua.example",
        "l" * 65 + "@motcua.example",
        "lan@" + "a." * 130 + "example",
        "",
        "0912345001\r\nBcc: x@y.example",
        "+84912345001\n",
        "0912345001,0912345002",
        "12345",
        "+1 202 555 0143",
    ],
)
def test_anything_else_is_no_address(address: str) -> None:
    assert not is_mailbox(address)
    assert not is_phone(address)
    assert place_of(address) is None
    assert addresses(Kind.DOSSIER_SUBMITTED, email=address, others=[address]) == []


@pytest.mark.parametrize("typed", ["0912345001", "84912345001", "+84912345001"])
def test_a_phone_number_is_used_in_its_international_form(typed: str) -> None:
    assert place_of(typed) == PHONE
    assert is_phone(PHONE[1])
