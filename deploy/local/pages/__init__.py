"""The pages of the demo mailbox, the demo phone and the demo post."""

from datetime import datetime
from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kit.clock import LOCAL

PAGES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)
PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
}


def show(name: str, **words: object) -> HTMLResponse:
    """The page `name`.html with its words."""
    return HTMLResponse(PAGES.get_template(f"{name}.html").render(**words), headers=PAGE_HEADERS)


def moment(received_at: str) -> str:
    """A time in RFC 3339 as people here write it."""
    return f"{datetime.fromisoformat(received_at).astimezone(LOCAL):%H:%M:%S %d/%m/%Y}"
