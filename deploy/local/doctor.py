"""`make doctor`: asks everything that should answer, and says what is wrong."""

import asyncio
import json
import shutil
from collections.abc import Awaitable
from dataclasses import dataclass

import asyncpg
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from deploy.local import ports, secrets, state
from deploy.local.caught_up import hearing
from deploy.local.databases import administrator_url
from deploy.local.layout import SERVICES, Layout
from deploy.local.memory import weigh
from deploy.local.pids import is_alive
from deploy.local.readiness import TROUBLE, ask
from deploy.local.settings import LocalSettings
from gateway.envoy import ADMIN_SOCKET

LEAST_DISK = 1 << 30
MOST_LAG = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer: `what` was asked, whether it `is_well`, and what was found."""

    what: str
    is_well: bool
    found: str


async def examine(settings: LocalSettings) -> list[Finding]:
    """Asks all parts at once; one finding each."""
    layout = Layout(settings.state)
    now = state.read(layout.state)
    if now is None or not is_alive(now.runner):
        return [Finding("runner", False, "does not run here: make run"), _disk(settings)]
    asked: list[Awaitable[Finding]] = [
        _database(settings, layout),
        asyncio.to_thread(_broker, settings, layout),
        *(_service(layout, service) for service in SERVICES),
        _keys(settings),
        _envoy(layout),
    ]
    answers = await asyncio.gather(*asked)
    return [_runner(now), *_ports(settings), _disk(settings), *answers, _memory(now)]


def _runner(now: state.State) -> Finding:
    restarts = ", ".join(f"{name} {count}" for name, count in now.restarts.items() if count) or "none"
    return Finding("runner", now.phase == "ready", f"pid {now.runner.pid}, {now.phase}, restarts: {restarts}")


def _ports(settings: LocalSettings) -> list[Finding]:
    wanted = [("gateway", settings.host, settings.port)]
    if settings.has_own_mailbox:
        wanted.append(("mailbox", "127.0.0.1", settings.mail_port))
    found = [(part, port, ports.holder(port, host)) for part, host, port in wanted]
    return [Finding(f"port {port}", held is not None, held or f"nobody listens: {part}") for part, port, held in found]


def _disk(settings: LocalSettings) -> Finding:
    place = next(folder for folder in (settings.state, *settings.state.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    return Finding("disk", free >= LEAST_DISK, f"{free / (1 << 30):.1f} GiB free at {place}")


async def _database(settings: LocalSettings, layout: Layout) -> Finding:
    url = administrator_url(settings, layout, secrets=secrets.load(layout.secrets))
    try:
        connection = await asyncpg.connect(url, timeout=3)
        try:
            used = await connection.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
            )
            version = await connection.fetchval("SHOW server_version")
        finally:
            await connection.close()
    except TROUBLE as error:
        return Finding("database", False, f"{type(error).__name__} {error}")
    return Finding("database", True, f"PostgreSQL {version}, {used} connections")


def _broker(settings: LocalSettings, layout: Layout) -> Finding:
    try:
        address = settings.kafka_bootstrap_servers or layout.broker.read_text()
        told = AdminClient({"bootstrap.servers": address, "log_level": 0}).list_topics(timeout=3)
    except (KafkaException, OSError) as error:
        return Finding("broker", False, str(error))
    return Finding("broker", bool(told.brokers), f"{address}, cluster {told.cluster_id}, {len(told.topics)} topics")


async def _service(layout: Layout, service: str) -> Finding:
    told = await hearing(layout, service)
    return Finding(service, told.is_ready and (told.lag or 0) <= MOST_LAG, told.words)


async def _keys(settings: LocalSettings) -> Finding:
    answer = await ask(f"http://{settings.here}", "/oauth2/jwks")
    if answer.status != 200:
        return Finding("signing keys", False, f"{answer.status or ''} {answer.text}"[:120])
    keys = [key["kid"] for key in json.loads(answer.text)["keys"]]
    return Finding("signing keys", bool(keys), ", ".join(keys) or "none published")


async def _envoy(layout: Layout) -> Finding:
    answer = await ask(f"unix:{layout.run / ADMIN_SOCKET}", "/ready")
    return Finding("gateway", answer.status == 200, answer.text.strip()[:120])


def _memory(now: state.State) -> Finding:
    weights = weigh(now)
    heaviest = sorted(weights.items(), key=lambda item: -item[1])
    parts = ", ".join(f"{name} {size >> 20}" for name, size in heaviest)
    alive = [name for name, known in now.programs.items() if is_alive(known)]
    hidden = ", ".join(name for name in alive if name not in weights)
    rest = f"; not readable for this user: {hidden}" if hidden else ""
    return Finding("memory", True, f"{sum(weights.values()) >> 20} MiB in all (PSS): {parts}{rest}")
