"""Which programs make up the stack, what each waits for, and when each is ready: `make run` on one page."""

import asyncio
import sys
from collections.abc import Iterator

from deploy.local import postgres
from deploy.local.account import Account
from deploy.local.environment import Environments
from deploy.local.layout import SERVICES, Layout
from deploy.local.program import Program
from deploy.local.readiness import accepts, answers, broker_listens, socket_answers
from deploy.local.secrets import Secrets
from deploy.local.settings import LocalSettings
from gateway.drain import drain
from gateway.program import command as envoy_command

PYTHON = sys.executable
DRAIN_SECONDS = 3.0


class Plan:
    """The programs of one run, in the order in which they are told."""

    def __init__(self, settings: LocalSettings, layout: Layout, *, secrets: Secrets, account: Account | None) -> None:
        self._settings, self._layout, self._secrets, self._account = settings, layout, secrets, account
        self._environments = Environments(settings, layout, secrets)

    def programs(self) -> list[Program]:
        """All of them; what the operator brought (a real database, broker, mail server) is left out."""
        return [
            *self._foundations(),
            self._prepare(),
            *self._sandboxes(),
            self._door(),
            *self._services(),
            self._gateway(),
        ]

    def _foundations(self) -> Iterator[Program]:
        if not self._settings.database_url.get_secret_value():
            yield postgres.program(
                self._layout,
                self._environments,
                password=self._secrets.roles["postgres"],
                account=self._account,
            )
        if not self._settings.kafka_bootstrap_servers:
            file = self._layout.broker

            async def before() -> None:
                # a dead broker's address must not be taken for the new one's
                file.unlink(missing_ok=True)

            yield Program(
                name="broker",
                command=(PYTHON, "-m", "deploy.local.broker", str(file)),
                environment=self._environments.plain(),
                before=before,
                ready=broker_listens(file),
            )

    def _prepare(self) -> Program:
        return Program(
            name="prepare",
            command=(PYTHON, "-m", "deploy.local.prepare"),
            environment=self._environments.prepare(),
            # not after postgres: it waits for it itself, and reads its own code meanwhile
            is_task=True,
        )

    def _services(self) -> Iterator[Program]:
        for service in SERVICES:
            socket = self._layout.socket(service)
            yield Program(
                name=service,
                command=(PYTHON, "-m", "kit.serve", service),
                environment=self._environments.service(service),
                after=(*self._standing("postgres", "broker"), "prepare"),
                ready=socket_answers(socket, "/readyz"),
            )

    def _sandboxes(self) -> Iterator[Program]:
        """They need no database, but two cores are few: the first start of PostgreSQL goes ahead."""
        vnpay = self._layout.socket("vnpay")
        yield Program(
            name="vnpay",
            command=_uvicorn("deploy.local.vnpay.app:create", str(vnpay)),
            environment=self._environments.vnpay(),
            after=self._standing("postgres"),
            ready=accepts(vnpay),
        )
        if self._settings.has_own_vneid:
            vneid = self._layout.socket("vneid")
            yield Program(
                name="vneid",
                command=_uvicorn("deploy.local.vneid.app:create", str(vneid)),
                environment=self._environments.vneid(),
                after=self._standing("postgres"),
                ready=socket_answers(vneid, "/sandbox/vneid/jwks"),
            )
        if self._settings.has_own_mailbox:
            mailbox = self._layout.socket("mailbox")
            yield Program(
                name="mailbox",
                command=_uvicorn("deploy.local.mailbox:create", str(mailbox)),
                environment=self._environments.mailbox(),
                after=self._standing("postgres"),
                ready=socket_answers(mailbox, "/sandbox/mail/messages?to=nobody"),
            )

    def _gateway(self) -> Program:
        sandboxes = [program.name for program in self._sandboxes()]
        config = self._layout.envoy / "envoy.json"

        async def leave() -> None:
            try:
                await asyncio.to_thread(drain, self._layout.run, seconds=DRAIN_SECONDS)
            except OSError:
                return  # it answers no more: nothing left to drain

        return Program(
            name="gateway",
            command=tuple(envoy_command(config)),
            environment=self._environments.plain(),
            after=(*SERVICES, *sandboxes, "routes"),
            leave=leave,
            ready=answers(f"http://{self._settings.here}", "/.well-known/openid-configuration"),
        )

    def _door(self) -> Program:
        """Writes Envoy's configuration and pages, and has Envoy check them."""
        settings, config = self._settings, str(self._layout.envoy / "envoy.json")
        place = ("--run-dir", str(self._layout.run), "--listen", f"{settings.host}:{settings.port}")
        return Program(
            name="routes",
            command=(
                *(PYTHON, "-m", "gateway", "envoy", *place),
                *("--public-url", settings.address, "--sandboxes", "--out", config),
                *("--rate-scale", str(settings.rate_scale)),
                *(f"--extra-host={name}" for name in settings.other_hosts),
            ),
            environment=self._environments.plain(),
            after=self._standing("postgres"),
            is_task=True,
        )

    def _standing(self, *names: str) -> tuple[str, ...]:
        """Those of the names that are started here at all."""
        settings = self._settings
        given = {"postgres": bool(settings.database_url.get_secret_value()), "broker": settings.kafka_bootstrap_servers}
        return tuple(name for name in names if not given.get(name))


def _uvicorn(factory: str, socket: str) -> tuple[str, ...]:
    quiet = ("--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "10")
    return (PYTHON, "-m", "uvicorn", factory, "--factory", "--uds", socket, *quiet)
