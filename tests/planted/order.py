"""Mistakes on the stage: an order that depends on what is played, and causes that lead astray."""

from tests.planted.defect import Defect

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
        silent="what this tells apart falls into one second by chance alone; the place's own example holds it",
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
    Defect(
        "faults come last in their second",
        "simulator/stage.py",
        "RANK_FAULT = 2\n",
        "RANK_FAULT = 5\n",
    ),
    Defect(
        "what Macs do comes before what is done to them in the same second",
        "simulator/stage.py",
        "RANK_MAC = 4\n",
        "RANK_MAC = 1\n",
    ),
    Defect(
        "visits of the second in which browsers end count after that end",
        "simulator/holding.py",
        "at = resident.routine.next_open(stream.key, since.excluded(OPEN_APP, number))",
        "at = resident.routine.next_open(stream.key, since.at - 1)",
    ),
    Defect(
        "an end of browsers in the very second of a change is passed over",
        "simulator/holding.py",
        "after, before = known.excluded(BROWSER_END, number), here.reached(BROWSER_END, number)",
        "after, before = known.at + 60, here.reached(BROWSER_END, number)",
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
