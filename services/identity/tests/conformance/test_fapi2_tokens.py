"""OpenID Foundation conformance, FAPI 2.0 Security Profile Final: client assertions, DPoP, codes and tokens.

Each test is named after the module of the suite whose check it makes; docs/conformance.md has the table.
"""

import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.testing import PUBLIC_URL
from services.identity.models import Code
from services.identity.tests.conformance.parties import ASSERTION, Bank
from services.identity.tests.factories import answer_of

CLIENT = {"invalid_client", "invalid_request"}
GRANT = {"invalid_grant", "invalid_dpop_proof", "invalid_request"}


def _refused(answer: httpx.Response, errors: set[str]) -> bool:
    return answer.status_code in (400, 401) and answer.json()["error"] in errors


async def _exchange(bank: Bank, **how: Any) -> httpx.Response:
    """A fresh code, taken to the token endpoint in some way."""
    return await bank.token(bank.grant(await bank.code()), **how)


async def test_fapi2_security_profile_final_ensure_client_id_in_token_endpoint(bank: Bank, other_bank: Bank) -> None:
    data = {**bank.grant(await bank.code()), "client_id": "other-bank"}
    assert _refused(await bank.token(data), CLIENT)


async def test_fapi2_security_profile_final_ensure_client_assertion_in_token_endpoint(bank: Bank) -> None:
    data = {**bank.grant(await bank.code()), "client_id": "bank"}
    assert _refused(await bank.token(data, assertion={}), CLIENT)


async def test_fapi2_security_profile_final_ensure_client_assertion_with_exp_is_5_minutes_in_past_fails(
    bank: Bank,
) -> None:
    at = int(time.time()) - 300
    assert _refused(await _exchange(bank, assertion=bank.assertion(exp=at, iat=at - 60)), CLIENT)


async def test_fapi2_security_profile_final_ensure_client_assertion_with_wrong_aud_fails(bank: Bank) -> None:
    assert _refused(await _exchange(bank, assertion=bank.assertion(aud="https://other.example")), CLIENT)


async def test_fapi2_security_profile_final_ensure_client_assertion_with_no_sub_fails(bank: Bank) -> None:
    assert _refused(await _exchange(bank, assertion=bank.assertion(sub=None)), CLIENT)


async def test_fapi2_security_profile_final_ensure_signed_client_assertion_with_rs256_fails(bank: Bank) -> None:
    at = int(time.time())
    claims = {"iss": "bank", "sub": "bank", "aud": PUBLIC_URL, "iat": at, "exp": at + 60, "jti": "rs-1"}
    signed = jwt.encode({"alg": "RS256", "typ": "JWT"}, claims, RSAKey.generate_key(2048), algorithms=["RS256"])
    forged = {"client_assertion_type": ASSERTION, "client_assertion": signed}
    assert _refused(await _exchange(bank, assertion=forged), CLIENT)


async def test_fapi2_security_profile_final_par_ensure_jwt_client_assertions_nbf_8_seconds_in_the_future_is_accepted(
    bank: Bank,
) -> None:
    at = int(time.time()) + 8
    assert (await bank.push(assertion=bank.assertion(nbf=at, iat=at))).status_code == 201


async def test_fapi2_security_profile_final_par_ensure_jwt_client_assertions_nbf_over_60_seconds_in_the_future_fails(
    bank: Bank,
) -> None:
    at = int(time.time()) + 70
    late = bank.assertion(nbf=at, iat=at, exp=at + 60)
    assert _refused(await bank.push(assertion=late), CLIENT)


async def test_fapi2_security_profile_final_par_test_array_as_audience_fails(bank: Bank) -> None:
    several = [PUBLIC_URL, f"{PUBLIC_URL}/oauth2/par"]
    assert _refused(await bank.push(assertion=bank.assertion(aud=several)), CLIENT)


async def test_fapi2_security_profile_final_par_test_par_endpoint_url_as_audience_fails(bank: Bank) -> None:
    assert _refused(await bank.push(assertion=bank.assertion(aud=f"{PUBLIC_URL}/oauth2/par")), CLIENT)


async def test_fapi2_security_profile_final_par_test_token_endpoint_url_as_audience_fails(bank: Bank) -> None:
    assert _refused(await bank.push(assertion=bank.assertion(aud=f"{PUBLIC_URL}/oauth2/token")), CLIENT)


async def test_fapi2_security_profile_final_ensure_holder_of_key_required(bank: Bank) -> None:
    assert _refused(await _exchange(bank, headers={}), GRANT)


async def test_fapi2_security_profile_final_ensure_authorization_code_is_bound_to_client(
    bank: Bank, other_bank: Bank
) -> None:
    code = await bank.code()
    assert _refused(await other_bank.token(bank.grant(code)), GRANT)


async def test_fapi2_security_profile_final_attempt_reuse_authorization_code_after_one_second(
    bank: Bank, session: AsyncSession
) -> None:
    code = await bank.code()
    tokens = (await bank.redeem(code)).json()
    await session.execute(update(Code).values(used_at=Code.used_at - timedelta(seconds=1)))
    await session.commit()
    assert _refused(await bank.redeem(code), {"invalid_grant"})
    assert (await bank.resource(tokens["access_token"])).status_code == 401


async def test_fapi2_security_profile_final_ensure_token_endpoint_fails_with_expired_auth_code(
    bank: Bank, session: AsyncSession
) -> None:
    code = await bank.code()
    await session.execute(update(Code).values(expires_at=Code.expires_at - timedelta(seconds=61)))
    await session.commit()
    assert _refused(await bank.redeem(code), {"invalid_grant"})


async def test_fapi2_security_profile_final_ensure_pkce_code_verifier_required(bank: Bank) -> None:
    assert _refused(await bank.redeem(await bank.code(), code_verifier=None), GRANT)


async def test_fapi2_security_profile_final_incorrect_pkce_code_verifier_rejected(bank: Bank) -> None:
    assert _refused(await bank.redeem(await bank.code(), code_verifier="x" * 43), GRANT)


async def test_fapi2_security_profile_final_refresh_token(bank: Bank, other_bank: Bank) -> None:
    tokens = await bank.tokens()
    stolen = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert _refused(await other_bank.token(stolen), GRANT)
    fresh = (await bank.refresh(tokens["refresh_token"])).json()
    assert (await bank.resource(fresh["access_token"])).status_code == 200


async def test_fapi2_security_profile_final_access_token_type_header_case_sensitivity(bank: Bank) -> None:
    token = (await bank.tokens())["access_token"]
    assert (await bank.resource(token, scheme="dpop")).status_code == 200


async def test_fapi2_security_profile_final_check_dpop_proof_nbf_exp(bank: Bank) -> None:
    at = int(time.time())
    proof = bank.proof("/oauth2/token", nbf=at - 5, exp=at + 60)
    assert (await _exchange(bank, headers=proof)).status_code == 200


async def test_fapi2_security_profile_final_ensure_dpopproof_with_iat_10seconds_before_succeeds(bank: Bank) -> None:
    proof = bank.proof("/oauth2/token", iat=int(time.time()) - 10)
    assert (await _exchange(bank, headers=proof)).status_code == 200


async def test_fapi2_security_profile_final_ensure_dpopproof_with_iat_10seconds_after_succeeds(bank: Bank) -> None:
    proof = bank.proof("/oauth2/token", iat=int(time.time()) + 10)
    assert (await _exchange(bank, headers=proof)).status_code == 200


async def test_fapi2_security_profile_final_ensure_mismatched_dpop_jkt_fails(bank: Bank) -> None:
    other = ECKey.generate_key("P-256").thumbprint()
    pushed = await bank.push(headers=bank.proof("/oauth2/par"), dpop_jkt=other)
    assert _refused(pushed, {"invalid_request", "invalid_dpop_proof"})


async def _bound(bank: Bank, **how: Any) -> str:
    done = await bank.complete(await bank.bring(await bank.reference(**how)))
    return answer_of(done)["code"]


def _foreign(bank: Bank) -> dict[str, str]:
    return bank.proof("/oauth2/token", key=ECKey.generate_key("P-256"))


async def test_fapi2_security_profile_final_ensure_token_endpoint_fails_with_mismatched_dpop_proof_jkt(
    bank: Bank,
) -> None:
    code = await _bound(bank, headers=bank.proof("/oauth2/par"))
    assert _refused(await bank.token(bank.grant(code), headers=_foreign(bank)), GRANT)


async def test_fapi2_security_profile_final_ensure_token_endpoint_fails_with_mismatched_dpop_jkt(bank: Bank) -> None:
    code = await _bound(bank, dpop_jkt=bank.thumbprint)
    assert _refused(await bank.token(bank.grant(code), headers=_foreign(bank)), GRANT)


async def test_fapi2_security_profile_final_ensure_dpopproof_at_par_endpoint_binding_success(bank: Bank) -> None:
    assert (await bank.redeem(await _bound(bank, headers=bank.proof("/oauth2/par")))).status_code == 200


async def test_fapi2_security_profile_final_ensure_dpop_auth_code_binding_success(bank: Bank) -> None:
    both = await _bound(bank, headers=bank.proof("/oauth2/par"), dpop_jkt=bank.thumbprint)
    assert (await bank.redeem(both)).status_code == 200
    assert (await bank.redeem(await _bound(bank, dpop_jkt=bank.thumbprint))).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"htm": "POST"},
        {"htm": None},
        {"htu": "https://other.example/oauth2/userinfo"},
        {"htu": None},
        {"iat": 1},
        {"iat": None},
        {"jti": None},
        {"ath": "x"},
        {"ath": None},
        {"key": ECKey.generate_key("P-256")},
    ],
    ids=lambda changed: next(iter(changed)) + ("-wrong" if next(iter(changed.values())) else "-missing"),
)
async def test_fapi2_security_profile_final_dpop_negative_tests(bank: Bank, changed: dict[str, Any]) -> None:
    token = (await bank.tokens())["access_token"]
    refused = await bank.resource(token, **changed)
    assert refused.status_code == 401
    assert 'DPoP error="invalid_token"' in refused.headers["www-authenticate"]
    assert (await bank.userinfo(token)).status_code == 401
    assert (await bank.resource(token)).status_code == 200
