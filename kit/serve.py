"""`python -m kit.serve SERVICE`: run a service on its address until SIGTERM, then drain for at most 20 seconds."""

import importlib
import sys

import uvicorn
from fastapi import FastAPI

from kit.secrecy import conceal
from kit.settings import Settings

DRAIN_SECONDS = 20


def main(service: str) -> None:
    """Serve `services.{service}.app:create`."""
    app: FastAPI = importlib.import_module(f"services.{service}.app").create()
    settings: Settings = app.state.settings
    uds, host, port = None, "127.0.0.1", 0
    if settings.listen.startswith("unix:"):
        uds = settings.listen.removeprefix("unix:")
    else:
        host, _, number = settings.listen.rpartition(":")
        host, port = host.strip("[]"), int(number)
    uvicorn.run(
        app,
        uds=uds,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        h11_max_incomplete_event_size=64 << 10,
    )


if __name__ == "__main__":
    if not Settings().is_inspectable:
        conceal()
    main(sys.argv[1])
