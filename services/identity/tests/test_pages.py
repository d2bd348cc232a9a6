"""Every page: framed, cached and scripted by nobody else; in the person's language; its pieces tell what is wrong."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import assets, pages
from services.identity.app import create
from services.identity.locales import Locale
from services.identity.models import Client
from services.identity.pages import Said
from services.identity.tests.factories import Browser

TEMPLATES = sorted(Path(pages.__file__).parent.glob("*.html"))
ON_EVENT = re.compile(r"\s(on[a-z]+|style)=[\"']", re.IGNORECASE)


def assert_is_guarded(page: httpx.Response) -> None:
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    assert "access-control-allow-origin" not in page.headers


def addresses() -> list[str]:
    """Every address of the service that can be asked for as it stands."""
    routes = iter_route_contexts(create().routes)
    return sorted({str(one.path) for one in routes if "GET" in (one.methods or ()) and "{" not in str(one.path)})


async def test_every_page_is_guarded_against_framing_sniffing_and_caching(browser: Browser) -> None:
    await browser.sign_in()
    asked = ["/signin?" + urlencode({"request": urlencode(browser.query())}), "/oauth2/authorize?client_id=nobody"]
    seen = set()
    for address in (*addresses(), *asked):
        answer = await browser.client.get(address, headers={"Origin": "https://evil.example"})
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert_is_guarded(answer)
            seen.add(address)
    assert seen >= {"/signin", "/signed-out", "/oauth2/logout", "/oauth2/authorize", "/account", *asked}


async def test_the_consent_page_is_guarded_too(browser: Browser, session: AsyncSession) -> None:
    await session.execute(update(Client).values(is_third_party=True))
    await session.commit()
    await browser.sign_in()
    asked = await browser.authorize()
    assert_is_guarded(await browser.client.get(asked.headers["location"]))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_a_script_a_style_or_an_address_of_others(template: Path) -> None:
    text = template.read_text("utf-8")
    assert ON_EVENT.search(text) is None
    assert "javascript:" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"(?:src|action)=\"https?:", text)


async def test_a_page_is_in_vietnamese_unless_the_person_chose_english(browser: Browser) -> None:
    assert '<html lang="vi">' in (await browser.client.get("/signed-out")).text
    english = await browser.client.get("/signed-out?ui_locales=en")
    assert '<html lang="en">' in english.text
    assert english.headers["content-language"] == "en"
    assert "httponly" in english.headers["set-cookie"].lower()
    assert '<html lang="en">' in (await browser.client.get("/signed-out")).text
    back = await browser.client.get("/signed-out?ui_locales=vi")
    assert '<html lang="vi">' in back.text


async def test_the_persons_choice_outranks_the_applications_wish(browser: Browser) -> None:
    wish = urlencode(browser.query(ui_locales="en"))
    assert '<html lang="en">' in (await browser.client.get("/signin", params={"request": wish})).text
    await browser.client.get("/signed-out?ui_locales=vi")
    assert '<html lang="vi">' in (await browser.client.get("/signin", params={"request": wish})).text


async def test_the_other_language_keeps_the_request(browser: Browser) -> None:
    request = urlencode(browser.query())
    page = await browser.client.get("/signin", params={"request": request})
    switch = re.search(r'href="(/signin\?[^"]*ui_locales=en)"', page.text)
    assert switch is not None
    other = await browser.client.get(switch[1].replace("&amp;", "&"))
    assert '<html lang="en">' in other.text
    assert "Cổng dịch vụ thử nghiệm" in other.text


@pytest.mark.parametrize("switch", ["xx", "<script>", 'en"><b', "javascript:alert(1)"])
async def test_a_language_nobody_speaks_changes_nothing(browser: Browser, switch: str) -> None:
    page = await browser.client.get("/signed-out", params={"ui_locales": switch})
    assert '<html lang="vi">' in page.text
    assert switch not in page.text


async def test_an_application_does_not_change_the_persons_choice(browser: Browser) -> None:
    await browser.authorize(ui_locales="en", redirect_uri="https://evil.example")
    assert '<html lang="vi">' in (await browser.client.get("/signed-out")).text


PIECES = """
{% extends "frame.html" %}
{% from "words.html" import alarm, area, button, choice, done, field, form, link_button, moment, options, tabs, tick
   with context %}
{% block title %}T{% endblock %}
{% block navigation %}{{ tabs("/account") }}{% endblock %}
{% block body %}
{{ alarm(alert) }}{{ done("Đã lưu", "Saved") }}
{% call form("/x", "token", request="a=1&b=2") %}
{{ field("email", "Thư", "E-mail", value=typed, hint=("gợi ý", "hint"), autocomplete="email") }}
{{ field("code", "Mã", "Code", is_wrong=True) }}
{{ field("secret", "Mật khẩu", "Password", type="password", value=typed, required=False) }}
{{ area("note", "Ghi chú", "Note", value=typed) }}
{{ choice("kind", "Loại", "Kind", [("a", "A", "A"), ("b", "B", "B")], value="b") }}
{{ options("way", "Cách", "Way", [("sms", "Tin nhắn", "Text message")], values=["sms"]) }}
{{ tick("agreed", "Đồng ý", "Agree") }}
{{ button("Gửi", "Send", kind="danger", name="act", value="go") }}
{% endcall %}
{{ link_button("/", "Về", "Back") }}
{% endblock %}
"""


class Tags(HTMLParser):
    """The start tags of a page, and the ids in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember it."""
        self.found.append((tag, dict(attrs)))

    def of(self, name: str) -> dict[str, str | None]:
        """The field of that name."""
        return next(attributes for _, attributes in self.found if attributes.get("name") == name)


def test_a_field_tells_what_is_wrong_and_never_echoes_a_secret() -> None:
    typed = '"><script>'
    text = pages._TEMPLATES.from_string(PIECES).render(
        locale=Locale.VI,
        has_script=False,
        switch=None,
        alert=Said("Sai", "Wrong"),
        faults={"email": Said("Thiếu", "Missing"), "kind": Said("Chọn", "Choose")},
        typed=typed,
    )
    tags = Tags(text)
    ids = {attributes["id"] for _, attributes in tags.found if "id" in attributes}
    assert tags.of("email")["aria-describedby"] == "email-hint email-fault"
    assert tags.of("email")["aria-invalid"] == "true"
    assert tags.of("code")["aria-describedby"] == "alert"
    assert "aria-invalid" in tags.of("kind")
    assert "aria-invalid" not in tags.of("note")
    assert tags.of("email")["value"] == typed
    assert "value" not in tags.of("secret")
    assert typed not in text
    for _, attributes in tags.found:
        assert set((attributes.get("aria-describedby") or "").split()) <= ids
        assert attributes.get("for", next(iter(ids))) in ids
    assert ("a", {"href": "/account", "aria-current": "page"}) in tags.found
    assert "Lỗi: T" in text


async def test_only_our_assets_are_given_away(browser: Browser) -> None:
    for name in ("nothing.js", "style.css", "..%2fsettings.py", "%2e%2e/settings.py"):
        assert (await browser.client.get(f"{assets.PATH}/{name}")).status_code == 404
    for name, asset in assets.ASSETS.items():
        kept = await browser.client.get(assets.address(name))
        assert kept.content == asset.content
        assert "immutable" in kept.headers["cache-control"]
        assert kept.headers["content-type"].startswith("text/javascript")
        assert (await browser.client.get(f"{assets.PATH}/{name}")).headers["cache-control"] == "no-cache"


def test_a_script_is_allowed_only_where_a_page_has_one() -> None:
    assert "script-src" not in pages.policy()
    assert "script-src 'self';" in pages.policy(has_script=True)
    several = pages.policy(["https://a.example", "https://b.example"])
    assert "form-action 'self' https://a.example https://b.example" in several
