"""What a file of sign-on rules may say: apps with their rules, and whom and where the analysis reckons with."""

# ruff: noqa: RUF012  # pydantic gives each model its own copy of a default
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from simulator.scenario.services import Rules, Zone
from simulator.scenario.values import Name, Part

Protocol = Literal["saml", "ws_fed", "oidc", "swa", "bookmark"]


class RuleSetApp(Part):
    """An app and its sign-on rules, in the order of their priority; the default rule follows unwritten."""

    name: Name
    protocol: Protocol = "saml"
    office365: bool = False
    rules: Rules = []


class RuleSetPeople(Part):
    """Somebody, or people in the same groups: of more than one, they are numbered sales-0001, sales-0002, ..."""

    name: Name
    count: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    groups: list[Name] = []
    """Their Okta groups, besides Everyone."""


class RuleSetModel(Part):
    """A file of rules: of several apps, or the rules of one alone."""

    rule_set: Name | None = None
    """One sentence: what these rules are."""
    source: Name | None = None
    """Where they are from."""
    apps: list[RuleSetApp] = []
    rules: Rules | None = None
    """Of one app alone, which has the name of the file."""
    protocol: Protocol = "saml"
    office365: bool = False
    people: list[RuleSetPeople] | None = None
    """Who there is; anybody, in any groups, where it is left out."""
    users: list[Name] = []
    """Okta users besides these people, whom rules may name, and who sign in no more."""
    groups: list[Name] = []
    """Okta groups besides those of these people, which rules may name, and which have no members."""
    zones: list[Zone] | None = None
    """The network zones; where left out, a request may come from any of those that rules name, or from none."""

    @model_validator(mode="after")
    def _has_rules_once(self) -> RuleSetModel:
        if bool(self.apps) == (self.rules is not None):
            msg = "either 'apps' says which apps there are, or 'rules' which rules one app has"
            raise ValueError(msg)
        if self.apps and {"protocol", "office365"} & self.model_fields_set:
            msg = "'protocol' and 'office365' belong to each of the 'apps'"
            raise ValueError(msg)
        return self
