"""`python -m deploy.kafka start|stop|wipe|status`: the node behind `make kafka`."""

import sys
from typing import Annotated

import typer

from deploy.kafka import jars
from deploy.kafka.node import KafkaNode
from deploy.local import account as accounts
from deploy.local.ports import holder

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Apache Kafka trên máy này (a real broker here)",
)
Port = Annotated[int, typer.Option(envvar="MOTCUA_KAFKA_PORT", help="loopback port; the controller takes the next")]
User = Annotated[str, typer.Option(envvar="MOTCUA_ACCOUNT", help="whom it runs as when root starts it")]
NOT_HERE = 3


@app.command()
def start(port: Port = 9092, account: User = "") -> None:
    """Khởi động Kafka và chờ tới khi trả lời (start and wait)."""
    try:
        node = KafkaNode(jars.LIB.parent, port, account=accounts.choose(account))
    except LookupError as nobody:
        sys.exit(str(nobody))
    taken = None if node.is_running else holder(port)
    if taken:
        sys.exit(f"Port {port} is held by {taken}: choose another with MOTCUA_KAFKA_PORT.")
    try:
        node.start(tell=typer.echo)
    except jars.MissingToolError as missing:
        typer.echo(missing, err=True)
        sys.exit(NOT_HERE)
    except RuntimeError as failed:
        sys.exit(str(failed))
    typer.echo(f"Kafka answers: KAFKA_BOOTSTRAP_SERVERS={node.address} make run")


@app.command()
def stop(port: Port = 9092) -> None:
    """Dừng Kafka, giữ dữ liệu (stop, keep the data)."""
    typer.echo("Kafka stopped." if _node(port).stop() else "Kafka was not running.")


@app.command()
def wipe(port: Port = 9092) -> None:
    """Dừng Kafka và xoá dữ liệu (stop and forget everything)."""
    _node(port).wipe()
    typer.echo("Kafka's data is gone; it comes back as an empty cluster.")


@app.command()
def status(port: Port = 9092) -> None:
    """Kafka có chạy không (is it running)."""
    node = _node(port)
    typer.echo(f"Kafka {'answers' if node.is_running and node.answers() else 'does not run'} on {node.address}")


def _node(port: int) -> KafkaNode:
    return KafkaNode(jars.LIB.parent, port)


if __name__ == "__main__":
    app()
