"""What the sandbox is told: who it is, and one relying party."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class SandboxSettings(BaseSettings):
    """Settings of the sandbox; all four must be given."""

    model_config = SettingsConfigDict(env_prefix="VNEID_SANDBOX_", extra="ignore", frozen=True)

    issuer: str = Field(pattern="^https?://", description="its own address, as people reach it")
    client_id: str = Field(min_length=1, description="the relying party's name")
    client_secret: SecretStr = Field(min_length=1, description="the secret shared with it")
    redirect_uri: str = Field(pattern="^https?://", description="the address its people are sent back to")
