"""How long a rating may be given, pure.

Ratings are collected continuously, with a slip beside form 01, 02 and 03 (Thông tư 01/2018/TT-VPCP, chapter III): a
dossier that was delivered may be rated, and one the desk declined to receive (form 03).
"""

from datetime import datetime, timedelta

OPEN_FOR = timedelta(days=30)


def closes_at(opened_at: datetime) -> datetime:
    """The first moment at which a rating is too late."""
    return opened_at + OPEN_FOR


def is_open(closing_at: datetime, *, at: datetime) -> bool:
    """Whether a rating may still be given."""
    return at < closing_at
