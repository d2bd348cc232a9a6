"""Which terms a dossier is under, by channel, case and condition."""

from contracts.conditions import Condition
from contracts.offers import ChannelTerms, terms_for
from contracts.terms import Channel

HERITAGE = Condition(test={"properties": {"heritage": {"const": True}}, "required": ["heritage"]}, vi="a", en="a")


def terms(note: str, *, case: str | None = None, when: Condition | None = None) -> ChannelTerms:
    return ChannelTerms(channel=Channel.ONLINE, time_limit=None, fees=[], note=note, case=case, when=when)


LISTED = [
    terms("of the case", case="b"),
    terms("its own"),
    terms("conditional", when=HERITAGE),
    terms("both", case="a", when=HERITAGE),
    terms("again", case="b"),
]


def chosen(**facts: object) -> str | None:
    found = terms_for(LISTED, Channel.ONLINE, facts=facts)
    return found.note if found else None


def test_the_channels_own_terms_are_for_everybody_else() -> None:
    assert chosen() == chosen(case="a") == chosen(case="z", heritage=False) == "its own"


def test_the_most_particular_terms_that_hold_apply() -> None:
    assert chosen(heritage=True) == "conditional"
    assert chosen(case="a", heritage=True) == "both"


def test_among_equals_the_first_applies() -> None:
    assert chosen(case="b") == chosen(case="b", heritage=True) == "of the case"


def test_a_channel_without_terms_is_not_offered() -> None:
    assert terms_for(LISTED, Channel.POST, facts={}) is None
    assert terms_for([terms("conditional", when=HERITAGE)], Channel.ONLINE, facts={}) is None
