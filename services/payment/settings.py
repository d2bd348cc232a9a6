"""What payment can be told from outside: its merchant account at VNPAY."""

from pydantic import Field, SecretStr, model_validator

from kit.settings import DEVELOPMENT_SECRET, Settings


class PaymentSettings(Settings):
    """Settings of the payment service."""

    vnpay_pay_url: str = Field(
        default="",
        description="VNPAY's payment page as the payer's browser reaches it; "
        "empty: the local sandbox, {PUBLIC_URL}/sandbox/vnpay/paymentv2/vpcpay.html",
    )
    vnpay_tmn_code: str = Field(default="MOTCUA01", description="the merchant's code (vnp_TmnCode)")
    vnpay_hash_secret: SecretStr = Field(
        default=SecretStr(DEVELOPMENT_SECRET), description="signs orders and verifies callbacks (HMAC-SHA512)"
    )

    @model_validator(mode="after")
    def refuse_the_sandbox(self) -> "PaymentSettings":
        """Production mode takes no play money."""
        if self.mode == "production" and not self.vnpay_pay_url.startswith("https://"):
            raise ValueError("MOTCUA_VNPAY_PAY_URL must be an https address in production mode")
        return self

    @property
    def pay_url(self) -> str:
        """Where payers are sent."""
        return self.vnpay_pay_url or f"{self.issuer}/sandbox/vnpay/paymentv2/vpcpay.html"

    @property
    def return_url(self) -> str:
        """Where VNPAY sends them back."""
        return f"{self.issuer}/v1/gateways/vnpay/return"
