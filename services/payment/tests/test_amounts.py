"""What is due."""

import pytest

from contracts.terms import Channel
from services.payment.amounts import lines_due, total
from services.payment.tests.factories import published


def test_each_channel_has_its_own_fee() -> None:
    terms = published(online=7_000, direct=15_000).channels
    assert total(lines_due(terms, Channel.ONLINE)) == 7_000
    assert total(lines_due(terms, Channel.DIRECT)) == 15_000


def test_a_channel_the_procedure_does_not_have_is_not_free() -> None:
    with pytest.raises(LookupError):
        lines_due(published().channels, Channel.POST)


def test_no_lines_are_nothing_due() -> None:
    assert total([]) == 0
