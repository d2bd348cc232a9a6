"""What dossier can be told from outside: where files are kept, and whose hours count."""

from pydantic import Field, SecretStr, model_validator

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
    carrier_url: str = Field(
        default="",
        description="who carries results by post: https://host/path, or unix:/path.sock:/path; empty: nobody does",
    )
    carrier_key: SecretStr | None = Field(default=None, description="the carrier's key for us (Bearer)")
    carrier_name: str = Field(default="Bưu điện", description="what people are told the carrier is called")
    carrier_pause_seconds: int = Field(
        default=1800, ge=1, le=86_400, description="how long after an answer the carrier is asked again"
    )
    confirmation_secret: SecretStr = Field(
        default=SecretStr(DEVELOPMENT_SECRET),
        description="seals the one-time codes of the counter for notification; the same for dossier and notification",
    )
    index_key: SecretStr = Field(
        default=SecretStr(DEVELOPMENT_SECRET),
        description="digests personal and phone numbers for the desk's search; exchanged, all are digested anew",
    )

    @model_validator(mode="after")
    def refuse_an_open_post(self) -> "DossierSettings":
        """A carrier is asked with a key, and in production mode over TLS: it is told addresses."""
        if self.carrier_url and (self.carrier_key is None or not self.carrier_key.get_secret_value()):
            raise ValueError("MOTCUA_CARRIER_KEY must be set with MOTCUA_CARRIER_URL")
        if self.mode == "production" and self.carrier_url.startswith("http:"):
            raise ValueError("MOTCUA_CARRIER_URL must be an https address in production mode")
        return self

    signing_secret: SecretStr | None = Field(
        default=None, description="demo signing keys are derived from it, the same for all replicas; demo mode only"
    )
    signing_module: str = Field(default="", description="the PKCS#11 library of the token that signs; empty: demo keys")
    signing_token: str = Field(default="", description="the token's label; on it keys are labelled by agency code")
    signing_pin: SecretStr | None = Field(default=None, description="the token's PIN")
    signing_chain: str = Field(
        default="", description="a PEM file: the certificates above the agencies' own, up to the root people trust"
    )

    @model_validator(mode="after")
    def sign_with_something(self) -> "DossierSettings":
        """A token is named whole or not at all, and production signs with one: demo keys are no signature in law."""
        told = (self.signing_module, self.signing_token, self.signing_pin, self.signing_chain)
        if any(told) and not all(told):
            raise ValueError(
                "MOTCUA_SIGNING_MODULE, MOTCUA_SIGNING_TOKEN, MOTCUA_SIGNING_PIN and MOTCUA_SIGNING_CHAIN go together"
            )
        if self.mode == "production" and not all(told):
            raise ValueError("MOTCUA_SIGNING_MODULE must be set in production mode")
        return self
