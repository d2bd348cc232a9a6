"""What can be wrong with a rating."""

from kit.problems import Conflict, Gone


class AlreadyRated(Conflict):
    """Hồ sơ này đã được đánh giá."""

    english = "This dossier has been rated already."


class WindowClosed(Gone):
    """Đã hết thời hạn đánh giá hồ sơ này."""

    english = "The time to rate this dossier has passed."
