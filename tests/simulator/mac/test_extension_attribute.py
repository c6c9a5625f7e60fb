"""The shipped extension attribute, run as the shell script that it is, on what the simulated Mac answers."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import scenarios
from simulator.inventory.attribute import read_detailed
from simulator.mac.checkin import attribute
from simulator.mac.keychain import PASSWORD_LABEL
from simulator.mac.machine import Account
from simulator.mac.terminal import COMMANDS, NO_SUCH_ITEM, NO_SUCH_KEYCHAIN, security
from tests.simulator.mac.estate import DAY, START, YEAR

SCRIPT = Path(scenarios.__file__).parent / "extension_attribute" / "okta_device_trust.sh"
TOOLS = ("awk", "sed", "grep", "sort", "head", "tr", "cat", "openssl")
SHELLS = [shell for shell in ("dash", "bash") if shutil.which(shell)]

pytestmark = pytest.mark.skipif(
    not SHELLS or not shutil.which("openssl"), reason="a shell and openssl run the script"
)


class Disk:
    """A Mac's disk and commands, as far as the script looks at them."""

    def __init__(self, folder: Path) -> None:
        self.commands = folder / "bin"
        self.homes = folder / "Users"
        self.commands.mkdir()
        self.homes.mkdir()
        for tool in TOOLS:
            (self.commands / tool).symlink_to(shutil.which(tool) or tool)
        self.command("security", f". {folder}/answers; exit 1")
        self.answers = folder / "answers"
        self.answers.write_text("")
        self.command("pgrep", "exit 1")

    def command(self, name: str, does: str) -> None:
        file = self.commands / name
        file.write_text(f"#!/bin/sh\n{does}\n")
        file.chmod(0o755)

    def holds(self, account: Account) -> None:
        """The home folder of an account, and what ``security`` answers about its keychains."""
        keychains = self.homes / account.name / "Library" / "Keychains"
        keychains.mkdir(parents=True, exist_ok=True)
        (keychains / "login.keychain-db").touch()
        if account.okta_keychain is not None:
            (keychains / "okta.keychain-db").touch()
        self._answer(
            "find-certificate", f"{account.name}/Library/Keychains/okta", security(account, COMMANDS[1])
        )
        self._answer(
            "find-generic-password", f"{account.name}/Library/Keychains/login", security(account, COMMANDS[2])
        )
        if account.agent_file is not None:
            folder = self.homes / account.name / "Library" / "Okta"
            folder.mkdir(exist_ok=True)
            (folder / "okta_device_trust.py").write_text(
                f"URL = 'x'\nVERSION = '{account.agent_file.version}'\n"
            )

    def _answer(self, command: str, place: str, said: str) -> None:
        status = {NO_SUCH_ITEM: 44, NO_SUCH_KEYCHAIN: 50}.get(said, 0)
        out = self.answers.with_name(f"{command}-{place.replace('/', '-')}")
        out.write_text("" if status else f"{said}\n" if said else "")
        with self.answers.open("a") as answers:
            answers.write(f'case "$*" in {command}*{place}*) cat "{out}"; exit {status} ;; esac\n')

    def says(self, shell: str, report: str = "details") -> str:
        """What the script prints between its marks."""
        script = self.homes.parent / "script.sh"
        script.write_text(SCRIPT.read_text().replace('REPORT="details"', f'REPORT="{report}"'))
        ran = subprocess.run(
            [shutil.which(shell) or shell, str(script)],
            env={"DT_PATH": str(self.commands), "DT_HOMES": str(self.homes)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stderr == ""
        assert ran.stdout.startswith("<result>")
        assert ran.stdout.endswith("</result>\n")
        return ran.stdout[len("<result>") : -len("</result>\n")]


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path)


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_what_the_script_says_of_an_enrolled_mac_is_what_the_mac_holds(estate, disk, shell):
    _, account = estate.enrolled()
    disk.holds(account)
    found = read_detailed(disk.says(shell), "ada@acme.test")
    (identity,) = account.okta_keychain.identities
    assert found["account"] == "ada"
    assert found["certificate"] == "there"
    assert found["certificate_expires"] == identity.certificate.not_after == START + YEAR
    assert found["certificate_issued"] == identity.certificate.not_before
    assert found["fingerprint"] == security(account, COMMANDS[1]).split("SHA-1 hash: ")[1].split()[0]
    assert (found["keychain_password"], found["task"]) == (True, "1.2.1")


def test_as_a_date_it_is_what_the_simulated_attribute_says(estate, disk, shell):
    _, account = estate.enrolled()
    disk.holds(account)
    assert disk.says(shell, "expiry") == attribute(account)


def test_after_a_renewal_it_is_the_end_of_the_new_certificate(estate, disk, shell):
    mac, account = estate.enrolled()
    estate.open(mac, account, "chrome")
    estate.at = START + YEAR - 10 * DAY
    assert estate.renew(mac, account) == "renewed"
    disk.holds(account)
    assert read_detailed(disk.says(shell), "ada")["certificate_expires"] == START + 2 * YEAR - 10 * DAY


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_certificates_the_one_that_ends_last_counts_in_whatever_order_they_are(
    estate, disk, shell, order
):
    _, account = estate.enrolled()
    old = account.okta_keychain.identities[0]
    estate.at += 40 * DAY
    _, other = estate.enrolled(name="bob", index=1)
    account.okta_keychain.identities[:] = [other.okta_keychain.identities[0], old][::order]
    disk.holds(account)
    found = disk.says(shell)
    assert "certificates=2" in found
    assert read_detailed(found, "ada")["certificate_expires"] == START + 40 * DAY + YEAR


def test_no_keychain_and_an_empty_one_are_none(estate, disk, shell):
    _, account = estate.mac()
    disk.holds(account)
    assert disk.says(shell, "expiry") == "none" == attribute(account)
    assert read_detailed(disk.says(shell), "ada") == {
        "account": "ada", "certificate": "none", "keychain_password": False, "task": "none",
        "python2": False, "python3": "absent", "chrome_started": 0,
    }  # fmt: skip
    (disk.homes / "ada/Library/Keychains/okta.keychain-db").touch()
    disk.answers.write_text('case "$*" in find-certificate*) exit 0 ;; esac\n')
    assert read_detailed(disk.says(shell), "ada")["certificate"] == "none"


def test_what_cannot_be_looked_at_is_blank_and_never_none(disk, shell):
    assert disk.says(shell, "expiry") == ""
    (disk.homes / "ada/Library/Keychains").mkdir(parents=True)
    (disk.homes / "ada/Library/Keychains/okta.keychain-db").touch()
    disk.answers.write_text("exit 36\n")
    assert disk.says(shell, "expiry") == ""
    assert "certificate" not in read_detailed(disk.says(shell), "ada")


def test_a_password_that_is_gone_shows(estate, disk, shell):
    _, account = estate.enrolled()
    account.login_keychain.passwords.pop(PASSWORD_LABEL)
    disk.holds(account)
    assert read_detailed(disk.says(shell), "ada")["keychain_password"] is False


def test_each_account_has_its_part_and_the_first_end_counts_as_the_date(estate, disk, shell):
    _, ada = estate.enrolled()
    estate.at += 40 * DAY
    _, bob = estate.enrolled(name="bob", index=1)
    bob.name = "bob"
    disk.holds(ada)
    disk.holds(bob)
    (disk.homes / "Shared/Library").mkdir(parents=True)
    said = disk.says(shell)
    assert "Shared" not in said
    assert read_detailed(said, "ada")["certificate_expires"] == START + YEAR
    assert read_detailed(said, "bob")["certificate_expires"] == START + 40 * DAY + YEAR
    assert disk.says(shell, "expiry") == attribute(ada)


def test_the_installed_task_is_not_run_for_its_version(estate, disk, shell):
    _, account = estate.enrolled("1.2.0")
    disk.holds(account)
    ran = disk.homes.parent / "ran"
    disk.command("python", f"touch {ran}")
    assert read_detailed(disk.says(shell), "ada")["task"] == "1.2.0"
    assert not ran.exists()


def test_the_password_itself_is_never_asked_for_nor_printed(estate, disk, shell):
    _, account = estate.enrolled()
    disk.holds(account)
    assert account.okta_keychain.password not in disk.says(shell)
    assert " -w" not in SCRIPT.read_text()


@pytest.mark.parametrize(
    ("python3", "found"), [("exit 0", "ready"), ("exit 1", "without_modules"), (None, "absent")]
)
def test_the_pythons_that_are_there_show(disk, shell, python3, found):
    disk.command("python", "exit 0")
    if python3 is not None:
        disk.command("python3", python3)
    assert read_detailed(disk.says(shell), "") == {"python2": True, "python3": found}


def test_the_start_of_chrome_shows_in_utc(estate, disk, shell):
    _, account = estate.mac()
    disk.holds(account)
    disk.command("pgrep", "echo 77")
    disk.command("ps", '[ "$TZ" = UTC ] && echo "Thu Jan  7 09:00:00 2027"')
    assert read_detailed(disk.says(shell), "ada")["chrome_started"] == 1_799_312_400


def test_a_home_with_a_strange_name_breaks_nothing(disk, shell):
    for name in ("a | b", "$(touch pwned)", "x;y", "-rf"):
        (disk.homes / name / "Library").mkdir(parents=True)
    assert read_detailed(disk.says(shell), "")["python2"] is False
    assert not (disk.homes.parent / "pwned").exists()
