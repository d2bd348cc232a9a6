"""Mechanisms every service uses; no word of the domain.

    app        build a service: lifespan, problems, health, metrics     settings, logs, clock
    db         session per request, column types; tables: kit's own     migrate, serve, redrive: the commands
    events     Event, Listener          outbox   emit                   bus (relay, listen): Kafka in and out
    problems   RFC 9457 answers         people   who is asking          tokens: verify an access token
    pages      keyset cursors           idempotency  Once               schemas: strict REST shapes
    files      stored files by content  http     outgoing client        workdays, vietnamese: pure
    schedule   what happens when time passes    secrecy: closed memory  testing: pytest plugin

Code enters when the second service needs it. Layers: services and gateway -> contracts -> kit.
"""
