"""Identity: one account that the whole province, and every frontend, signs in with. A small strict OpenID Provider.

Owns     people and their attributes, accounts, positions, agencies, clients, sign-ins, grants, signing keys
Says     PersonChanged, DelegationChanged (restricted), AgencyChanged                     Listens to   nothing

A sign-in:  routes/authorize -> routes/signin (pages/signin.html) -> signing_in.begin: failures, lockouts
            -> passwords (no connection held) -> signing_in.finish -> seconding.go_on: signed in at once, or
            routes/factor -> confirming.prove -> signing_in.open_session -> routes/authorize
            -> actions.grant_code -> the client
Joining:    routes/register, routes/registrations -> registrations (rules) -> actions/registrations: the code first,
            then claiming decides -> actions/people; forgotten: routes/recover -> actions/recoveries: recovery decides
Tokens:     routes/token -> grants/<grant> -> grants/issuing -> tokens, signed with keyring's current key
            a client proves itself: routes/clients (oauth2/assertions); a key is proven: oauth2/dpop, kit.dpop
Agencies:   routes/administration, routes/staff -> administrators: positions of today -> actions/agencies, actions/staff
Elsewhere:  routes/federation -> providers/<kind> -> routes/arriving: linking decides -> actions/linking,
            actions/merging -> PeopleMerged; who may be both is asked at /signin/linking
Delegation: routes/delegations -> actions/delegations -> DelegationChanged; a token by grants/token_exchange
Record:     routes/me, routes/account_record -> actions/records: attributes, provenance -> actions/people:
            PersonChanged
Readings:   routes/staff_people, routes/userinfo -> actions/lookups, actions/disclosures -> routes/records: who read it
Clients:    routes/registry -> registering (every fault) -> actions/clients; remembered by clientele
Sign-out:   routes/logout -> signing_in.end_session: the session and every family of refresh tokens under it,
            -> backchannel.notify -> schedule -> backchannel.deliver: the clients are told
Rules:      pkce redirects origins scopes sittings lockouts factors assurance onetime totp refreshing identifiers
            provenance keys organisations jurisdiction delegations linking providers/claims
            registrations claiming recovery rations contacts password_rules personal_numbers tax_codes foreigners
            subjects registering oauth2/assertions (pure)
"""
