"""``trustlab schema``: of which files there is a JSON Schema."""

from __future__ import annotations


def schema_of(what: str | None) -> str:
    """The schema of files of ``rules``, of exported ``findings``, or of scenarios."""
    if what == "findings":
        from reports.exports.findings import schema_text as of_findings

        return of_findings()
    from simulator.rule_set_model import RuleSetModel
    from simulator.scenario.schema import schema_text

    return schema_text(RuleSetModel, "A trustlab rule set") if what == "rules" else schema_text()
