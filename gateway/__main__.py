"""`python -m gateway`: write Envoy's configuration and pages, write the merged API document, start or drain Envoy."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from gateway import drain, merge, program, site
from gateway.envoy import Deployment, configuration
from gateway.routes import TABLE


def write_envoy(place: Deployment, *, out: Path) -> None:
    """Write the configuration to `out` and the pages it serves into the folder `site` beside it."""
    out.parent.mkdir(parents=True, exist_ok=True)
    document = merge.merge(merge.read_snapshots(), rows=place.rows, public_url=place.public_url)
    pages = site.write(
        out.parent.absolute() / "site",
        public_url=place.public_url,
        document=document,
        has_sandboxes=place.has_sandboxes,
    )
    out.write_text(json.dumps(configuration(place, pages=pages), ensure_ascii=False, indent=1), encoding="utf-8")


def _envoy(args: argparse.Namespace) -> int:
    place = Deployment(
        run_dir=args.run_dir.absolute(),
        listen=args.listen,
        public_url=args.public_url.rstrip("/"),
        has_sandboxes=args.sandboxes,
        access_log=args.access_log,
        upstreams=dict(args.upstream),
        trusted_hops=args.trusted_hops,
        extra_hosts=tuple(args.extra_host),
        rate_scale=args.rate_scale,
    )
    write_envoy(place, out=args.out)
    if args.validate:
        program.validate(args.out)
    return 0


def _docs(args: argparse.Namespace) -> int:
    public_url = args.public_url.rstrip("/")
    document = merge.merge(merge.read_snapshots(), rows=TABLE, public_url=public_url)
    args.out.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0


def _start(args: argparse.Namespace) -> int:
    words = program.command(args.config, concurrency=args.concurrency)
    os.execv(words[0], words)  # noqa: S606 - becomes Envoy, so that signals reach it


def _drain(args: argparse.Namespace) -> int:
    return 0 if drain.drain(args.run_dir, seconds=args.seconds) else 1


def _upstream(text: str) -> tuple[str, str]:
    service, equals, place = text.partition("=")
    if not (service and equals and place):
        raise argparse.ArgumentTypeError("write it as service=unix:/path.sock or service=host:port")
    return service, place


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number of at least 1")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m gateway", description=__doc__)
    orders = parser.add_subparsers(required=True)

    envoy = orders.add_parser("envoy", help="write and validate Envoy's configuration")
    envoy.add_argument("--run-dir", type=Path, required=True, help="folder of the services' sockets")
    envoy.add_argument("--listen", default="127.0.0.1:8080", help="host:port or unix:/path.sock")
    envoy.add_argument("--public-url", required=True, help="the address people use; also the issuer of tokens")
    envoy.add_argument("--sandboxes", action="store_true", help="also let the local sandboxes through")
    envoy.add_argument("--upstream", type=_upstream, action="append", default=[], help="service=host:port, repeatable")
    envoy.add_argument("--access-log", default="-", help="file, or - for standard output")
    envoy.add_argument("--trusted-hops", type=int, default=0, help="proxies in front whose X-Forwarded-For is believed")
    envoy.add_argument("--extra-host", action="append", default=[], help="another name to answer for, repeatable")
    envoy.add_argument("--rate-scale", type=_positive, default=1, help="multiply every rate limit (load tests)")
    envoy.add_argument("--out", type=Path, required=True, help="the configuration; pages go to site/ beside it")
    envoy.add_argument("--no-validate", dest="validate", action="store_false", help="where Envoy is not installed")
    envoy.set_defaults(do=_envoy)

    docs = orders.add_parser("docs", help="write the merged API document")
    docs.add_argument("--public-url", default="http://127.0.0.1:8080")
    docs.add_argument("--out", type=Path, required=True)
    docs.set_defaults(do=_docs)

    start = orders.add_parser("start", help="become Envoy on a written configuration")
    start.add_argument("--config", type=Path, required=True)
    start.add_argument("--concurrency", type=_positive, default=2)
    start.set_defaults(do=_start)

    leave = orders.add_parser("drain", help="finish what is under way; then SIGTERM is safe")
    leave.add_argument("--run-dir", type=Path, required=True)
    leave.add_argument("--seconds", type=float, default=5.0)
    leave.set_defaults(do=_drain)
    return parser


def main(words: Sequence[str] | None = None) -> int:
    """Run one order; 1 with a line on standard error when it cannot be done."""
    args = _parser().parse_args(words)
    try:
        done: int = args.do(args)
    except (ValueError, OSError, program.ConfigurationRefused) as error:
        sys.stderr.write(f"gateway: {error}\n")
        return 1
    return done


if __name__ == "__main__":
    sys.exit(main())
