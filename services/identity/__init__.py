"""Identity: one account that the whole province, and every frontend, signs in with. A small strict OpenID Provider.

Owns     people and their attributes, accounts, positions, agencies, clients, sign-ins, grants, signing keys
Says     PersonChanged (restricted), AgencyChanged                                    Listens to   nothing

A sign-in:  routes/authorize -> routes/signin (pages/signin.html) -> signing_in.begin: failures, lockouts
            -> passwords (no connection held) -> signing_in.finish -> routes/authorize -> actions.grant_code
            -> the client
Tokens:     routes/token -> grants/<grant> -> grants/issuing -> tokens, signed with keyring's current key
Sign-out:   routes/logout -> signing_in.end_session: the session and every family of refresh tokens under it
Rules:      pkce redirects origins scopes sittings lockouts refreshing identifiers provenance keys (pure)
"""
