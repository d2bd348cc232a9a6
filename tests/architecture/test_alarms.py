"""Whatever identity says at once to the owner of an account, notification has words of its own for."""

import pytest

from services.identity.activity import Kind
from services.notification.kinds import NOTES

ALARMING = sorted(kind.value.word for kind in Kind if kind.value.is_alarming)


@pytest.mark.parametrize("note", ALARMING)
def test_an_alarm_of_identity_is_told_in_words_of_its_own(note: str) -> None:
    assert note in NOTES
