"""What the sandbox is told: one merchant."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class SandboxSettings(BaseSettings):
    """Settings of the sandbox; all three must be given."""

    model_config = SettingsConfigDict(env_prefix="VNPAY_SANDBOX_", extra="ignore", frozen=True)

    tmn_code: str = Field(min_length=1, description="the merchant's code")
    hash_secret: SecretStr = Field(min_length=1, description="the secret shared with the merchant")
    ipn_url: str = Field(pattern="^https?://", description="the merchant's callback address (IPN)")
