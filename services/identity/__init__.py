"""Identity: one account that the whole province, and every frontend, signs in with. A small strict OpenID Provider.

Owns     people and their attributes, accounts, positions, agencies, clients, sign-ins, grants, signing keys
Says     PersonChanged, DelegationChanged (restricted), AgencyChanged
Hears    dossier.AttributesEstablished (restricted) -> handlers: what a granted dossier makes true of a person

A sign-in:  routes/protocol/authorize -> routes/entrance/signin -> signing_in.begin: failures, lockouts
            -> passwords (no connection held) -> signing_in.finish -> seconding.go_on: signed in at once, or
            routes/entrance/factor -> confirming.prove -> signing_in.open_session -> authorize
            -> actions.grants.grant_code -> the client
Tokens:     routes/protocol/token -> grants/<grant> -> grants/issuing -> tokens, signed with keyring's current key;
            a client proves itself in routes/protocol/clients (oauth2/assertions), a key in oauth2/dpop
Joining:    routes/entrance/register -> records/registrations -> actions/registrations: the code first, then
            records/claiming decides -> actions/people; forgotten: recover -> credentials/recovery decides
Elsewhere:  routes/entrance/federation -> providers/<kind> -> arriving: records/linking decides -> actions/linking,
            actions/merging -> PeopleMerged
Record:     routes/me/record, routes/account/record -> actions/records -> actions/people: PersonChanged;
            who read it: actions/disclosures -> routes/me/history
Agencies:   routes/staff/{administration,members} -> administrators: positions of today -> actions/{agencies,staff}
Delegation: routes/me/delegations -> actions/delegations -> DelegationChanged; a token by grants/token_exchange
Clients:    routes/staff/registry -> oauth2/registering (every fault) -> actions/clients
Sign-out:   routes/protocol/logout -> signing_in.end_session: the session and every family of refresh tokens under it,
            -> oauth2/backchannel.notify -> schedule -> backchannel.deliver: the clients are told

Folders:    oauth2 (the protocol's words and rules), grants (one file each), credentials (what people prove themselves
            with), records (what stands in a record and whom a number means), providers (accounts elsewhere),
            actions, queries, schemas, models, routes, pages
Rules:      sittings organisations jurisdiction delegations origins keys returning, and in the folders every module
            that tests/architecture lists: pure
"""
