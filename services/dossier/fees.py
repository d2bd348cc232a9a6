"""What a dossier owes when it is sent: the lines payment bills, in đồng. An amount nobody laid down is not billed."""

from datetime import date

from contracts.conditions import Facts
from contracts.offers import ChannelTerms
from contracts.reckoning import Reckoned, lines, reckon
from contracts.terms import FeeLine
from kit.vietnamese import dong


def owed(terms: ChannelTerms, *, facts: Facts, on: date, province_code: str) -> list[FeeLine]:
    """The lines due under these terms: reckoned where they have rules, else the certain ones."""
    if not terms.rules:
        return list(terms.fees)
    return lines(reckon(terms.rules, facts=facts, on=on, province=province_code))


def certain(line: FeeLine) -> Reckoned:
    """A line of terms without rules, as one that was reckoned."""
    words = f"{line.name}: {dong(line.amount)}"
    return Reckoned(
        code=line.code,
        name=line.name,
        name_en=None,
        kind=line.kind,
        amount=line.amount,
        quantity=1,
        vi=words,
        en=words,
        basis=line.basis,
        reliefs=[],
    )
