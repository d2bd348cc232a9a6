"""The house on a real Apache Kafka: what only a real broker shows.

`test_bus` carries events, `test_outages` kills and wipes the broker under a service, `test_replicas` kills one of two
real processes, `test_journey` runs a second full stack (`stack`) on it, also while the broker is away for
`MOTCUA_TEST_OUTAGE_SECONDS` (60; less for a quick look) and after it was wiped. The node lives in a temporary folder
on a loopback port; every program ends with its test, or by itself after minutes. Figures are printed at the end.
"""
