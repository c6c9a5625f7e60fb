"""``trustlab serve``: both services over TLS on this machine, with a scenario's estate living on in accelerated time."""

from __future__ import annotations

import secrets
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import click
from rich.console import Console
from rich.table import Table

from simulator.commands.answers import HELD, check_writable, write_bytes, wrong
from simulator.commands.files import load_all
from simulator.scenario.model import Scenario
from simulator.serve.house import ANY_FREE, House, Ports, Secrets, serving
from simulator.serve.kept_trace import TraceOnDisk
from simulator.serve.live import LiveWorld
from simulator.serve.mishaps import Mishaps

ClientClock = Literal["machine", "estate"]

_TICK_S = 0.1
_SHOWN = 20
_ADMINISTRATOR = "api-administrator"


_USUAL = {"story": "A served estate", "fleet": [{"name": "ada"}, {"name": "ben"}]}


def run(
    path: str | None, seed: int, speed: float, bind: str, port: int, ca_file: str, client_clock: ClientClock
) -> int:
    """Serve a scenario file's estate, or two Macs, until a signal says to stop; the exit code.

    ``client_clock``: by which clock end what clients from outside are given, this machine's or the estate's.
    """
    check_writable(ca_file)
    scenario = Scenario.model_validate(_USUAL) if path is None else load_all([path])[0].scenario
    ports = Ports(port, port + 1, port + 2, port + 3) if port else ANY_FREE
    salt = secrets.token_bytes(32)
    live = LiveWorld(
        scenario,
        seed,
        speed,
        time.monotonic,
        salt,
        _ADMINISTRATOR,
        TraceOnDisk,
        time.time if client_clock == "machine" else None,
    )
    with _asked_to_stop() as stop, serving(lambda: _house(live, Secrets(salt), bind, ports)) as house:
        write_bytes(ca_file, house.authority.pem)
        _tell(house, ca_file)
        while not stop.wait(_TICK_S):
            with live.now():
                pass
    click.echo("Stopped.", err=True)
    return HELD


def _house(live: LiveWorld, keys: Secrets, bind: str, ports: Ports) -> House:
    try:
        return House(live, Mishaps(time.sleep), keys, bind, ports)
    except OSError as error:
        wrong(f"trustlab serve: {error.strerror}")


@contextmanager
def _asked_to_stop() -> Iterator[threading.Event]:
    stop = threading.Event()
    before = {which: signal.signal(which, lambda *_: stop.set()) for which in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for which, handler in before.items():
            signal.signal(which, handler)


def _tell(house: House, ca_file: str) -> None:
    """Where it is served, and the secrets, this once."""
    console = Console(soft_wrap=True, highlight=False)
    doors = Table("host", "as the estate knows it", "on this machine", box=None)
    for door in house.doors:
        doors.add_row(door.what, door.url, door.here)
    console.print(doors)
    stage = house.live.world.stage
    shown = Table("secret", "value", box=None)
    shown.add_row("Okta API token (SSWS)", stage.okta.admin_token)
    for name, password in house.live.world.admin.passwords.items():
        shown.add_row(f"Jamf Pro account {name}", password)
    admin = stage.okta.admin_login
    shown.add_row(f"Okta administrator {admin}", house.secrets.of(f"person|{admin}"))
    logins = house.live.logins()
    for login in logins[:_SHOWN]:
        shown.add_row(f"Okta user {login}", house.secrets.of(f"person|{login}"))
    if len(logins) > _SHOWN:
        shown.add_row(f"and {len(logins) - _SHOWN} more Okta users", "not shown")
    shown.add_row("control (Authorization: Bearer)", house.secrets.of("control"))
    console.print(shown)
    console.print(f"Servers are certified by {Path(ca_file).resolve()}. Stop with Ctrl-C or SIGTERM.")
