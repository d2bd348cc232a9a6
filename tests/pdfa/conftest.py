"""An office of dossier, as its own tests furnish it."""

import pytest

from services.dossier.tests.conftest import clock_at, office

__all__ = ["clock_at", "office"]


@pytest.fixture(scope="session")
def service_name() -> str:
    """Whose app and database the office is in."""
    return "dossier"
