"""A person at a browser without JavaScript: follows redirects, fills in whatever form is shown, until sent away."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

import httpx
import pyotp

MOST_STEPS = 12


@dataclass
class Person:
    """Somebody with a login, a password and maybe an authenticator; `door` makes clients of the public address."""

    door: Callable[[], httpx.AsyncClient]
    login: str
    password: str
    secret: str | None = None
    browser: httpx.AsyncClient = field(init=False)
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.browser = self.door()

    async def close(self) -> None:
        """Close the browser."""
        await self.browser.aclose()

    async def open(self, url: str, *, until: str) -> str:
        """Open an address and do what the pages ask; the address that begins with `until` to which one is sent."""
        answer = await self.browser.get(url)
        for _ in range(MOST_STEPS):
            self.seen.append(f"{answer.status_code} {answer.request.url.path}")
            if answer.is_redirect:
                onward = urljoin(str(answer.request.url), answer.headers["location"])
                if onward.startswith(until):
                    return onward
                answer = await self.browser.get(onward)
            else:
                answer = await self._fill_in(answer)
        raise AssertionError(f"not sent to {until}: {self.seen}")

    async def _fill_in(self, page: httpx.Response) -> httpx.Response:
        assert page.status_code == 200, f"{page.status_code} {self.seen} {page.text[-1500:]}"
        form = self._form(page.text)
        action = re.search(r'action="([^"]*)"', form)
        assert action is not None, page.text[-1500:]
        typed = {
            name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
        }
        if 'name="password"' in form:
            typed |= {"login": self.login, "password": self.password}
        elif 'name="code"' in form:
            assert self.secret is not None, "a code is asked for, and there is no authenticator"
            typed["code"] = pyotp.TOTP(self.secret).now()
        first = re.search(r"<button[^>]*>", form)  # what the Enter key presses
        named = re.search(r'name="([^"]+)"[^>]*value="([^"]+)"', first[0]) if first else None
        if named is not None:
            typed[named[1]] = named[2]
        base = self.browser.base_url
        origin = {"Origin": f"{base.scheme}://{base.netloc.decode()}"}
        return await self.browser.post(urljoin(str(page.request.url), unescape(action[1])), data=typed, headers=origin)

    def _form(self, html: str) -> str:
        forms = re.findall(r'<form method="post".*?</form>', html, flags=re.DOTALL)
        assert forms, html[-1500:]
        wanted = [one for one in forms if 'name="password"' in one or ('name="code"' in one and self.secret)]
        return str((wanted or forms)[0])


def path_of(url: str) -> str:
    """The path of an address."""
    return urlsplit(url).path
