"""Somebody at identity's own API with the token of their own sign-in."""

from typing import Any
from uuid import uuid4

import httpx

CLAIM = {"attribute": "full_name", "value": "Nguyễn Thị Lân", "reason": "Tên bị ghi thiếu dấu.", "evidence": "KS 12"}
"""A request for correction of Lan's record."""


class Desk:
    """A person or member of staff who asks."""

    def __init__(self, api: httpx.AsyncClient, token: str) -> None:
        self.api, self.token = api, token

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send a request; a POST with a fresh Idempotency-Key unless one is given."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        if method == "POST":
            headers.setdefault("Idempotency-Key", uuid4().hex)
        return await self.api.request(method, path, headers=headers, **more)

    async def tag(self) -> dict[str, str]:
        """The version of their record, to write it."""
        return {"If-Match": (await self.ask("GET", "/v1/me")).headers["etag"]}

    async def declare(self, name: str, value: object) -> httpx.Response:
        """Write an attribute."""
        return await self.ask("PUT", f"/v1/me/attributes/{name}", json={"value": value}, headers=await self.tag())
