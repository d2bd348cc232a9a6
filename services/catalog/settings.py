"""What the catalog can be told beside the shared settings."""

from pydantic import Field

from kit.settings import Settings


class CatalogSettings(Settings):
    """Settings of the catalog service."""

    search_candidates: int = Field(
        default=500, ge=50, le=10_000, description="rows a search ranks at most; more cost time, fewer may miss some"
    )
    province_code: str = Field(
        default="31", description="code of the province this installation serves: its local fees apply"
    )
