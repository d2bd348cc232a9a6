"""What the catalog's routes are given: settings, the day, the place in a list."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from pydantic import SecretStr

from kit.clock import LOCAL
from kit.faults import Fault
from kit.pages import decode, encode
from kit.problems import Invalid
from services.catalog import queries
from services.catalog.schemas.listing import Listed
from services.catalog.settings import CatalogSettings

ProcedureCode = Annotated[str, Path(pattern=r"^[0-9A-Za-z.\-]{1,40}$", examples=["1.004194"])]
OTHER_LIST = Fault("/query/cursor", "malformed", "Con trỏ trang không hợp lệ.", "The cursor is not valid.")
SAME: dict[int | str, dict[str, Any]] = {304: {"description": "Không đổi / not changed"}}


async def given(request: Request) -> CatalogSettings:
    """The settings this process was started with."""
    settings = request.app.state.settings
    assert isinstance(settings, CatalogSettings)
    return settings


Given = Annotated[CatalogSettings, Depends(given)]


def today(now: datetime) -> date:
    """The day in Vietnam."""
    return now.astimezone(LOCAL).date()


def after(asked: Listed, key: SecretStr) -> queries.Place:
    """The place a list goes on from."""
    if asked.cursor is None:
        return queries.START
    band, size, code = decode(key, asked.cursor, fields=3)
    assert isinstance(band, int)
    assert isinstance(size, int)
    return queries.Place(band, size, str(code))


def number_of(cursor: str | None, key: SecretStr) -> int | None:
    """The number a list goes on below; Invalid for the cursor of another list, None without one."""
    if cursor is None:
        return None
    (number,) = decode(key, cursor, fields=1)
    if not isinstance(number, int):
        raise Invalid(errors=[OTHER_LIST])
    return number


def page(found: Sequence[queries.Found], asked: Listed, key: SecretStr) -> bytes:
    """The page as JSON, its items as PostgreSQL made them; a row more than `limit` tells that another page follows."""
    shown = found[: asked.limit]
    following = f'"{encode(key, *shown[-1].place)}"' if len(found) > len(shown) else "null"
    return f'{{"items":[{",".join(one.item for one in shown)}],"next":{following}}}'.encode()
