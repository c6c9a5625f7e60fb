"""User profiles and passwords: what Okta's default user schema and password policy take, and refuse.

Source: 'Users API' (profile object) and 'Password policy', Okta developer documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import scrypt
from hmac import compare_digest
from typing import Final

from fake_okta.errors import validation_failed
from fake_okta.org import PasswordCheck
from fake_okta.users import Person

ATTRIBUTES: Final = frozenset(
    [
        "login",
        "email",
        "secondEmail",
        "firstName",
        "lastName",
        "middleName",
        "honorificPrefix",
        "honorificSuffix",
        "title",
        "displayName",
        "nickName",
        "profileUrl",
        "primaryPhone",
        "mobilePhone",
        "streetAddress",
        "city",
        "state",
        "zipCode",
        "countryCode",
        "postalAddress",
        "preferredLanguage",
        "locale",
        "timezone",
        "userType",
        "employeeNumber",
        "costCenter",
        "organization",
        "division",
        "department",
        "managerId",
        "manager",
    ]
)
"""The attributes of the default user schema; custom attributes do not exist here."""

REQUIREMENTS: Final = (
    "Password requirements were not met. Password requirements: at least 8 characters, a lowercase letter,"
    " an uppercase letter, a number, no parts of your username."
)

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
_REQUIRED: Final = ("firstName", "lastName", "email", "login")
_LONGEST: Final = 1024


def checked_profile(profile: Mapping[str, object], *, login_taken: bool) -> dict[str, object]:
    """A whole profile as kept; raises E0000001, named after the first wrong attribute, with every mistake."""
    mistakes = list(_mistakes(profile, login_taken=login_taken))
    if mistakes:
        raise validation_failed(mistakes[0][0], *(f"{name}: {mistake}" for name, mistake in mistakes))
    return {name: value for name, value in profile.items() if value is not None}


def check_password(password: str, login: str) -> None:
    """Raises E0000001 for a password that the default policy refuses."""
    parts = [part for part in re.split(r"[^a-z0-9]", login.lower().partition("@")[0]) if len(part) > 3]
    wanted = (r"[a-z]", r"[A-Z]", r"[0-9]")
    if (
        not 8 <= len(password) <= 72
        or not all(re.search(kind, password) for kind in wanted)
        or any(part in password.lower() for part in parts)
    ):
        raise validation_failed("password", f"password: {REQUIREMENTS}")


def hashed(password: str, user_id: str) -> bytes:
    """A password as it is kept."""
    return scrypt(password.encode(errors="surrogatepass"), salt=user_id.encode(), n=2**11, r=8, p=1, dklen=32)


def password_fits(first: PasswordCheck, person: Person, password: str) -> bool:
    """Whether it is theirs, compared in constant time; ``first`` knows those that nobody has changed."""
    details = person.details
    if details is not None and details.password is not None:
        return compare_digest(hashed(password, person.id), details.password)
    right = first(person.login, password)
    return right and (details is None or details.has_password)


def _mistakes(profile: Mapping[str, object], *, login_taken: bool) -> Iterator[tuple[str, str]]:
    for name in _REQUIRED:
        value = profile.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            yield name, "The field cannot be left blank"
    for name, value in profile.items():
        if name not in ATTRIBUTES:
            yield name, "The property is not in the schema of the default user type"
        elif value is not None and not isinstance(value, str):
            yield name, "Must be a string"
        elif isinstance(value, str) and len(value) > _LONGEST:
            yield name, f"Must be at most {_LONGEST} characters"
    login, email = profile.get("login"), profile.get("email")
    if isinstance(login, str) and login.strip() and not _EMAIL.fullmatch(login):
        yield "login", "Username must be in the form of an email address"
    if isinstance(email, str) and email.strip() and not _EMAIL.fullmatch(email):
        yield "email", "Does not match required pattern"
    if login_taken:
        yield "login", "An object with this field already exists in the current organization"
