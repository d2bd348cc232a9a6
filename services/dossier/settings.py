"""What dossier can be told from outside: where files are kept, and whose hours count."""

from pydantic import Field

from kit.settings import Settings, also


class DossierSettings(Settings):
    """Settings of the dossier service."""

    files_url: str = Field(
        default="file:///var/lib/motcua/files",
        validation_alias=also("FILES_URL"),
        description="where uploaded files are kept: file:///folder or s3://bucket",
    )
    most_drafts: int = Field(default=50, ge=1, description="drafts one person may have open")
    most_bytes: int = Field(
        default=500 * 2**20, ge=0, description="bytes of files one person may keep in their drafts and dossiers"
    )
    clamd: str = Field(
        default="",
        pattern=r"^(|[^\s/]+:[0-9]{1,5})$",
        description="host:port of clamd; new files are in quarantine until it has looked; empty: files are not scanned",
    )
    province_code: str = Field(
        default="31",
        pattern="^[0-9]{2}$",
        description="the province whose local fees apply and whose addresses are meant",
    )
    calendar_code: str = Field(
        default="VN-31", description="the working calendar of agencies for which none of their own is published"
    )
