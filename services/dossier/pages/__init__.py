"""The two pages people without an account see here: where a dossier is, and whether a paper is genuine.

Plain HTML in the language a browser asks for, without scripts; nothing is loaded from anywhere, nobody keeps a copy.
"""

from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kit.clock import LOCAL
from kit.problems import language_of

HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"

PAGES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)
PAGES.filters["local"] = lambda at: at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y")


def is_wanted(request: Request) -> bool:
    """Whether a browser asks, which wants a page."""
    return "text/html" in request.headers.get("accept", "")


def show(name: str, request: Request, *, status: int = 200, **words: object) -> HTMLResponse:
    """The page `name`.html with its words."""
    page = PAGES.get_template(f"{name}.html").render(language=language_of(request), **words)
    return HTMLResponse(page, status_code=status, headers=HEADERS | {"Content-Security-Policy": POLICY})
