"""What a dossier owes when it is sent: the lines payment bills, in đồng. An amount nobody laid down is not billed."""

from datetime import date

from contracts.conditions import Facts
from contracts.offers import ChannelTerms
from contracts.reckoning import lines, reckon
from contracts.terms import FeeLine


def owed(terms: ChannelTerms, *, facts: Facts, on: date, province_code: str) -> list[FeeLine]:
    """The lines due under these terms: reckoned where they have rules, else the certain ones."""
    if not terms.rules:
        return list(terms.fees)
    return lines(reckon(terms.rules, facts=facts, on=on, province=province_code))
