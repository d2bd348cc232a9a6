"""What payment refuses to start on."""

import pytest
from pydantic import SecretStr, ValidationError

from services.payment.settings import PaymentSettings


def test_without_a_setting_payers_go_to_the_local_sandbox() -> None:
    settings = PaymentSettings(public_url="http://127.0.0.1:8080/")
    assert settings.pay_url == "http://127.0.0.1:8080/sandbox/vnpay/paymentv2/vpcpay.html"
    assert settings.return_url == "http://127.0.0.1:8080/v1/gateways/vnpay/return"


def test_production_refuses_the_development_secret_and_the_sandbox() -> None:
    real = {"mode": "production", "cursor_key": SecretStr("a"), "vnpay_hash_secret": SecretStr("b")}
    address = "https://pay.vnpay.vn/vpcpay.html"
    assert PaymentSettings.model_validate(real | {"vnpay_pay_url": address}).pay_url == address
    with pytest.raises(ValidationError, match="VNPAY_PAY_URL"):
        PaymentSettings.model_validate(real)
    with pytest.raises(ValidationError, match="VNPAY_HASH_SECRET"):
        PaymentSettings.model_validate({"mode": "production", "cursor_key": SecretStr("a"), "vnpay_pay_url": address})
