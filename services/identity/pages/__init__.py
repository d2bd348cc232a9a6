"""The pages people see here: two languages, plain forms that work without a script. How to write one: README.md.

Nothing may be loaded from anywhere else, the only style is inline and named by its hash, and no other site may frame a
page. A form's answer may be redirected only to this site and the `targets` named (browsers check `form-action` on
redirects too). A script runs only on a page made with `has_script`, and only one of ours (routes/assets.py).
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from kit.clock import LOCAL
from services.identity import assets
from services.identity.locales import Locale, choose
from services.identity.provider import LOCALE, Provider

_HERE = Path(__file__).parent
_STYLE = (_HERE / "style.css").read_text("utf-8")
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
_SWITCH = "ui_locales"


class Said(NamedTuple):
    """A text in both languages, for `alert=` and for the faults of fields."""

    vi: str
    en: str


@pass_context
def say(context: Context, vi: str, en: str) -> Markup:
    """A text in both languages, the one the person prefers first."""
    first, second = (("en", en), ("vi", vi)) if context["locale"] == Locale.EN else (("vi", vi), ("en", en))
    return Markup('<span lang="{}">{}</span> <span class="second" lang="{}">{}</span>').format(*first, *second)


@pass_context
def pick(context: Context, vi: str, en: str) -> str:
    """A text in the language the person prefers, for places without room for two: titles, attributes."""
    return en if context["locale"] == Locale.EN else vi


def _local(at: datetime) -> str:
    return at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y")


_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_TEMPLATES.filters["local"] = _local
_TEMPLATES.globals.update(style=_STYLE, say=say, pick=pick, asset=assets.address)


def policy(targets: Iterable[str] = (), *, has_script: bool = False) -> str:
    """The Content-Security-Policy of a page whose form may lead to this site and `targets` (redirects.origin)."""
    allowed = " ".join(["'self'", *dict.fromkeys(targets)])
    rules = [
        "default-src 'none'",
        f"style-src 'sha256-{_STYLE_HASH}'",
        f"form-action {allowed}",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
    if has_script:
        rules.insert(2, "script-src 'self'")
    return "; ".join(rules)


def locale_of(browser: Request, ui_locales: str | None = None) -> Locale:
    """The language for a browser: the one just switched to, else chosen before, else the one its application wishes."""
    provider: Provider = browser.app.state.provider
    return choose(browser.query_params.get(_SWITCH), browser.cookies.get(provider.cookie(LOCALE)), ui_locales)


def page(
    name: str,
    *,
    browser: Request | None = None,
    ui_locales: str | None = None,
    status: int = 200,
    targets: Iterable[str] = (),
    has_script: bool = False,
    headers: Mapping[str, str] | None = None,
    **values: object,
) -> HTMLResponse:
    """The template `name` as an answer nobody caches, frames or sniffs.

    `browser` is who asks: with it the page comes in their language and offers the other; `ui_locales` is what the
    authorization request they are in the middle of wishes for.
    """
    locale = choose(ui_locales) if browser is None else locale_of(browser, ui_locales)
    shown = {"alert": None, "faults": {}, "switch": _switch(browser, locale), **values}
    answer = HTMLResponse(
        _TEMPLATES.get_template(f"{name}.html").render(locale=locale, has_script=has_script, **shown),
        status_code=status,
        headers={
            "Content-Security-Policy": policy(targets, has_script=has_script),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cache-Control": "no-store",
            "Content-Language": locale,
            **(headers or {}),
        },
    )
    if browser is not None and _is_switched(browser):
        provider: Provider = browser.app.state.provider
        provider.set_cookie(answer, LOCALE, value=locale)
    return answer


def _is_switched(browser: Request) -> bool:
    # at the protocol's own addresses ui_locales is the application's wish, not the person's
    return _SWITCH in browser.query_params and not browser.url.path.startswith("/oauth2/")


def _switch(browser: Request | None, locale: Locale) -> str | None:
    """This page in the other language; None when it cannot be asked for again."""
    if browser is None or browser.method != "GET" or browser.url.path.startswith("/oauth2/"):
        return None
    asked = [(name, value) for name, value in parse_qsl(browser.url.query) if name != _SWITCH]
    return f"{browser.url.path}?{urlencode([*asked, (_SWITCH, locale.other)])}"


def refused(vi: str, en: str, *, status: int = 400, browser: Request | None = None) -> HTMLResponse:
    """The page for a request that cannot be answered to the client: what is wrong, in both languages."""
    return page("refused", browser=browser, status=status, vi=vi, en=en)
