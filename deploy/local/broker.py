"""The embedded broker: Kafka's real protocol from librdkafka's mock cluster, in memory, on a loopback port.

`python -m deploy.local.broker FILE` writes its address to FILE and lives until it is signalled. It keeps nothing: each
start is another cluster id, and the services refill it from their outboxes. A real broker: `make kafka`.
"""

import signal
import sys
import threading
from pathlib import Path

from confluent_kafka import Producer

STARTUP = 10.0


def open_cluster() -> tuple[Producer, str]:
    """The mock cluster, which lives as long as the returned producer, and its address."""
    owner = Producer({"test.mock.num.brokers": 1, "log_level": 3})
    broker = next(iter(owner.list_topics(timeout=STARTUP).brokers.values()))
    return owner, f"{broker.host}:{broker.port}"


def announce(file: Path, address: str) -> None:
    """Writes the address in one step: a reader sees the old one, the new one or none, never half of one."""
    fresh = file.with_suffix(".new")
    fresh.write_text(address)
    fresh.replace(file)


def main(file: Path) -> None:
    """Runs the broker until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    owner, address = open_cluster()
    announce(file, address)
    print(f"broker listens on {address}", flush=True)
    while not stop.wait(1.0):
        owner.poll(0)
    file.unlink(missing_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
