"""Where papers are printed: typst renders a template and data to PDF/A-2b.

Values are data only and never become markup; fonts are those inside typst's wheel, so every machine prints the same;
a font it does not have is an error, not a fallback. At most two threads print at a time.
"""

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import segno
import typst

TEMPLATES = Path(__file__).parent
_presses = asyncio.Semaphore(2)


async def printed(template: str, told: Mapping[str, Any], *, at: datetime) -> bytes:
    """A template (`letter`: letter.typ) filled in, as PDF/A-2b dated `at`. The same data gives the same bytes."""
    async with _presses:
        return await asyncio.to_thread(render, template, told, at=at)


def render(template: str, told: Mapping[str, Any], *, at: datetime) -> bytes:
    """The same, in this thread. RuntimeError when typst warns: a warning is a wrong page."""
    pdf, warnings = typst.compile_with_warnings(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        ignore_system_fonts=True,
        sys_inputs={"slip": json.dumps(told, ensure_ascii=False)},
        pdf_standards="a-2b",
        timestamp=int(at.timestamp()),
    )
    if warnings:
        raise RuntimeError(f"{template} was not rendered as meant: {warnings[0].message}")
    assert isinstance(pdf, bytes)
    return pdf


def square(address: str) -> str:
    """The QR code of an address, as SVG."""
    return segno.make(address, error="m").svg_inline(border=0)
