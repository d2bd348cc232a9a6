"""The door's own pages: landing, the list of problems, the API document and its reader. Envoy serves them from files.

`write` puts everything a page needs into one folder (templates filled, vendored assets copied), so that folder and
configuration can travel together into a container.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from gateway.examples import IDEMPOTENCY_KEY
from gateway.problem_list import problem_list
from gateway.shapes import Json

SOURCES = Path(__file__).parent / "docs"
HTML = "text/html; charset=utf-8"
JAVASCRIPT = "text/javascript; charset=utf-8"
CSS = "text/css; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Page:
    """A file served at `path` with `headers`, and with `is_tail` at everything below it."""

    path: str
    file: Path
    headers: tuple[tuple[str, str], ...]
    is_cors: bool = False
    is_tail: bool = False


@dataclass(frozen=True)
class _Asset:
    path: str
    source: str
    media: str
    is_tail: bool = False


_TEMPLATES = (
    _Asset("/", "landing.html", HTML),
    _Asset("/docs", "docs.html", HTML),
    # a problem's `type` is an address; one page lists them all
    _Asset("/problems", "problems.html", HTML, is_tail=True),
)
_FILES = (
    _Asset("/docs/motcua.css", "motcua.css", CSS),
    _Asset("/docs/init.js", "init.js", JAVASCRIPT),
    _Asset("/docs/problems.js", "problems.js", JAVASCRIPT),
    _Asset("/docs/swagger-ui.css", "vendor/swagger-ui.css", CSS),
    _Asset("/docs/swagger-ui-bundle.js", "vendor/swagger-ui-bundle.js", JAVASCRIPT),
    _Asset("/docs/oauth2-redirect.html", "vendor/oauth2-redirect.html", HTML),
    _Asset("/docs/oauth2-redirect.js", "vendor/oauth2-redirect.js", JAVASCRIPT),
)


def _policy(public_url: str) -> str:
    """Scripts only from here; the reader's requests only to the API. Swagger UI draws its icons as data images."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        f"connect-src 'self' {public_url}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _page(asset: _Asset, file: Path, *, public_url: str) -> Page:
    keep = "no-cache" if asset.media in {HTML, "application/json"} else "public, max-age=3600"
    headers = [("content-type", asset.media), ("cache-control", keep)]
    if asset.media == HTML:
        headers.append(("content-security-policy", _policy(public_url)))
    is_cors = asset.media == "application/json"
    return Page(path=asset.path, file=file, headers=tuple(headers), is_cors=is_cors, is_tail=asset.is_tail)


def write(folder: Path, *, public_url: str, document: Json, has_sandboxes: bool) -> tuple[Page, ...]:
    """Write the pages into `folder` (made when missing) and tell where each is served.

    `document` is the merged OpenAPI document.
    """
    folder.mkdir(parents=True, exist_ok=True)
    templates = Environment(loader=FileSystemLoader(SOURCES), autoescape=True, undefined=StrictUndefined)
    facts = {
        "public_url": public_url,
        "has_sandboxes": has_sandboxes,
        "problems": problem_list(document),
        "example_key": IDEMPOTENCY_KEY,
    }
    pages = []
    for asset in _TEMPLATES:
        target = folder / asset.source
        target.write_text(templates.get_template(asset.source).render(**facts), encoding="utf-8")
        pages.append(_page(asset, target, public_url=public_url))
    for asset in _FILES:
        target = folder / Path(asset.source).name
        shutil.copyfile(SOURCES / asset.source, target)
        pages.append(_page(asset, target, public_url=public_url))
    target = folder / "openapi.json"
    target.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    pages.append(_page(_Asset("/openapi.json", "", "application/json"), target, public_url=public_url))
    return tuple(pages)
