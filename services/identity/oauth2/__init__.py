"""The protocol's own words, errors and parameter syntax (OAuth 2.1, OpenID Connect Core), in one place."""
