"""Mistakes in the emulated Mac: its task, its keychains, its browsers."""

from tests.planted.defect import Defect

MACS = [
    Defect(
        "Chrome remembers beyond a quit",
        "simulator/mac/browser.py",
        "        self.memory.clear()\n        self.sessions.clear()",
        "        self.sessions.clear()",
    ),
    Defect(
        "closing the window is enough",
        "simulator/mac/browser.py",
        'forgets nothing (Okta help: that is not enough)."""\n',
        'forgets nothing (Okta help: that is not enough)."""\n        self.quit()\n',
    ),
    Defect(
        "Chrome remembers nothing",
        "simulator/mac/browser.py",
        'return client == "chrome" or (client == "safari"',
        'return client == "nobody" or (client == "safari"',
    ),
    Defect(
        "a browser offers what has expired",
        "simulator/mac/browser.py",
        "if identity.valid_at(clock, also_before=early)]",
        "if identity or early]",
    ),
    Defect(
        "a browser reads the true time and not its Mac's clock",
        "simulator/mac/browser.py",
        "offered = _offered(mac, account, at + mac.clock_skew_s)",
        "offered = _offered(mac, account, at)",
    ),
    Defect(
        "the certificate that expires first goes first",
        "simulator/mac/browser.py",
        "key=lambda identity: -identity.certificate.not_after",
        "key=lambda identity: identity.certificate.not_after",
    ),
    Defect(
        "renewal begins 31 days before",
        "simulator/mac/agent.py",
        "RENEWAL_WINDOW_S: Final = 30 * 86_400",
        "RENEWAL_WINDOW_S: Final = 31 * 86_400",
    ),
    Defect(
        "renewal begins 20 days before",
        "simulator/mac/agent.py",
        "RENEWAL_WINDOW_S: Final = 30 * 86_400",
        "RENEWAL_WINDOW_S: Final = 20 * 86_400",
    ),
    Defect(
        "the task enrolls where a certificate is",
        "simulator/mac/registration.py",
        "if account.okta_keychain.certificates:",
        "if account.okta_keychain.certificates and not account.agent:",
    ),
    Defect(
        "an update that fails wipes what was there",
        "simulator/mac/registration.py",
        "return self._update and version_number(self._script.version) >= (1, 2, 1)",
        "return self._update and not self._script",
    ),
    Defect(
        "no app gets at the keychain",
        "simulator/mac/configuration.py",
        "        account.okta_keychain.partition_list = partitions(team_ids)",
        '        account.okta_keychain.partition_list = partitions("")',
    ),
    Defect(
        "the scheduled task does not open the keychain",
        "simulator/mac/agent.py",
        "    account.okta_keychain.unlocked = True\n",
        "",
    ),
    Defect(
        "a renewal leaves the old certificate",
        "simulator/mac/agent.py",
        "            yield from self._import(new)\n            yield from self._delete_old()\n        else",
        "            yield from self._import(new)\n        else",
    ),
    Defect(
        "a Mac that is off acts",
        "simulator/mac_acts.py",
        "if life.is_off and not isinstance(action, script.PowerAct):",
        "if not life and not isinstance(action, script.PowerAct):",
    ),
    Defect(
        "the renewal window is read from the true time",
        "simulator/mac/agent.py",
        "if due is None or mac.clock() < due:",
        "if due is None or mac.now() < due:",
    ),
    Defect(
        "a login opens no Okta keychain",
        "simulator/mac/agent.py",
        "    if can_pass(mac, account) is not None:\n        _unlock(account)\n",
        "",
    ),
    Defect(
        "an uninstalled Mac keeps its keychain",
        "simulator/mac/removal.py",
        '    cause = yield from remove_material(mac, account, "uninstalled", cause, known=there)\n',
        "    cause = cause if there else None\n",
    ),
    Defect(
        "an uninstalled Mac goes on renewing",
        "simulator/mac/removal.py",
        "    account.agent = None\n    account.agent_file = None\n",
        "    account.agent_file = account.agent_file\n",
    ),
    Defect(
        "a Mac presents a certificate whose key is gone",
        "simulator/mac/mishaps.py",
        "        account.okta_keychain.lose_keys()\n",
        "",
    ),
    Defect(
        "an erased Mac keeps its scheduled task",
        "simulator/mac/moving.py",
        "    account.agent_file = home.agent_file\n    account.agent = LaunchAgent(mac.now()) if home.has_agent else None\n",
        "    account.agent_file = home.agent_file or account.agent_file\n    account.agent = LaunchAgent(mac.now()) if home.has_agent else account.agent\n",
    ),
    Defect(
        "a keychain that a profile keeps at home is carried all the same",
        "simulator/mac/mishaps.py",
        "    if not (mac.icloud_keychain_allowed and other.icloud_keychain_allowed):\n        return False\n    copy",
        "    copy",
    ),
]
