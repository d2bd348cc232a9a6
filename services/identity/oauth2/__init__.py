"""OAuth 2.1 and OpenID Connect as a provider must know them: words, errors, parameters, and the rules of each RFC.

words, errors, parameters     what is written on the wire       assertions, dpop, presented   proofs and tokens shown
authorization, pushed, hints  a request for a code              clientele                     clients remembered a moment
scopes, consenting, subjects  what a client may see             registering, redirects        what it may register
pkce, refreshing              what codes and refresh tokens     backchannel                   telling clients of
                              are good for                                                    sign-outs
"""
