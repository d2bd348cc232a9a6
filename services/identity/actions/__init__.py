"""What identity writes, one file per aggregate: `actions.<aggregate>.<verb>`; each action is one sentence."""

from services.identity.actions import agencies, grants, interactions, people

__all__ = ["agencies", "grants", "interactions", "people"]
