"""What dossier can be told from outside: where files are kept, and whose hours count."""

from pydantic import Field, SecretStr

from kit.settings import DEVELOPMENT_SECRET, Settings, also


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
    province_code: str = Field(
        default="31",
        pattern="^[0-9]{2}$",
        description="the province whose local fees apply and whose addresses are meant",
    )
    calendar_code: str = Field(
        default="VN-31", description="the working calendar of agencies for which none of their own is published"
    )
    index_key: SecretStr = Field(
        default=SecretStr(DEVELOPMENT_SECRET),
        description="digests personal and phone numbers for the desk's search; exchanged, all are digested anew",
    )
