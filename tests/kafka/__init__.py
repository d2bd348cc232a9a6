"""The house on a real Apache Kafka: what only a real broker shows.

`test_bus` carries events, `test_outages` stops and wipes the broker under running services, `test_replicas` kills one
of two real processes, `test_journey` runs a second full stack (`stack`) on it. The node lives in a temporary folder on
a loopback port; `MOTCUA_TEST_OUTAGE_SECONDS` (60) shortens the outages for a quick look. Figures are printed at the
end.
"""
