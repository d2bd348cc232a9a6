"""OpenID Foundation conformance, FAPI 2.0 Security Profile Final (unsigned requests, private_key_jwt, DPoP, OpenID
Connect): what is pushed and what comes of it. Each test is named after the module of the suite whose check it makes.
"""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.testing import PUBLIC_URL
from services.identity.models import PushedRequest
from services.identity.tests.conformance.parties import CALLBACK, Bank
from services.identity.tests.factories import answer_of


def _is_page(answer: httpx.Response) -> bool:
    """Whether the person is told, and nothing is answered to anybody."""
    return answer.status_code == 400 and "location" not in answer.headers


def _refused(answer: httpx.Response, *errors: str) -> bool:
    return answer.status_code in (400, 401) and answer.json()["error"] in errors


async def test_fapi2_security_profile_final_discovery_end_point_verification(bank: Bank) -> None:
    known = (await bank.client.get("/.well-known/openid-configuration")).json()
    assert known["pushed_authorization_request_endpoint"] == f"{PUBLIC_URL}/oauth2/par"
    assert known["authorization_response_iss_parameter_supported"] is True
    assert known["code_challenge_methods_supported"] == ["S256"]
    assert "private_key_jwt" in known["token_endpoint_auth_methods_supported"]
    assert known["token_endpoint_auth_signing_alg_values_supported"] == ["ES256"]
    assert known["dpop_signing_alg_values_supported"] == ["ES256"]
    assert known["id_token_signing_alg_values_supported"] == ["ES256"]
    assert "password" not in known["grant_types_supported"]


async def test_fapi2_security_profile_final_happy_flow(bank: Bank) -> None:
    answer = await bank.answer()
    assert (answer["state"], answer["iss"]) == ("s-1", PUBLIC_URL)
    tokens = (await bank.redeem(answer["code"])).json()
    assert tokens["token_type"] == "DPoP"
    claims = await bank.claims(tokens["id_token"])
    assert (claims["aud"], claims["nonce"]) == ("bank", "n-1")
    shown = await bank.resource(tokens["access_token"])
    assert shown.json()["sub"] == claims["sub"]


async def test_fapi2_security_profile_final_user_rejects_authentication(bank: Bank) -> None:
    answer = answer_of(await bank.complete(await bank.authorize(), decision="refuse"))
    assert answer["error"] == "access_denied"
    assert (answer["state"], answer["iss"]) == ("s-1", PUBLIC_URL)


async def test_fapi2_security_profile_final_ensure_authorization_request_without_state_success(bank: Bank) -> None:
    answer = await bank.answer(state=None)
    assert "code" in answer
    assert "state" not in answer


async def test_fapi2_security_profile_final_ensure_authorization_request_without_nonce_success(bank: Bank) -> None:
    assert "nonce" not in await bank.claims((await bank.tokens(nonce=None))["id_token"])


async def test_fapi2_security_profile_final_ensure_authorization_request_with_64_char_nonce_success(
    bank: Bank,
) -> None:
    nonce = "n" * 64
    assert (await bank.claims((await bank.tokens(nonce=nonce))["id_token"]))["nonce"] == nonce


async def test_fapi2_security_profile_final_ensure_authorization_request_with_long_nonce(bank: Bank) -> None:
    nonce = "n" * 384
    assert (await bank.claims((await bank.tokens(nonce=nonce))["id_token"]))["nonce"] == nonce


async def test_fapi2_security_profile_final_ensure_authorization_request_with_long_state(bank: Bank) -> None:
    state = "s" * 384
    assert (await bank.answer(state=state))["state"] == state


async def test_fapi2_security_profile_final_ensure_other_scope_order_succeeds(bank: Bank) -> None:
    assert (await bank.tokens(scope="email openid"))["scope"].split() == ["email", "openid"]


async def test_fapi2_security_profile_final_ensure_different_nonce_inside_and_outside_request_object(
    bank: Bank,
) -> None:
    done = await bank.complete(await bank.bring(await bank.reference(), nonce="outside"))
    tokens = (await bank.redeem(answer_of(done)["code"])).json()
    assert (await bank.claims(tokens["id_token"]))["nonce"] == "n-1"


async def test_fapi2_security_profile_final_ensure_different_state_inside_and_outside_request_object(
    bank: Bank,
) -> None:
    done = await bank.complete(await bank.bring(await bank.reference(), state="outside"))
    assert answer_of(done)["state"] == "s-1"


async def test_fapi2_security_profile_final_state_only_outside_request_object_not_used(bank: Bank) -> None:
    done = await bank.complete(await bank.bring(await bank.reference(state=None), state="outside"))
    assert "state" not in answer_of(done)


async def test_fapi2_security_profile_final_ensure_request_object_without_redirect_uri_fails(bank: Bank) -> None:
    assert _refused(await bank.push(redirect_uri=None), "invalid_request")


async def test_fapi2_security_profile_final_ensure_redirect_uri_in_authorization_request(bank: Bank) -> None:
    pushed = await bank.push(redirect_uri=None)
    assert _refused(pushed, "invalid_request")
    assert _is_page(await bank.client.get("/oauth2/authorize", params={"client_id": "bank", "redirect_uri": ""}))


@pytest.mark.parametrize("address", [CALLBACK + "?dummy=1", "https://rp.example/unregistered", "http://rp.example"])
async def test_fapi2_security_profile_final_plain_fapi_tolerate_unregistered_redirect_uri(
    bank: Bank, address: str
) -> None:
    """The profile lets a server take them at this endpoint; this one takes registered addresses only."""
    assert _refused(await bank.push(redirect_uri=address), "invalid_request")


async def test_fapi2_security_profile_final_ensure_unsigned_authorization_request_without_using_par_fails(
    bank: Bank,
) -> None:
    answer = answer_of(await bank.client.get("/oauth2/authorize", params=bank.query()))
    assert answer["error"] == "invalid_request"
    assert "code" not in answer


async def test_fapi2_security_profile_final_ensure_response_type_code_idtoken_fails(bank: Bank) -> None:
    assert _refused(await bank.push(response_type="code id_token"), "unsupported_response_type")


async def test_fapi2_security_profile_final_ensure_response_type_token_fails(bank: Bank) -> None:
    assert _refused(await bank.push(response_type="token"), "unsupported_response_type")


async def test_fapi2_security_profile_final_par_ensure_reused_request_uri_prior_to_auth_completion_succeeds(
    bank: Bank,
) -> None:
    reference = await bank.reference()
    first = await bank.bring(reference)
    assert (await bank.client.get(first.headers["location"])).status_code == 200
    assert "code" in answer_of(await bank.complete(await bank.bring(reference)))


async def test_fapi2_security_profile_final_par_attempt_reuse_request_uri(bank: Bank) -> None:
    reference = await bank.reference()
    assert "code" in answer_of(await bank.complete(await bank.bring(reference)))
    assert _is_page(await bank.bring(reference))


async def test_fapi2_security_profile_final_par_attempt_to_use_expired_request_uri(
    bank: Bank, session: AsyncSession
) -> None:
    reference = await bank.reference()
    earlier = {
        "created_at": PushedRequest.created_at - timedelta(seconds=600),
        "expires_at": PushedRequest.expires_at - timedelta(seconds=600),
    }
    await session.execute(update(PushedRequest).values(earlier))
    await session.commit()
    assert _is_page(await bank.bring(reference))


async def test_fapi2_security_profile_final_par_attempt_to_use_request_uri_for_different_client(
    bank: Bank, other_bank: Bank
) -> None:
    reference = await bank.reference()
    assert _is_page(await other_bank.bring(reference))
    assert _is_page(await bank.bring(reference, client_id="other-bank"))


async def test_fapi2_security_profile_final_par_authorization_request_containing_request_uri_form_param(
    bank: Bank,
) -> None:
    reference = await bank.reference()
    assert _refused(await bank.push(request_uri=reference), "invalid_request")


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_fapi2_security_profile_final_par_attempt_invalid_http_method(bank: Bank, method: str) -> None:
    assert (await bank.client.request(method, "/oauth2/par", params=bank.query())).status_code == 405


async def test_fapi2_security_profile_final_par_ensure_pkce_required(bank: Bank) -> None:
    bare = await bank.push(code_challenge=None, code_challenge_method=None)
    assert _refused(bare, "invalid_request")


async def test_fapi2_security_profile_final_par_plain_pkce_rejected(bank: Bank) -> None:
    plain = await bank.push(code_challenge=bank.verifier, code_challenge_method="plain")
    assert _refused(plain, "invalid_request")


async def test_fapi2_security_profile_final_par_without_duplicate_parameters(bank: Bank) -> None:
    asked = await bank.bring(await bank.reference())
    assert "code" in answer_of(await bank.complete(asked))
