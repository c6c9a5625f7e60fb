"""Replies as JSON, in Okta's documented shapes.

Source: the objects of the Users, Groups, Sessions, Authentication and System Log APIs, Okta developer documentation.
Each function takes a record and the org's URL, which stands in links.
"""

from __future__ import annotations

from typing import Any, Final

from fake_okta.log_json import as_json
from fake_okta.management.messages import Authenticated, GroupRecord, SessionRecord, TokenShown, UserRecord
from fake_okta.management.records import iso
from fake_okta.messages import CertificateRecord, ConnectionTest, DeviceTrustSetting, SecretShown
from fake_okta.syslog import LogEvent

Json = dict[str, Any]

USER_TYPE: Final = "otyfnDefaultUserType"
_OPERATIONS: Final = {
    "STAGED": ("activate", "deactivate"),
    "PROVISIONED": ("reactivate", "deactivate"),
    "ACTIVE": ("suspend", "deactivate"),
    "SUSPENDED": ("unsuspend", "deactivate"),
    "DEPROVISIONED": ("activate",),
}


def user(record: UserRecord, org: str) -> Json:
    """A user."""
    here = f"{org}/api/v1/users/{record.id}"
    profile = {"mobilePhone": None, "secondEmail": None, **record.profile}
    links: Json = {"self": {"href": here}}
    for operation in _OPERATIONS[record.status]:
        links[operation] = {"href": f"{here}/lifecycle/{operation}", "method": "POST"}
    return {
        "id": record.id,
        "status": record.status,
        "created": iso(record.created),
        "activated": iso(record.activated),
        "statusChanged": iso(record.status_changed),
        "lastLogin": iso(record.last_login),
        "lastUpdated": iso(record.last_updated),
        "passwordChanged": iso(record.password_changed),
        "type": {"id": USER_TYPE},
        "profile": profile,
        "credentials": {
            **({"password": {}} if record.has_password else {}),
            "provider": {"type": "OKTA", "name": "OKTA"},
        },
        "_links": links,
    }


def group(record: GroupRecord, org: str) -> Json:
    """A group."""
    here = f"{org}/api/v1/groups/{record.id}"
    return {
        "id": record.id,
        "created": iso(record.created),
        "lastUpdated": iso(record.last_updated),
        "lastMembershipUpdated": iso(record.last_membership_updated),
        "objectClass": ["okta:user_group"],
        "type": "BUILT_IN" if record.built_in else "OKTA_GROUP",
        "profile": {"name": record.name, "description": record.description},
        "_links": {"users": {"href": f"{here}/users"}, "apps": {"href": f"{here}/apps"}},
    }


def event(record: LogEvent, org: str) -> Json:
    """A log event."""
    return as_json(record)


def authenticated(record: Authenticated, org: str) -> Json:
    """The end of primary authentication."""
    profile = record.user.profile
    return {
        "expiresAt": iso(record.expires_at),
        "status": "SUCCESS",
        "sessionToken": record.session_token,
        "_embedded": {
            "user": {
                "id": record.user.id,
                "passwordChanged": iso(record.user.password_changed),
                "profile": {
                    "login": profile.get("login"),
                    "firstName": profile.get("firstName"),
                    "lastName": profile.get("lastName"),
                    "locale": profile.get("locale", "en"),
                    "timeZone": profile.get("timezone", "America/Los_Angeles"),
                },
            }
        },
    }


def session(record: SessionRecord, org: str) -> Json:
    """A session."""
    here = f"{org}/api/v1/sessions/{record.id}"
    return {
        "id": record.id,
        "login": record.login,
        "userId": record.user_id,
        "createdAt": iso(record.created_at),
        "expiresAt": iso(record.expires_at),
        "status": "ACTIVE",
        "lastPasswordVerification": iso(record.created_at),
        "lastFactorVerification": None,
        "amr": ["pwd"],
        "idp": {"id": "00oDefaultProvider00", "type": "OKTA"},
        "mfaActive": False,
        "_links": {
            "self": {"href": here, "hints": {"allow": ["GET", "DELETE"]}},
            "refresh": {"href": f"{here}/lifecycle/refresh", "hints": {"allow": ["POST"]}},
            "user": {"href": f"{org}/api/v1/users/{record.user_id}", "hints": {"allow": ["GET"]}},
        },
    }


def token(record: TokenShown, org: str) -> Json:
    """A new API token."""
    return {"id": record.id, "token": record.value}


# --- Device Trust: of the keys only ``kid`` is documented, the setting's JSON is this fake's own -----------


def certificate(record: CertificateRecord, org: str) -> Json:
    """A certificate of a device."""
    return {
        "kid": record.kid,
        "serialNumber": format(record.serial_number, "x"),
        "created": iso(record.not_before),
        "expiresAt": iso(record.not_after),
        "status": {"issued_unbound": "ACTIVE", "bound": "ACTIVE"}.get(record.status, record.status.upper()),
        "userId": record.bound_to,
        "deviceUuid": record.udid,
        "deviceDisplayName": record.display_name,
        "localUser": record.local_user,
        "renewedFrom": None if record.renewed_from is None else format(record.renewed_from, "x"),
    }


def setting(record: DeviceTrustSetting, org: str) -> Json:
    """The Device Trust setting."""
    return {
        "feature": record.feature,
        "enabled": record.enabled,
        "tenantUrl": record.tenant_url,
        "learnMoreUrl": record.learn_more_url,
        "inconsistentRules": [{"app": app, "rule": rule} for app, rule in record.inconsistent_rules],
    }


def secret(record: SecretShown, org: str) -> Json:
    """Secret Key Value and Org URL."""
    return {"secretKey": record.secret_key, "orgUrl": record.org_url}


def connection_test(record: ConnectionTest, org: str) -> Json:
    """What Test API credentials says."""
    return {"ok": record.ok, "message": record.message}
