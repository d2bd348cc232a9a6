"""The pages people see here: Vietnamese first, English second, one form each, no script at all.

Nothing may be loaded from anywhere, the only style is inline and named by its hash, and no other site may frame a
page. A form's answer may be redirected only to this site and the `targets` named (browsers check `form-action` on
redirects too).
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

_HERE = Path(__file__).parent
_STYLE = (_HERE / "style.css").read_text("utf-8")
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()

_TEMPLATES: Final = Environment(
    loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_TEMPLATES.globals["style"] = _STYLE


@pass_context
def say(context: Context, vi: str, en: str) -> Markup:
    """A text in both languages, the one the person prefers (`locale`, Vietnamese unless told) first."""
    first, second = (("en", en), ("vi", vi)) if context.get("locale") == "en" else (("vi", vi), ("en", en))
    return Markup('<span lang="{}">{}</span> <span class="second" lang="{}">{}</span>').format(*first, *second)


_TEMPLATES.globals["say"] = say


def _policy(targets: Iterable[str]) -> str:
    allowed = " ".join(["'self'", *targets])
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src 'sha256-{_STYLE_HASH}'",
            f"form-action {allowed}",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def page(
    name: str,
    *,
    status: int = 200,
    targets: Iterable[str] = (),
    headers: Mapping[str, str] | None = None,
    **values: object,
) -> HTMLResponse:
    """The template `name` as an answer nobody caches, frames or sniffs."""
    return HTMLResponse(
        _TEMPLATES.get_template(f"{name}.html").render(**values),
        status_code=status,
        headers={
            "Content-Security-Policy": _policy(targets),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cache-Control": "no-store",
            "Content-Language": "vi",
            **(headers or {}),
        },
    )


def refused(vi: str, en: str, *, status: int = 400) -> HTMLResponse:
    """The page for a request that cannot be answered to the client: what is wrong, in both languages."""
    return page("refused", status=status, vi=vi, en=en)
