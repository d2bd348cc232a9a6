"""A real Apache Kafka on a bare machine: one KRaft node on loopback, its jars resolved by Maven.

`python -m deploy.kafka start|stop|wipe|status`; state and jars live in `.kafka/`. Tests use `node.KafkaNode` to stop,
kill and wipe a broker under running services.
"""
