"""What is due: the fee lines of one channel, and their sum, in đồng (Luật phí và lệ phí 97/2015/QH13)."""

from collections.abc import Sequence

from contracts.offers import ChannelTerms
from contracts.terms import Channel, FeeLine


def lines_due(terms: Sequence[ChannelTerms], channel: Channel) -> list[FeeLine]:
    """The fee lines of `channel` itself, not those of its special cases.

    `LookupError` when the procedure has no such channel: an unknown fee is not zero.
    """
    for one in terms:
        if one.channel is channel and one.case is None and one.when is None:
            return list(one.fees)
    raise LookupError(f"the procedure has no terms for channel {channel}")


def total(lines: Sequence[FeeLine]) -> int:
    """The sum of `lines`, in đồng."""
    return sum(line.amount for line in lines)
