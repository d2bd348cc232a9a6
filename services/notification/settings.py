"""What notification adds to the shared settings: the way out for mail."""

from pydantic import Field, SecretStr

from kit.settings import Settings, also


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
