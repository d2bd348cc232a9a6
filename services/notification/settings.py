"""What notification adds to the shared settings: the ways out for mail and SMS, and the secret that opens codes."""

from pydantic import Field, SecretStr, model_validator

from kit.settings import DEVELOPMENT_SECRET, Settings, also


class NotificationSettings(Settings):
    """Settings of notification."""

    smtp_url: SecretStr = Field(
        default=SecretStr("smtp://127.0.0.1:8025"),
        validation_alias=also("SMTP_URL"),
        description="mail server: smtp://, smtps:// or smtp+starttls:// [user:password@]host:port",
    )
    mail_from: str = Field(
        default="khong-tra-loi@motcua.example",
        validation_alias=also("MAIL_FROM"),
        description="the address mails come from; its domain also marks their Message-ID",
    )
    mail_timeout_seconds: float = Field(
        default=20, gt=0, le=90, description="how long handing over one mail may take in all"
    )
    mail_batch: int = Field(default=20, ge=1, le=200, description="messages sent at the same time")
    sms_url: str = Field(
        default="",
        description="SMS gateway: https://host/path, or unix:/path.sock:/path; empty: no SMS can be sent",
    )
    sms_key: SecretStr | None = Field(default=None, description="the SMS gateway's key for us (Bearer)")
    sms_sender: str = Field(default="MOTCUA", description="sender name registered for our SMS, at most 11 characters")
    sms_timeout_seconds: float = Field(default=8, gt=0, le=60, description="how long handing over one SMS may take")
    code_secret: SecretStr = Field(
        default=SecretStr(DEVELOPMENT_SECRET),
        description="opens the one-time codes identity seals; the same for identity and notification",
    )
    confirmation_secret: SecretStr = Field(
        default=SecretStr(DEVELOPMENT_SECRET),
        description="opens the one-time codes dossier seals; the same for dossier and notification",
    )
    older_code_secret: SecretStr | None = Field(
        default=None, description="the code secret before this one, for the minutes its codes still live"
    )

    @model_validator(mode="after")
    def refuse_an_open_way_out(self) -> "NotificationSettings":
        """An SMS gateway is asked with a key, and in production mode over TLS: texts carry one-time codes."""
        if self.sms_url and (self.sms_key is None or not self.sms_key.get_secret_value()):
            raise ValueError("MOTCUA_SMS_KEY must be set with MOTCUA_SMS_URL")
        if self.mode == "production" and self.sms_url.startswith("http:"):
            raise ValueError("MOTCUA_SMS_URL must be an https address in production mode")
        return self
