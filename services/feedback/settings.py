"""Feedback needs nothing beyond the shared settings."""

from kit.settings import Settings


class FeedbackSettings(Settings):
    """Settings of feedback."""
