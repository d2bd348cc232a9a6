"""A provider of electronic identities for the local deployment that speaks VNeID's sign-on on its own.

It is the other side: it knows one relying party (client, secret, callback) and nothing of our services. The people are
invented, the protocol and the names of the claims are real. State lives in memory: a restart forgets who was signing
in, and gives it a new key.

    GET  /sandbox/vneid/.well-known/openid-configuration   GET /sandbox/vneid/jwks
    GET  /sandbox/vneid/authorize    choose an invented person, agree or refuse (POST), and what shall go wrong
    POST /sandbox/vneid/token        a code, with secret and verifier, for an ID token (RS256) and an access token
    GET  /sandbox/vneid/userinfo     the claims: TechID, SoDinhDanh, HoVaTen, loAs ...
"""
