"""Apps, rules, policies and zones as JSON, in Okta's documented shapes.

Source: the objects of the Applications, Policy and Zones APIs, Okta developer documentation; an app's rules are this
fake's own JSON in the vocabulary of policy conditions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fake_okta.management.messages_apps import (
    AppGroupRecord,
    AppRecord,
    AppUserRecord,
    PolicyRecord,
    PolicyRuleRecord,
    RuleRecord,
    ZoneRecord,
)
from fake_okta.management.records import iso
from fake_okta.messages import Rule, SignOnMode
from fake_okta.rest.bodies import PLATFORMS

Json = dict[str, Any]

MODES: Final[Mapping[SignOnMode, str]] = {
    "saml": "SAML_2_0",
    "ws_fed": "WS_FEDERATION",
    "oidc": "OPENID_CONNECT",
    "swa": "BROWSER_PLUGIN",
    "bookmark": "BOOKMARK",
}


def app(record: AppRecord, org: str) -> Json:
    """An app instance; settings that nobody set have the values of a new instance."""
    here = f"{org}/api/v1/apps/{record.id}"
    switch = "deactivate" if record.active else "activate"
    return {
        "id": record.id,
        "name": record.name,
        "label": record.label,
        "status": "ACTIVE" if record.active else "INACTIVE",
        "created": iso(record.created),
        "lastUpdated": iso(record.last_updated),
        "accessibility": {"selfService": False, "errorRedirectUrl": None, "loginRedirectUrl": None},
        "visibility": {
            "autoLaunch": False,
            "autoSubmitToolbar": False,
            "hide": {"iOS": False, "web": False},
            "appLinks": {"login": True},
            **record.visibility,
        },
        "features": [],
        "signOnMode": MODES[record.sign_on_mode],
        "credentials": _credentials(record.sign_on_mode),
        "settings": _merged(_settings(record, org), record.settings),
        "_links": {
            "self": {"href": here},
            "users": {"href": f"{here}/users"},
            "groups": {"href": f"{here}/groups"},
            switch: {"href": f"{here}/lifecycle/{switch}"},
        },
    }


def app_user(record: AppUserRecord, org: str) -> Json:
    """A person who has an app."""
    person = record.user
    return {
        "id": person.id,
        "externalId": None,
        "created": iso(record.assigned),
        "lastUpdated": iso(record.assigned),
        "scope": record.scope,
        "status": "ACTIVE",
        "statusChanged": iso(record.assigned),
        "passwordChanged": None,
        "syncState": "DISABLED",
        "credentials": {"userName": person.profile.get("login")},
        "profile": {
            name: person.profile.get(name)
            for name in ("secondEmail", "lastName", "mobilePhone", "firstName", "email")
        },
        "_links": {"user": {"href": f"{org}/api/v1/users/{person.id}"}},
    }


def app_group(record: AppGroupRecord, org: str) -> Json:
    """A group that has an app."""
    group = record.group
    return {
        "id": group.id,
        "lastUpdated": iso(group.last_updated),
        "priority": record.priority,
        "profile": {},
        "_links": {"group": {"href": f"{org}/api/v1/groups/{group.id}"}},
    }


def zone(record: ZoneRecord, org: str) -> Json:
    """A network zone."""
    return {
        "type": "IP",
        "id": record.id,
        "name": record.name,
        "status": "ACTIVE" if record.active else "INACTIVE",
        "usage": "POLICY",
        "system": False,
        "created": iso(record.created),
        "lastUpdated": iso(record.last_updated),
        "gateways": [_address(one) for one in record.gateways] or None,
        "proxies": [_address(one) for one in record.proxies] or None,
        "_links": {"self": {"href": f"{org}/api/v1/zones/{record.id}"}},
    }


def policy(record: PolicyRecord, org: str) -> Json:
    """An Okta sign-on policy."""
    here = f"{org}/api/v1/policies/{record.id}"
    return {
        "type": "OKTA_SIGN_ON",
        "id": record.id,
        "status": "ACTIVE" if record.active else "INACTIVE",
        "name": record.name,
        "description": record.description,
        "priority": record.priority,
        "system": record.system,
        "conditions": {"people": {"groups": {"include": list(record.group_ids)}}},
        "created": iso(record.created),
        "lastUpdated": iso(record.last_updated),
        "_links": {"self": {"href": here}, "rules": {"href": f"{here}/rules"}},
    }


def policy_rule(record: PolicyRuleRecord, org: str) -> Json:
    """A rule of an Okta sign-on policy."""
    network: Json = {"connection": "ZONE" if record.in_zones else "ANYWHERE"}
    for name, zones in (("include", record.included), ("exclude", record.excluded)):
        if zones:
            network[name] = list(zones)
    return {
        "id": record.id,
        "type": "SIGN_ON",
        "status": "ACTIVE" if record.active else "INACTIVE",
        "name": record.name,
        "priority": record.priority,
        "system": record.system,
        "created": iso(record.created),
        "lastUpdated": iso(record.last_updated),
        "conditions": {"network": network, "authContext": {"authType": "ANY"}},
        "actions": {
            "signon": {
                "access": record.access,
                "requireFactor": record.require_factor,
                "rememberDeviceByDefault": False,
                "session": {
                    "usePersistentCookie": False,
                    "maxSessionIdleMinutes": record.idle_minutes,
                    "maxSessionLifetimeMinutes": 0,
                },
            }
        },
    }


def app_rule(record: RuleRecord, org: str) -> Json:
    """A rule of an app; people by login, groups and zones by name."""
    rule = record.rule
    return {
        "id": record.id,
        "appInstanceId": record.app,
        "name": rule.name,
        "priority": record.priority,
        "status": "ACTIVE" if rule.active else "INACTIVE",
        "system": record.system,
        "conditions": _conditions(rule),
        "actions": {"access": rule.access.upper(), "requireFactor": rule.prompt_for_factor},
    }


def _conditions(rule: Rule) -> Json:
    location = {"anywhere": "ANYWHERE", "in_zone": "ZONE", "not_in_zone": "NOT_IN_ZONE"}[rule.location]
    platforms = [
        {"type": kind, "os": {"type": os}} for name, (kind, os) in PLATFORMS.items() if name in rule.platforms
    ]
    clients = None if rule.clients is None else sorted(one.upper() for one in rule.clients)
    return {
        "people": {
            "users": {"include": sorted(rule.users), "exclude": sorted(rule.excluded_users)},
            "groups": {"include": sorted(rule.groups), "exclude": sorted(rule.excluded_groups)},
        },
        "network": {"connection": location, **({"include": sorted(rule.zones)} if rule.zones else {})},
        **({} if clients is None else {"clients": {"include": clients}}),
        "platform": {"include": platforms},
        "device": {"trustLevel": rule.trust.upper()},
    }


def _address(written: str) -> Json:
    return {"type": "RANGE" if "-" in written else "CIDR", "value": written}


def _merged(usual: Json, given: Mapping[str, object]) -> Json:
    """What was given before what is usual, one level deep."""
    merged = dict(usual)
    for name, value in given.items():
        there = merged.get(name)
        merged[name] = {**there, **value} if isinstance(there, dict) and isinstance(value, Mapping) else value
    return merged


def _credentials(mode: SignOnMode) -> Json:
    found: Json = {"userNameTemplate": {"template": "${source.login}", "type": "BUILT_IN"}}
    if mode == "oidc":
        found["oauthClient"] = {"token_endpoint_auth_method": "client_secret_basic"}
    return found


def _settings(record: AppRecord, org: str) -> Json:
    if record.sign_on_mode == "saml":
        here = f"{org}/sso/saml2/{record.id}"
        return {
            "app": {},
            "signOn": {**_SAML, "ssoAcsUrl": here, "audience": here, "recipient": here, "destination": here},
        }
    if record.sign_on_mode == "ws_fed":
        return {
            "app": {
                **_WS_FED,
                "realm": f"urn:okta:app:{record.id}",
                "audienceRestriction": f"urn:okta:{record.id}",
            }
        }
    if record.sign_on_mode == "oidc":
        return {"app": {}, "oauthClient": {"application_type": "web", "grant_types": ["authorization_code"]}}
    if record.sign_on_mode == "bookmark":
        return {"app": {"url": f"{org}/bookmarks/{record.id}", "requestIntegration": False}}
    return {"app": {**_SWA, "url": f"{org}/login/{record.id}"}}


_SWA: Final[Mapping[str, object]] = {
    "buttonField": "btn-login",
    "passwordField": "txtbox-password",
    "usernameField": "txtbox-username",
}
_SAML: Final[Mapping[str, object]] = {
    "subjectNameIdTemplate": "${user.userName}",
    "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    "responseSigned": True,
    "assertionSigned": True,
    "signatureAlgorithm": "RSA_SHA256",
    "digestAlgorithm": "SHA256",
    "honorForceAuthn": True,
    "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
    "requestCompressed": False,
    "allowMultipleAcsEndpoints": False,
    "acsEndpoints": [],
    "attributeStatements": [],
}
_WS_FED: Final[Mapping[str, object]] = {
    "groupName": None,
    "groupValueFormat": "windowsDomainQualifiedName",
    "wReplyURL": "https://login.example.com/",
    "attributeStatements": None,
    "nameIDFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
    "siteURL": "https://example.com/",
    "wReplyOverride": False,
    "groupFilter": None,
    "usernameAttribute": "username",
}
