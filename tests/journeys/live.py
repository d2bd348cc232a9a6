"""A running stack as the world of a journey: its public address, and the passwords its runner made."""

import json
import os
from pathlib import Path

import httpx

from deploy.local.people import PARTNER
from deploy.local.settings import LocalSettings
from tests.journeys.errand import World, pause


def live() -> World:
    """The stack at `BASE_URL` with `MOTCUA_SECRETS`, else the one the runner's own settings describe."""
    settings = LocalSettings()
    address = os.environ.get("BASE_URL", settings.address)
    return live_at(address, Path(os.environ.get("MOTCUA_SECRETS", settings.state / "secrets.json")))


def live_at(address: str, secrets: Path) -> World:
    """The stack at an address, with the secrets its runner made."""
    made = json.loads(secrets.read_text("utf-8"))
    return World(
        lambda: httpx.AsyncClient(base_url=address, timeout=30),
        made["people"],
        pause,
        address=address,
        client_secrets={PARTNER: made["partner"]},
    )
