"""Everything that a Jamf Pro server keeps, put together once for those who answer from it."""

from __future__ import annotations

from collections.abc import Callable

from fake_jamf.access import Access
from fake_jamf.accounts import Accounts
from fake_jamf.api_clients import ApiClients
from fake_jamf.assumptions import JamfAssumptions
from fake_jamf.events import EventLog
from fake_jamf.groups import Groups
from fake_jamf.history import History
from fake_jamf.inventory import Inventory
from fake_jamf.mdm import MdmCommands
from fake_jamf.messages import CheckInSettings
from fake_jamf.policies import Policies
from fake_jamf.profiles import Profiles
from fake_jamf.scripts import Scripts
from fake_jamf.tokens import Clock, Tokens
from fake_jamf.users import Users


class Database:
    """The parts of a server; ``now`` gives seconds since the epoch, UTC."""

    __slots__ = (
        "access",
        "accounts",
        "api_clients",
        "assumptions",
        "check_in_settings",
        "groups",
        "history",
        "inventory",
        "log",
        "mdm",
        "now",
        "output_kept",
        "policies",
        "profiles",
        "scripts",
        "users",
    )

    def __init__(
        self,
        seed: bytes,
        now: Callable[[], int],
        assumptions: JamfAssumptions,
        administrator: str,
        *,
        output_kept: bool = True,
        client_clock: Callable[[], Clock] | None = None,
    ) -> None:
        self.now = now
        self.output_kept = output_kept
        self.assumptions = assumptions
        self.log = EventLog(now)
        self.accounts = Accounts(seed, administrator)
        self.api_clients = ApiClients(seed)
        self.users = Users()
        self.mdm = MdmCommands()
        self.inventory = Inventory()
        self.groups = Groups(self.inventory)
        self.history = History()
        self.policies = Policies(self.history, assumptions)
        self.scripts = Scripts()
        self.profiles = Profiles()
        self.check_in_settings = CheckInSettings()
        self.access = Access(
            self.accounts,
            self.api_clients,
            Tokens(seed),
            self.inventory,
            self.log,
            client_clock or (lambda: now),
            assumptions,
        )
