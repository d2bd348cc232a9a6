"""Which channels a notice takes."""

import pytest

from services.notification.choosing import ROUTES, Route, addresses, is_mailbox
from services.notification.kinds import Kind


def test_every_kind_has_its_routes() -> None:
    assert ROUTES.keys() == set(Kind)


def test_a_recipient_without_mail_is_told_in_the_inbox_only() -> None:
    assert addresses(Kind.DOSSIER_SUBMITTED, email=None) == []


def test_a_change_of_address_is_told_to_both_addresses_once_each() -> None:
    both = addresses(Kind.CONTACT_CHANGED, email="new@motcua.example", former_email="old@motcua.example")
    assert both == [(Route.EMAIL, "new@motcua.example"), (Route.EMAIL, "old@motcua.example")]
    assert len(addresses(Kind.CONTACT_CHANGED, email="a@motcua.example", former_email="a@motcua.example")) == 1


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
    ],
)
def test_anything_else_is_no_address(address: str) -> None:
    assert not is_mailbox(address)
    assert addresses(Kind.DOSSIER_SUBMITTED, email=address) == []
