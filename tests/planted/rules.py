"""Mistakes in the rules of the two services."""

from tests.planted.defect import Defect

OKTA = [
    Defect(
        "a sixth unbound certificate is issued",
        "fake_okta/certificates.py",
        "UNBOUND_LIMIT = 5",
        "UNBOUND_LIMIT = 6",
    ),
    Defect(
        "revoked certificates still count against the limit",
        "fake_okta/certificates.py",
        'return certificate.status == "issued_unbound"',
        'return certificate.status != "bound"',
    ),
    Defect(
        "a revoked certificate is trusted",
        "fake_okta/device_verdict.py",
        'if certificate.status == "revoked":',
        "if False:",
    ),
    Defect(
        "an expired certificate is trusted",
        "fake_okta/device_verdict.py",
        "    if trouble is not None:\n        return Verdict(trouble, certificate)\n    return _of_valid",
        '    if trouble == "certificate_not_yet_valid":\n        return Verdict(trouble, certificate)\n    return _of_valid',
    ),
    Defect(
        "another user's certificate is trusted",
        "fake_okta/device_verdict.py",
        "if certificate.bound_to == user_id or org",
        "if certificate.bound_to or org",
    ),
    Defect(
        "a read-only cell writes down a first use",
        "fake_okta/device_verdict.py",
        "if not org.read_only:",
        "if org:",
    ),
    Defect(
        "a read-only cell issues certificates",
        "fake_okta/enrollment.py",
        "if self._org.read_only:",
        "if not self._org:",
    ),
    Defect(
        "a disabled setting enrolls all the same",
        "fake_okta/enrollment.py",
        "if not self._org.device_trust.enabled:",
        "if not self._org.device_trust:",
    ),
    Defect(
        "any secret key enrolls",
        "fake_okta/devicetrust.py",
        "return self._secret_hash is not None and compare_digest(_hash(org_token), self._secret_hash)",
        "return self._secret_hash is not None",
    ),
    Defect(
        "a renewal does not ask Jamf Pro",
        "fake_okta/enrollment.py",
        "            self._check_managed(message.device)\n            bound_at_once",
        "            bound_at_once",
    ),
    Defect(
        "a certificate that was never used is renewed, whatever is assumed",
        "fake_okta/enrollment.py",
        'if old.bound_to is None and assumptions.renewal_of_unbound == "refused":',
        "if not assumptions:",
    ),
    Defect(
        "an expired certificate is not renewed, whatever is assumed",
        "fake_okta/enrollment.py",
        'if old.status == "expired" and assumptions.renewal_of_expired == "refused":',
        'if old.status == "expired":',
    ),
    Defect(
        "a deactivated user's certificates stay good",
        "fake_okta/people_admin.py",
        "            self._revoke(self._certificates_of(person))\n",
        "",
    ),
    Defect(
        "whoever is suspended goes on in a session",
        "fake_okta/sign_in.py",
        'if person.status != "ACTIVE":',
        'if person.status == "DEPROVISIONED":',
    ),
    Defect(
        "the last rule that fits decides",
        "fake_okta/policy.py",
        "for priority, rule in enumerate(rules, start=1):",
        "for priority, rule in reversed([*enumerate(rules, start=1)]):",
    ),
    Defect(
        "an inactive rule decides",
        "fake_okta/policy.py",
        "    if not rule.active:\n        yield",
        "    if not rule:\n        yield",
    ),
    Defect(
        "a rule for trusted devices takes untrusted ones",
        "fake_okta/policy.py",
        'return (request.device == "trusted") == (rule.trust == "trusted")',
        'return request.device == "trusted" or rule.trust == "trusted"',
    ),
    Defect(
        "a rule for a zone takes those outside",
        "fake_okta/policy.py",
        'return inside == (rule.location == "in_zone")',
        'return inside or rule.location == "in_zone"',
    ),
    Defect(
        "a rule for a group takes everybody",
        "fake_okta/policy.py",
        "return request.login in rule.users or bool(request.groups & rule.groups)",
        "return bool(request.groups)",
    ),
]

JAMF = [
    Defect(
        "once per user per computer forgets the user",
        "fake_jamf/frequency.py",
        "ALWAYS if runs is None or username not in runs.by_user else None",
        "ALWAYS if runs is None else None",
    ),
    Defect(
        "once every day is twice a day",
        "fake_jamf/frequency.py",
        '"Once every day": _once_every(24)',
        '"Once every day": _once_every(12)',
    ),
    Defect(
        "once per computer does not retry",
        "fake_jamf/frequency.py",
        "ALWAYS if 0 < runs.failures_in_a_row <= retries else None",
        "ALWAYS if 0 < runs.failures_in_a_row < retries else None",
    ),
    Defect(
        "a Mac that is not managed runs policies",
        "fake_jamf/policies.py",
        "        if not computer.managed:\n            return []\n",
        "",
    ),
    Defect(
        "an excluded group is not excluded",
        "fake_jamf/scope.py",
        "and groups.isdisjoint(scope.exclude_computer_groups)",
        "and bool(scope)",
    ),
    Defect(
        "a disabled policy runs",
        "fake_jamf/policies.py",
        "if policy.enabled and reaches_computer(",
        "if reaches_computer(",
    ),
    Defect(
        "a flush keeps the log",
        "fake_jamf/history.py",
        "runs = by_policy.pop(policy, None)",
        "runs = None if policy else by_policy.pop(policy, None)",
    ),
    Defect(
        "an account has every privilege",
        "fake_jamf/accounts.py",
        "return self.privileges is None or privilege in self.privileges",
        "return self.privileges is None or bool(privilege)",
    ),
    Defect(
        "an old password still opens",
        "fake_jamf/accounts.py",
        "        account.password_hash = self._hash(username, password)\n\n    def with_password",
        "        self._hash(username, password)\n\n    def with_password",
    ),
    Defect(
        "an inventory leaves the smart groups as they were",
        "fake_jamf/agent.py",
        "        database.inventory.submit(record, message.report, database.now())\n        database.groups.recalculate(record)\n",
        "        database.inventory.submit(record, message.report, database.now())\n",
    ),
]
