"""OAuth 2.1 and OpenID Connect as a provider must know them: words, errors, parameters, and the rules of each RFC.

words, errors, parameters      what is written on the wire
authorization, pushed, hints   a request for a code
scopes, consenting, subjects   what a client may see, and under which name it knows a person
pkce, refreshing, presented    what codes, refresh tokens and access tokens are good for
assertions, dpop               what clients and keys prove
registering, redirects         what a client may be registered with; clientele remembers clients for a moment
backchannel                    telling clients of sign-outs
"""
