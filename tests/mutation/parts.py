"""What is mutated: the rules of both services and the emulated Mac, each against its own unit tests alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A package, the folder of its unit tests, and what of both stays out: files, and tests that play whole stories."""

    name: str
    source: str
    mutated: str
    tests: str
    left_out: tuple[str, ...] = ()
    tests_left_out: tuple[str, ...] = ()


# Shells are held to the services by the contract suite; speech is dataclasses without a rule.
_SHELL = ("app.py", "wire*.py", "messages.py", "errors.py")

PARTS = (
    Part(
        "fake_okta",
        "fake_okta",
        "fake_okta",
        "tests/fake_okta",
        (
            *(*_SHELL, "jamf_http.py", "log_json.py", "certificate_reading.py", "site.py"),
            *("pages/*.py", "console/*.py", "rest/*.py", "management/*.py"),
        ),
        (
            "test_app.py",
            "test_wire.py",
            "test_jamf_http.py",
            "test_pages.py",
            "test_pages_any_request.py",
            "test_asked.py",
            "test_assertion.py",
            "test_console.py",
            "test_console_access.py",
            "test_api_any_request.py",
        ),
    ),
    Part(
        "fake_jamf",
        "fake_jamf",
        "fake_jamf",
        "tests/fake_jamf",
        (*_SHELL, "addresses.py", "api/*.py", "operations/*.py", "speech/*.py"),
        (
            "test_app.py",
            "test_wire.py",
            "api/test_access_table.py",
            "api/test_endpoints.py",
            "api/test_listing.py",
            "api/test_malformed.py",
            "api/test_rsql.py",
            "api/test_traps.py",
        ),
    ),
    Part(
        "mac",
        "simulator",
        "simulator/mac",
        "tests/simulator/mac",
        ("primes.py",),  # no rule of a Mac, and most faults in a search make it endless
        ("test_keys.py::test_a_story_", "test_keys.py::test_a_fleet_"),
    ),
)
