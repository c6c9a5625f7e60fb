"""A small estate played by hand: a real Okta, a real Jamf Pro, Macs, a clock that tests turn, and a trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from fake_jamf import messages as jamf
from fake_jamf.errors import JamfError
from fake_jamf.jamf import Jamf
from fake_okta import messages as okta
from fake_okta.assumptions import OktaAssumptions
from fake_okta.errors import OktaError
from fake_okta.okta import Okta
from simulator.mac.agent import pass_agent
from simulator.mac.assumptions import MacAssumptions
from simulator.mac.machine import Account, Mac
from simulator.mac.person import open_app
from simulator.mac.registration import ScriptOutcome, run_task
from simulator.mac.task_script import DEFAULT_TEAM_IDS, task_script
from simulator.network import NetworkError, Trouble
from simulator.steps import Ask, Do, Note, StepFailed, Task, Wait
from simulator.trace import Trace
from simulator.wiring import jamf_port

R = TypeVar("R")

START = 1_550_000_000
DAY = 86_400
YEAR = 365 * DAY
HOST = "ok3-devicetrust.okta.com"
IP = "198.51.100.7"
RULES = (
    okta.Rule("Trusted Macs", "allow", platforms=frozenset({"osx"}), trust="trusted"),
    okta.Rule("Deny everything else", "deny"),
)
OFFICE_RULES = (replace(RULES[0], clients=frozenset({"web", "modern_auth"})), RULES[1])


class PowerCut(Exception):
    """Power failed at a step."""


@dataclass
class Estate:
    """Everything that a Mac talks to. ``play`` performs a task and keeps all that it says.

    ``fails`` and ``cut_at`` name a step at which the task fails, or power; ``troubles`` maps hosts
    (org, mtls, jamf) to what is wrong with the way there; ``steps``, ``asked``, ``orgs`` and ``asked_as`` (for
    which org and as whom, each) and ``notes`` are those of the last task.
    """

    okta_assumptions: OktaAssumptions = field(default_factory=OktaAssumptions)
    org: str = "acme"
    seed: bytes = b"tests"
    at: int = START
    trace: Trace = field(default_factory=Trace)
    fails: str = ""
    cut_at: str = ""
    troubles: dict[str, Trouble] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    asked: list[Any] = field(default_factory=list)
    orgs: list[str] = field(default_factory=list)
    asked_as: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.jamf = Jamf(url="https://acme.jamfcloud.com", seed=self.seed, now=self.now)
        self.console = jamf.Console("admin")
        privileges = frozenset({"Read Computers", "Read Accounts", "Read User"})
        self.jamf.handle(jamf.SetAccount("okta-api", "pw", privileges), self.console)
        self.okta = Okta(
            org=self.org,
            cell="ok3",
            seed=self.seed + self.org.encode(),
            now=self.now,
            jamf=jamf_port(lambda: self.jamf, lambda: True),
            assumptions=self.okta_assumptions,
        )
        self.token = okta.ApiToken(self.okta.admin_token)
        shown = self.admin(okta.EnableDeviceTrust(okta.JamfConnection(self.jamf.url, "okta-api", "pw")))
        self.secret_key, self.org_url = shown.secret_key, shown.org_url
        self.admin(okta.CreateUser("ada", ("Everyone",)))
        self.admin(okta.CreateApp("salesforce", "saml", RULES))
        self.admin(okta.CreateApp("mail", "ws_fed", OFFICE_RULES, office365=True))
        self.admin(okta.CreateApp("wiki", "saml", ()))
        self.trace.add(self.at, "run.ended", "nothing")

    def now(self) -> int:
        return self.at

    def admin(self, message: okta.Message[R]) -> R:
        return self.okta.handle(message, self.token)

    # --- Macs ---------------------------------------------------------------------------------------------

    def mac(
        self, name: str = "ada", *, macos: str = "10.14.6", index: int = 0, **settings: Any
    ) -> tuple[Mac, Account]:
        assumptions = {k: settings.pop(k) for k in list(settings) if k in MacAssumptions.__slots__}
        mac = Mac(
            name=name,
            udid=f"UDID-{name}",
            serial_number=f"C02{name}",
            macos=macos,
            now=self.now,
            address=(1, 0, ("tests", index)),
            org_url=self.okta.org_url,
            cert_auth_domain=self.okta.cert_auth_domain,
            assumptions=MacAssumptions(**assumptions),
            **settings,
        )
        self.jamf.handle(
            jamf.EnrollComputer(mac.udid, mac.serial_number, name, macos, "ada"),
            jamf.DeviceIdentity(mac.udid),
        )
        mac.console_user = "ada"
        return mac, mac.add_account("ada")

    def enrolled(self, version: str = "1.2.1", **settings: Any) -> tuple[Mac, Account]:
        """A Mac on which the task has run well."""
        mac, account = self.mac(**settings)
        assert self.run(mac, account, version).exit_status == 0
        return mac, account

    def in_use(self, version: str = "1.2.1", client: str = "safari", **settings: Any) -> tuple[Mac, Account]:
        """A Mac that is enrolled and whose certificate is bound to ada."""
        mac, account = self.enrolled(version, **settings)
        assert self.open(mac, account, client).outcome == "allowed"
        return mac, account

    # --- what they do -------------------------------------------------------------------------------------

    def script(self, version: str = "1.2.1", **changed: str) -> str:
        settings = {
            "org_token": self.secret_key,
            "url": self.org_url,
            "team_ids": DEFAULT_TEAM_IDS,
            **changed,
        }
        return task_script(version, **settings)

    def run(
        self, mac: Mac, account: Account | None, version: str = "1.2.1", *words: str, **changed: str
    ) -> ScriptOutcome:
        argv = ("/", mac.name, account.name if account else "", *words)
        return self.play(run_task(mac, account, self.script(version, **changed), argv))

    def renew(self, mac: Mac, account: Account) -> str:
        return self.play(pass_agent(mac, account))

    def open(
        self, mac: Mac, account: Account, client: str, app: str = "salesforce", **more: Any
    ) -> okta.SignInResult:
        return self.play(open_app(mac, account, "ada", app, client, ip_address=IP, **more))

    def unbound(self, mac: Mac) -> int:
        records = self.admin(okta.ListDeviceCertificates(mac.udid))
        return sum(record.status == "issued_unbound" for record in records)

    # --- the stage ----------------------------------------------------------------------------------------

    def play(self, task: Task[R]) -> R:
        """Perform a task to its end; every note must be one that the trace accepts."""
        self.steps, self.asked, self.orgs, self.asked_as, self.notes = [], [], [], [], []
        answer: Callable[[], Any] = lambda: next(task)  # noqa: E731
        while True:
            try:
                step = answer()
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]
            answer = self._answer(task, step)

    def _answer(self, task: Task[Any], step: Any) -> Callable[[], Any]:
        reply: Any = None
        try:
            match step:
                case Ask():
                    reply = self._deliver(step)
                case Note():
                    reply = self._note(step)
                case Do():
                    self._do(task, step)
                case Wait():
                    self.at = step.until
        except (OktaError, JamfError, NetworkError, StepFailed) as error:
            thrown = error
            return lambda: task.throw(thrown)
        return lambda: task.send(reply)

    def _deliver(self, step: Ask) -> Any:
        self.asked.append(step.message)
        self.orgs.append(step.org)
        self.asked_as.append(type(step.credentials).__name__)
        of_okta = isinstance(step.message, okta.Message)
        host = step.message.host if isinstance(step.message, okta.Message) else "jamf"
        trouble = self.troubles.get(host)
        if trouble is not None and trouble != "answer_lost":
            raise NetworkError(trouble, host)
        service: Any = self.okta if of_okta else self.jamf
        reply = service.handle(step.message, step.credentials)
        if trouble is not None:
            raise NetworkError(trouble, host)
        return reply

    def _note(self, note: Note) -> int:
        self.notes.append(note)
        return self.trace.add(
            self.at, note.kind, note.subject, note.outcome, note.reason, note.cause, note.details
        )

    def _do(self, task: Task[Any], step: Do) -> None:
        self.steps.append(step.step)
        if step.step == self.cut_at:
            task.close()
            raise PowerCut(step.step)
        if step.step == self.fails:
            raise StepFailed(step.step)

    def told(self, kind: str) -> list[Note]:
        """The last task's notes of a kind."""
        return [note for note in self.notes if note.kind == kind]


def left_behind(account: Account) -> set[str]:
    """What of the task's artifacts there is in an account."""
    keychain, login = account.okta_keychain, account.login_keychain
    there = {
        "keychain": keychain is not None,
        "password": "device_trust" in login.passwords,
        "certificate": keychain is not None and bool(keychain.identities),
        "safari": bool(login.identity_preferences),
        "chrome": bool(account.chrome_policy),
        "partition_list": keychain is not None and bool(keychain.partition_list),
        "agent_file": account.agent_file is not None,
        "launch_agent": account.agent is not None,
    }
    return {name for name, is_there in there.items() if is_there}
