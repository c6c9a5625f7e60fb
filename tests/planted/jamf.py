"""Mistakes in the rules of Jamf Pro, and in what Okta makes of its answers."""

from tests.planted.defect import Defect

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
    Defect(
        "once per user forgets who it was",
        "fake_jamf/frequency.py",
        "None if history.has_run_for(policy_id, username) else ALWAYS",
        "None if history.has_run_for(policy_id, str(policy)) else ALWAYS",
    ),
    Defect(
        "once every month is once every week",
        "fake_jamf/frequency.py",
        "_once_every(720)",
        "_once_every(168)",
    ),
    Defect(
        "once every week is once every month",
        "fake_jamf/frequency.py",
        "_once_every(168)",
        "_once_every(720)",
    ),
    Defect(
        "a limitation to users is not looked at",
        "fake_jamf/scope.py",
        "if scope.limit_to_users and username not in scope.limit_to_users:",
        "if scope.limit_to_users and not username:",
    ),
    Defect(
        "a policy for a group reaches every computer",
        "fake_jamf/scope.py",
        "targeted = scope.all_computers or name in scope.computers or not groups.isdisjoint(scope.computer_groups)",
        "targeted = bool(groups) or bool(name) or scope.all_computers",
    ),
    Defect(
        "any trigger is every trigger",
        "fake_jamf/policies.py",
        "                for trigger in policy.triggers:\n                    reach",
        '                for trigger in ("recurring check-in", *policy.triggers):\n                    reach',
    ),
    Defect(
        "a failed run does not count",
        "fake_jamf/history.py",
        '        """Log a run."""\n',
        '        """Log a run."""\n        if entry.status == "Failed":\n            return\n',
    ),
    Defect(
        "whatever Jamf Pro knows is managed",
        "fake_okta/jamf_client.py",
        'return "managed" if computer.managed else "not_managed"',
        'return "managed"',
    ),
]
