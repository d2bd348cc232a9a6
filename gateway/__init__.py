"""The one public door of Một Cửa.

It owns no data and no rule: it decides which service an address belongs to and what a request must bring.

1. `routes` is the typed table, `row` one row of it: address, methods, service, token needed or not, size, time, rate,
   CORS. Identity's rows are so many that they have a file of their own, `identity_routes`.
2. `envoy` turns it into Envoy's configuration with `filters` (origin, rate, token, size), `virtual_host` (routes),
   `hosts` (names it answers for), `upstreams` (where services are), `headers`, and `refusals` (what the door refuses,
   as problem+json).
3. `merge` joins the services' committed OpenAPI documents into one; `site` writes it, its reader and the landing page.
4. `program` finds Envoy, has it validate the result and knows how to start it; `drain` empties it before it is stopped.
5. `python -m gateway envoy|docs|start|drain` is all of this from a shell. Services still verify every token themselves.
"""
