"""Double entry: money never appears, it moves from one account to another.

A posting is an account and a signed amount in đồng: debit positive, credit negative. The postings of one
transaction sum to zero, so the whole ledger does.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Posting:
    """One side of a movement; `amount` > 0 is a debit, < 0 a credit, in đồng."""

    account: str
    amount: int


def is_balanced(postings: Iterable[Posting]) -> bool:
    """Whether nothing appeared and nothing vanished."""
    return sum(posting.amount for posting in postings) == 0


def collected(*, gateway: str, agency_code: str, amount: int) -> tuple[Posting, Posting]:
    """The gateway holds `amount` for the fees of an agency."""
    return _moved(amount, to=f"gateway:{gateway}", of=f"fees:agency:{agency_code}")


def owed_back(*, gateway: str, agency_code: str, amount: int) -> tuple[Posting, Posting]:
    """The gateway holds `amount` that a payer did not owe: a debt to the payer, not a fee."""
    return _moved(amount, to=f"gateway:{gateway}", of=f"refunds:agency:{agency_code}")


def _moved(amount: int, *, to: str, of: str) -> tuple[Posting, Posting]:
    if amount <= 0:
        raise ValueError("only a positive amount can move")
    return Posting(to, amount), Posting(of, -amount)
