"""The embedded PostgreSQL as the runner starts it, for the tests of what is made in it."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.local import account, postgres
from deploy.local.environment import Environments
from deploy.local.layout import REPO, Layout
from deploy.local.secrets import Secrets
from deploy.local.settings import LocalSettings
from deploy.local.supervisor import Supervisor


@pytest.fixture(scope="module")
async def administrator() -> AsyncIterator[str]:
    """The administrator's URL of an embedded server of its own, stopped at the end."""
    top = Path(tempfile.mkdtemp(prefix="motcua-test-"))
    layout, secrets, user = Layout(top), Secrets(), account.choose()
    if user is not None:
        account.open_ways([top], user)
    for folder in (*layout.folders(), layout.pg):
        account.own(folder, user)
    environments = Environments(LocalSettings.model_validate({"state": top, "database_url": ""}), layout, secrets)
    program = postgres.program(layout, environments, password=secrets.roles["postgres"], account=user)
    supervisor = Supervisor([program], folder=REPO, logs=layout.logs, account=user)
    try:
        await asyncio.wait_for(supervisor.start(), 60)
        yield environments.administrator
    finally:
        await supervisor.stop()
        shutil.rmtree(top)
