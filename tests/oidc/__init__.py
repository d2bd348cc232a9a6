"""Clients that nobody here wrote, on a running stack: they sign in, refresh and sign out, or the provider is wrong.

`make test-oidc` installs what they need (npm packages beside this file, Debian's Apache and Chromium where root may)
and starts a stack of its own. What cannot be installed here is skipped, and the reason printed.
"""
