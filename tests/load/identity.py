"""Tokens and sign-ins through the door, beside their limits in the same run.

The limit of a token is signing it and nothing else; the limit of a password sign-in is Argon2 of the same parameters
and nothing else. Rates are also told per core of identity's own CPU: what the door and this program use is not its.
"""

import asyncio
import base64
import json
import re
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pwdlib.hashers.argon2 import Argon2Hasher

from deploy.local.secrets import load
from tests.journeys.phone import Phone
from tests.load.wire import Wire
from tests.load.workloads import Headers, Times, Town, repeated, signed

FORM = ("Content-Type", "application/x-www-form-urlencoded")
CLAIMS = b"." * 700
"""As many bytes as the header and claims of an access token."""
PEOPLE = ("lan@motcua.example", "minh@motcua.example", "hoa.counter", "dung.officer", "tuan.leader", "mai.counter")

Work = Callable[[Wire], Awaitable[None]]


@dataclass
class Figures:
    """Rates of one kind, round by round; `per_core` are those for each second of identity's CPU."""

    times: list[Times] = field(default_factory=list)
    per_core: list[float] = field(default_factory=list)


def signatures(seconds: float) -> float:
    """ES256 signatures a second on one core."""
    key, done = ec.generate_private_key(ec.SECP256R1()), 0
    until = (began := time.perf_counter()) + seconds
    while time.perf_counter() < until:
        key.sign(CLAIMS, ec.ECDSA(hashes.SHA256()))
        done += 1
    return done / (time.perf_counter() - began)


def hashings(seconds: float, *, threads: int) -> float:
    """Argon2id checks a second with identity's parameters (credentials.passwords), in so many threads."""
    hasher = Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1)
    stored = hasher.hash(b"a password")
    began = time.perf_counter()

    def work() -> int:
        done = 0
        while time.perf_counter() < began + seconds:
            assert hasher.verify(b"a password", stored)
            done += 1
        return done

    with ThreadPoolExecutor(threads) as pool:
        done = sum(one.result() for one in [pool.submit(work) for _ in range(threads)])
    return done / (time.perf_counter() - began)


def basic(client_id: str, secret: str) -> Headers:
    """The headers of a confidential client that sends a form."""
    return [FORM, ("Authorization", "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode())]


async def post(wire: Wire, path: str, headers: Headers, *, expect: bytes, **fields: str) -> bytes:
    """Send a form; AssertionError unless it is answered 200 with `expect` in it."""
    answer = await wire.ask("POST", path, headers=headers, body=urlencode(fields).encode())
    assert answer.status == 200, answer.body[:500]
    assert expect in answer.body, answer.body[:500]
    return answer.body


async def refresh(phone: Phone, wire: Wire) -> None:
    """Rotate a phone's refresh token."""
    kept = phone.tokens[phone.client_id]
    fields = {
        "grant_type": "refresh_token",
        "client_id": phone.client_id,
        "refresh_token": kept["refresh_token"],
    }
    kept |= json.loads(await post(wire, "/oauth2/token", [FORM], expect=b"refresh_token", **fields))


class SignIns:
    """People who sign in again and again, each with a form of their own."""

    def __init__(self, town: Town) -> None:
        self._people = town.stack.world().passwords
        self._forms: dict[str, tuple[Headers, dict[str, str]]] = {}

    async def __call__(self, login: str, wire: Wire) -> None:
        headers, hidden = self._forms[login]
        name = login.removesuffix("@motcua.example")
        body = urlencode({**hidden, "login": login, "password": self._people[name]}).encode()
        answer = await wire.ask("POST", "/signin", headers=headers, body=body)
        assert answer.status == 303, answer.body[:500]

    async def prepare(self, phone: Phone, login: str) -> None:
        """Get the form and the cookie it is bound to."""
        phone.browser.cookies.clear()
        page = await phone.call("GET", "/signin")
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        cookie = "; ".join(f"{one.name}={one.value}" for one in phone.browser.cookies.jar)
        self._forms[login] = ([FORM, ("Cookie", cookie)], {name: unescape(value) for name, value in hidden.items()})


async def measured(
    town: Town, works: Sequence[Work], *, seconds: float, cpu: Callable[[], float]
) -> tuple[Times, float]:
    """The works side by side, each on a connection of its own: their times, and how many for a second of CPU."""
    async with town.doors(len(works)) as opened:
        before = cpu()
        times = await repeated([partial(work, wire) for work, wire in zip(works, opened, strict=True)], seconds=seconds)
        spent = cpu() - before
    return times, len(times.taken) / spent if spent else 0.0


async def tokens_and_sign_ins(
    town: Town, phones: Sequence[Phone], *, rounds: int, seconds: float, cpu: Callable[[], float]
) -> tuple[dict[str, Figures], dict[str, list[float]]]:
    """All of it: figures by name, and the limits (`signing`, `argon2`) by name, round by round."""
    partner = basic("bhxh-partner", load(town.stack.layout.secrets).partner)
    own = json.loads(await _partner_token(town, partner))["access_token"]
    sign_ins = SignIns(town)
    for login in PEOPLE:
        await sign_ins.prepare(phones[0], login)

    async def ask_userinfo(phone: Phone, wire: Wire) -> None:
        answer = await wire.ask("GET", "/oauth2/userinfo", headers=signed(phone))
        assert answer.status == 200, answer.body[:500]

    async def grant(wire: Wire) -> None:
        await post(wire, "/oauth2/token", partner, expect=b"access_token", grant_type="client_credentials")

    async def introspect(wire: Wire) -> None:
        await post(wire, "/oauth2/introspect", partner, expect=b'"active":true', token=own)

    works: dict[str, list[Work]] = {
        "token refresh": [partial(refresh, phone) for phone in phones],
        "client_credentials": [grant] * len(phones),
        "introspection": [introspect] * len(phones),
        "userinfo": [partial(ask_userinfo, phone) for phone in phones],
        "password sign-in": [partial(sign_ins, login) for login in PEOPLE],
    }
    figures = {name: Figures() for name in works}
    limits: dict[str, list[float]] = {"signing": [], "argon2": []}
    for _ in range(rounds):
        for name, work in works.items():
            times, per_core = await measured(town, work, seconds=seconds, cpu=cpu)
            figures[name].times.append(times)
            figures[name].per_core.append(per_core)
        limits["signing"].append(await asyncio.to_thread(signatures, seconds))
        limits["argon2"].append(await asyncio.to_thread(hashings, seconds, threads=2))
    return figures, limits


async def _partner_token(town: Town, partner: Headers) -> bytes:
    async with town.doors(1) as opened:
        return await post(opened[0], "/oauth2/token", partner, expect=b"access_token", grant_type="client_credentials")


def share(figures: Figures, limit: Sequence[float]) -> float:
    """The median rate per core as a part of the median limit."""
    return statistics.median(figures.per_core) / statistics.median(limit)
