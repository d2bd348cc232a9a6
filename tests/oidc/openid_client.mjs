// One sign-in by openid-client. The settings are argv[2] (JSON). Prints the address a browser must open, reads on
// standard input the address the browser came back to, then redeems, asks userinfo, refreshes, introspects, revokes,
// and prints what it saw (JSON). Any disagreement between the library and the provider ends it with an error.
import { createInterface } from 'node:readline/promises'
import * as client from 'openid-client'

const asked = JSON.parse(process.argv[2])
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const say = (told) => console.log(JSON.stringify(told))
const read = async () => (await lines.next()).value

async function proof() {
  if (asked.secret) return client.ClientSecretBasic(asked.secret)
  if (!asked.key) return client.None()
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const key = await crypto.subtle.importKey('jwk', asked.key, algorithm, false, ['sign'])
  return client.PrivateKeyJwt({ key, kid: asked.key.kid })
}

const config = await client.discovery(new URL(asked.issuer), asked.client_id, undefined, await proof(), {
  execute: [client.allowInsecureRequests],
})
const options = {}
if (asked.dpop) {
  options.DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
}

const verifier = client.randomPKCECodeVerifier()
const parameters = {
  redirect_uri: asked.redirect_uri,
  scope: asked.scope,
  state: client.randomState(),
  nonce: client.randomNonce(),
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  ...asked.extra,
}
const url = asked.par
  ? await client.buildAuthorizationUrlWithPAR(config, parameters, options)
  : client.buildAuthorizationUrl(config, parameters)
say({ url: url.href })

const tokens = await client.authorizationCodeGrant(
  config,
  new URL(await read()),
  { pkceCodeVerifier: verifier, expectedState: parameters.state, expectedNonce: parameters.nonce, idTokenExpected: true },
  {},
  options,
)
const claims = tokens.claims()
const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub, options)
const seen = { claims, userinfo, token_type: tokens.token_type, scope: tokens.scope }
if (asked.give) seen.access_token = tokens.access_token
let latest = tokens
if (tokens.refresh_token) {
  latest = await client.refreshTokenGrant(config, tokens.refresh_token, {}, options)
  seen.refreshed_sub = latest.claims().sub
}
if (asked.secret || asked.key) {
  seen.active = (await client.tokenIntrospection(config, latest.access_token)).active
}
if (asked.revoke) {
  await client.tokenRevocation(config, latest.refresh_token)
  try {
    await client.refreshTokenGrant(config, latest.refresh_token, {}, options)
    seen.revoked = false
  } catch (error) {
    seen.revoked = error.error === 'invalid_grant'
  }
}
seen.end_session = client.buildEndSessionUrl(config, {
  id_token_hint: latest.id_token,
  ...(asked.signed_out ? { post_logout_redirect_uri: asked.signed_out, state: 'left' } : {}),
}).href
say(seen)
process.exit(0)
