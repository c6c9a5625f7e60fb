"""Mistakes on the stage: wake-ups left out, an order that depends on what is played, causes that lead astray."""

from tests.planted.defect import Defect

WAKE_UPS = [
    Defect(
        "a fault that begins wakes nobody",
        "simulator/faults.py",
        "    levers.disturb(plot.macs)\n    FAULTS[plot.kind][0]",
        "    FAULTS[plot.kind][0]",
    ),
    Defect(
        "a fault that ends wakes nobody",
        "simulator/faults.py",
        "    levers.disturb(plot.macs)\n    FAULTS[plot.kind][1]",
        "    FAULTS[plot.kind][1]",
    ),
    Defect(
        "what an admin does wakes nobody",
        "simulator/console_acts.py",
        "        for life in touched:\n            life.disturb()\n",
        "",
    ),
    Defect(
        "what was settled before an admin acts is lost",
        "simulator/console_acts.py",
        "        for life in touched:\n            life.change_begins()\n",
        "",
        silent="a console changes nothing on a Mac: what is settled just after its act is what was there before it",
    ),
    Defect(
        "a wave of the rollout wakes nobody",
        "simulator/build.py",
        "        world.lives[name].wake()\n",
        "",
    ),
    Defect(
        "a keychain that is copied in wakes nobody",
        "simulator/mac_acts.py",
        "        other.change_ended()\n        other.wake()\n",
        "",
    ),
    Defect(
        "a run of the task is not followed by a look at the sign-ins",
        "simulator/life.py",
        "        if found.policies or found.trouble:\n            self.change_ended()\n",
        "",
    ),
    Defect(
        "a renewal is not followed by a look at the sign-ins",
        "simulator/life.py",
        '        if found not in {"nothing", "unlocked"} or not was_open:\n            self.change_ended()\n',
        "",
    ),
    Defect(
        "a Mac that comes back looks at nothing",
        "simulator/life.py",
        "            self.logged_in()\n        self.disturb()\n",
        "            self.logged_in()\n",
    ),
    Defect(
        "the end of browsers is not followed by a look at the sign-ins",
        "simulator/life.py",
        "        self.sign_ins.disturb(self.presence.of(account))\n",
        "",
    ),
    Defect(
        "a browser quit by script is not followed by a look at the sign-ins",
        "simulator/mac_acts.py",
        "act(life.mac, account, action.client))\n        life.change_ended()\n",
        "act(life.mac, account, action.client))\n",
    ),
    Defect(
        "a login by script is not followed by a look",
        "simulator/mac_acts.py",
        'details={"account": resident.account})\n        life.change_ended()\n',
        'details={"account": resident.account})\n',
    ),
    Defect(
        "a clock that is set is not followed by a look",
        "simulator/mac_acts.py",
        "- life.mac.clock_skew_s)\n        life.change_ended()\n",
        "- life.mac.clock_skew_s)\n",
    ),
    Defect(
        "a keychain that is deleted is not followed by a look",
        "simulator/mac_acts.py",
        "_KEYCHAIN_ACTS[action.do](life.mac, account))\n        life.change_ended()\n",
        "_KEYCHAIN_ACTS[action.do](life.mac, account))\n",
    ),
    Defect(
        "a restart is not followed by a look",
        "simulator/mac_acts.py",
        '        life.change_begins()\n        self._stage.note("mac.restarted", life.name)\n        life.logged_in()\n        life.change_ended()\n        yield',
        '        life.change_begins()\n        self._stage.note("mac.restarted", life.name)\n        life.logged_in()\n        yield',
    ),
    Defect(
        "a Mac that has joined stays asleep",
        "simulator/life.py",
        "        yield from self.protect(self._joined(account))\n        self.wake()\n",
        "        yield from self.protect(self._joined(account))\n",
    ),
    Defect(
        "nobody looks for the day on which a certificate ends",
        "simulator/holding.py",
        "(identity.certificate.not_before, identity.certificate.not_after + 1)",
        "(identity.certificate.not_before,)",
    ),
    Defect(
        "the end of a browser that holds an old certificate is not played",
        "simulator/planning.py",
        "if self.holding.is_stale(name, after.at):",
        "if self.holding.is_stale(name, 0):",
    ),
    Defect(
        "a pass that finds the keychain otherwise is not played",
        "simulator/mac/agent.py",
        "if opens == agent.found_locked or (opens and not keychain.unlocked):",
        "if opens and not keychain.unlocked:",
    ),
]

ORDER = [
    Defect(
        "within a second, whoever was scheduled first acts first",
        "simulator/stage.py",
        "priority=rank * _ENTITIES + entity",
        "priority=4 * _ENTITIES",
    ),
    Defect(
        "next is by the second alone",
        "simulator/place.py",
        "return self.at - 1 if (what, number) > (self.what, self.number) else self.at",
        "return self.at",
    ),
    Defect(
        "before is by the second alone",
        "simulator/place.py",
        "return self.at + 1 if (what, number) < (self.what, self.number) else self.at",
        "return self.at",
    ),
    Defect(
        "visits after the last quit are looked for from the beginning",
        "simulator/holding.py",
        "since = known if ended_at is None else Place(ended_at, BROWSER_END, 0)",
        "since = known",
    ),
    Defect(
        "a Mac that is woken does again what it has just done",
        "simulator/life.py",
        "                self._done = plan.place\n",
        "                self._done = max(self._done, before_macs(plan.at))\n",
    ),
    Defect(
        "a certificate is bound before its device is judged",
        "fake_okta/sign_in.py",
        "        if verdict.binds and verdict.certificate is not None:",
        '        if verdict.certificate is not None and verdict.certificate.status == "issued_unbound":',
    ),
    Defect(
        "the new certificate comes in before the old one goes, in the old task too",
        "simulator/mac/agent.py",
        "            yield from self._delete_old()\n            yield from self._import(new)\n        yield Do",
        "            yield from self._import(new)\n            yield from self._delete_old()\n        yield Do",
    ),
]

CAUSES = [
    Defect(
        "a fault that is over goes on as a cause",
        "simulator/causes.py",
        "            self._in_force[kind, subject].remove(seq)\n",
        "            pass\n",
    ),
    Defect(
        "a denial for a revoked certificate is laid to the last one revoked",
        "simulator/causes.py",
        "            return self._revoked.get(serial)\n",
        "            return max(self._revoked.values(), default=None)\n",
    ),
    Defect(
        "a lack of management is laid to the first change of it",
        "simulator/causes.py",
        'self._last["management"][subject] = seq',
        'self._last["management"].setdefault(subject, seq)',
    ),
    Defect(
        "a revocation is no cause",
        "simulator/diagnosis_certificates.py",
        'if all(one.is_revoked(at) for one in there) or first.is_revoked(at):\n        return Why("revoked")',
        'if not there:\n        return Why("revoked")',
    ),
    Defect(
        "what a browser keeps is no cause",
        "simulator/dead_ends.py",
        'return "browser_keeps_old" if details["serial_number"] else "browser_keeps_none"',
        'return ""',
    ),
    Defect(
        "segments are explained from their first day alone",
        "simulator/root_causes.py",
        "yield word, those[0][1], those[-1][2] + 1",
        "yield word, those[0][1], those[0][2]",
    ),
]
