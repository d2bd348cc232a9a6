"""What a person sees: each part coming up, then one table with the addresses and the people to try."""

from rich.console import Console
from rich.live import Live
from rich.table import Table

from deploy.local.people import PARTNER, PEOPLE
from deploy.local.secrets import Secrets
from deploy.local.settings import LocalSettings
from deploy.local.supervisor import Part, Stage

WORDS = {
    Stage.WAITING: ("·", "chờ (waiting)", "dim"),
    Stage.STARTING: ("…", "đang khởi động (starting)", "yellow"),
    Stage.READY: ("✓", "sẵn sàng (ready)", "green"),
    Stage.DONE: ("✓", "xong (done)", "green"),
    Stage.DOWN: ("✗", "ngừng, sẽ khởi động lại (down, restarting)", "red"),
    Stage.STOPPED: ("-", "đã dừng (stopped)", "dim"),
}


class Screen:
    """Live progress on a terminal; plain lines when the output is a file or a pipe."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._live: Live | None = None
        self._parts: dict[str, Part] = {}
        self._told: dict[str, Stage] = {}

    def open(self, parts: dict[str, Part]) -> None:
        """Begins to show the parts."""
        self._parts = parts
        if self.console.is_terminal:
            self._live = Live(self._table(), console=self.console, refresh_per_second=8, get_renderable=self._table)
            self._live.start()

    def close(self) -> None:
        """Ends the live picture; later changes are lines."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def changed(self, part: Part) -> None:
        """Hears every change of a part's stage."""
        name, stage = part.program.name, part.stage
        if self._live is None and self._told.get(name) != stage and stage is not Stage.STARTING:
            self.console.print(_line(part), highlight=False)
        self._told[name] = stage

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for part in self._parts.values():
            sign, words, style = WORDS[part.stage]
            seconds = f"{part.seconds:.1f} s" if part.seconds else ""
            table.add_row(sign, part.program.name, words, seconds, style=style)
        return table


def _line(part: Part) -> str:
    sign, words, style = WORDS[part.stage]
    seconds = f" {part.seconds:.1f} s" if part.stage in (Stage.READY, Stage.DONE) else ""
    return f"[{style}]{sign} {part.program.name}: {words}{seconds}[/]"


def show_welcome(console: Console, settings: LocalSettings, *, secrets: Secrets, seconds: float) -> None:
    """The one table: where to go, as whom."""
    places = Table(title="Một Cửa", title_style="bold", title_justify="left", show_header=False, box=None)
    places.add_row("Cổng, API (portal, API)", f"{settings.address}/")
    places.add_row("Tài liệu (docs)", f"{settings.address}/docs")
    if settings.has_own_mailbox:
        places.add_row("Hộp thư thử (demo mailbox)", f"{settings.address}/sandbox/mail")
    if settings.has_own_phone:
        places.add_row("Điện thoại thử (demo phone)", f"{settings.address}/sandbox/sms")
    people = Table(title="Người dùng thử (demo people)", title_justify="left", box=None, padding=(0, 2, 0, 0))
    people.add_column("Đăng nhập (login)", no_wrap=True)
    people.add_column("Mật khẩu (password)", no_wrap=True)
    people.add_column("Ai (who)")
    for person in PEOPLE:
        people.add_row(person.login, secrets.people[person.name], f"{person.full_name}, {person.role}")
    console.print(places, "", people, "", sep="\n", highlight=False)
    partner = "Đối tác (partner), client_credentials, Bảo hiểm xã hội thành phố Hải Phòng"
    console.print(f"{partner}: {PARTNER} {secrets.partner}\n", highlight=False, soft_wrap=True)
    console.print(f"[bold green]Sẵn sàng sau {seconds:.1f} giây (ready in {seconds:.1f} s).[/]", highlight=False)
