"""An app's sign-on rules one by one, as the Admin Console's own calls edit them.

Source: the addresses and fields of the Admin Console; there is no public API for these rules on a Classic org. What may
be saved is ``rule_form``'s.
"""

from __future__ import annotations

from fake_okta.app_admin import AppAdmin
from fake_okta.apps import App
from fake_okta.errors import forbidden, not_found, validation_failed
from fake_okta.management import messages_apps as api
from fake_okta.management.tokens import Caller
from fake_okta.messages import Anonymous, Rule, SetRules
from fake_okta.org import Org
from fake_okta.policy import DEFAULT_RULE
from fake_okta.rule_form import new_rule_form
from fake_okta.syslog import Target

_DEFAULT = "0prdefault"


class AppRules:
    """The operations on rules. A rule keeps its id as long as it keeps its name, or is renamed here."""

    def __init__(self, org: Org) -> None:
        self._org = org

    def listed(self, message: api.ListAppRules, caller: Caller) -> tuple[api.RuleRecord, ...]:
        """All rules by priority, the default rule last; raises E0000007."""
        app = self._org.apps.by_id(message.app)
        last = api.RuleRecord(
            f"{_DEFAULT}{app.id[3:13]}", app.id, len(app.rules) + 1, DEFAULT_RULE, system=True
        )
        return (*(self._record(app, place) for place in range(len(app.rules))), last)

    def form(self, message: api.NewRuleForm, caller: Caller) -> api.RuleRecord:
        """What the form of a new rule shows; raises E0000007."""
        app = self._org.apps.by_id(message.app)
        return api.RuleRecord("", app.id, len(app.rules) + 1, new_rule_form(office365=app.office365))

    def read(self, message: api.ReadAppRule, caller: Caller) -> api.RuleRecord:
        """One rule; raises E0000007."""
        return self._record(*self._find(message.rule_id))

    def save(self, message: api.SaveAppRule, caller: Caller) -> api.RuleRecord:
        """A new or edited rule; raises E0000007, E0000006 for the default rule, or E0000001 with every mistake."""
        if message.rule_id is None:
            app = self._org.apps.by_id(message.app)
            rules = [*app.rules]
            self._put(rules, message.rule, message.priority, len(rules) + 1)
            self._set(app, rules, caller)
            self._log(caller, "application.policy.sign_on.rule.create", app, message.rule)
            return self._record(app, app.rules.index(self._saved(app, message.rule.name)))
        app, place = self._find(message.rule_id)
        rules = [*app.rules]
        old = rules.pop(place)
        self._put(rules, message.rule, message.priority, place + 1)
        self._set(app, rules, caller)
        app.rule_ids.pop(old.name, None)
        app.rule_ids[message.rule.name] = message.rule_id
        return self._record(app, app.rules.index(self._saved(app, message.rule.name)))

    def delete(self, message: api.DeleteAppRule, caller: Caller) -> None:
        """Delete a rule; raises E0000007, or E0000006 for the default rule."""
        app, place = self._find(message.rule_id)
        rules = [*app.rules]
        gone = rules.pop(place)
        app.rule_ids.pop(gone.name, None)
        self._set(app, rules, caller)
        self._log(caller, "application.policy.sign_on.rule.delete", app, gone)

    def _find(self, rule_id: str) -> tuple[App, int]:
        if rule_id.startswith(_DEFAULT):
            raise forbidden()
        for app in self._org.apps.all():
            for place, rule in enumerate(app.rules):
                if self._id(app, rule) == rule_id:
                    return app, place
        raise not_found("PolicyRule", rule_id)

    def _record(self, app: App, place: int) -> api.RuleRecord:
        rule = app.rules[place]
        return api.RuleRecord(self._id(app, rule), app.id, place + 1, rule)

    def _id(self, app: App, rule: Rule) -> str:
        known = app.rule_ids.get(rule.name)
        if known is None:
            # Addressed by what it names, so that looking at a rule moves no other id.
            # A renamed rule keeps its id, so that the next of its old name needs another.
            named, again = f"{app.id}\0{rule.name}", 0
            while known is None or known in app.rule_ids.values():
                known = "0pr" + self._org.ids.text("app rule", f"{named}\0{again}", 17)
                again += 1
            app.rule_ids[rule.name] = known
        return known

    def _put(self, rules: list[Rule], rule: Rule, priority: int | None, usual: int) -> None:
        place = usual if priority is None else priority
        if not 1 <= place <= len(rules) + 1:
            raise validation_failed("priority", f"priority: must be between 1 and {len(rules) + 1}")
        rules.insert(place - 1, rule)

    def _set(self, app: App, rules: list[Rule], caller: Caller) -> None:
        AppAdmin(self._org, caller.actor).set_rules(SetRules(app.label, tuple(rules)), Anonymous())

    def _saved(self, app: App, name: str) -> Rule:
        return next(rule for rule in app.rules if rule.name == name)

    def _log(self, caller: Caller, event_type: str, app: App, rule: Rule) -> None:
        targets = (app.target, Target(self._id(app, rule), "PolicyRule", rule.name))
        self._org.log.append(
            event_type, actor=caller.actor, targets=targets, details={"app": app.label, "rule": rule.name}
        )
