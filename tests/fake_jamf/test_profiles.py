"""Configuration profiles: how they are known, what their scope may name, and which of them a Mac is to have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from fake_jamf.errors import JamfError
from fake_jamf.inventory import ComputerRecord
from fake_jamf.messages import ConfigurationProfile, Scope
from fake_jamf.profiles import ProfileRecord, Profiles
from fake_jamf.speech.key import Key

CHROME, WIFI = ConfigurationProfile("Chrome", ()), ConfigurationProfile("Wi-Fi", ())
MAC = ComputerRecord(1, "U", "S", "mac-1", "ada", "10.13", 0, console_user="ada", groups=frozenset({"lab"}))


@pytest.fixture
def profiles() -> Profiles:
    """With two profiles, of which the second by name was made first."""
    profiles = Profiles()
    for profile in (WIFI, CHROME):
        profiles.set(profile)
    return profiles


def kept(profiles: Profiles) -> list[tuple[int, str]]:
    return [(record.id, record.profile.name) for record in profiles]


def refusal(call: Callable[..., object], *args: object) -> tuple[str, str]:
    with pytest.raises(JamfError) as refused:
        call(*args)
    return refused.value.code, refused.value.summary


def test_profiles_are_numbered_as_they_are_made_and_listed_by_number(profiles: Profiles) -> None:
    assert kept(profiles) == [(1, "Wi-Fi"), (2, "Chrome")]
    profiles.set(replace(WIFI, settings=(("com.apple.wifi", "on", True),)))
    assert kept(profiles) == [(1, "Wi-Fi"), (2, "Chrome")]
    assert profiles.by_key(Key("name", "Wi-Fi")).profile.settings == (("com.apple.wifi", "on", True),)


def test_a_profile_is_found_by_number_or_name_as_the_key_says_and_by_neither_otherwise(
    profiles: Profiles,
) -> None:
    profiles.set(ConfigurationProfile("1", ()))
    for key, number in ((Key("id", "1"), 1), (Key("name", "1"), 3), (Key("name", "Chrome"), 2)):
        assert profiles.by_key(key).id == number
    missing = "The server has not found anything matching the request: configuration profile with"
    assert refusal(profiles.by_key, Key("name", "2")) == ("NOT_FOUND", f"{missing} name 2")
    assert refusal(profiles.by_key, Key("id", "Chrome")) == ("NOT_FOUND", f"{missing} id Chrome")


def test_a_profile_that_is_called_otherwise_keeps_its_number_and_frees_its_name(profiles: Profiles) -> None:
    chrome = profiles.by_key(Key("name", "Chrome"))
    assert profiles.save(chrome, replace(CHROME, name="Browser")) == 2
    assert kept(profiles) == [(1, "Wi-Fi"), (2, "Browser")]
    assert profiles.save(None, CHROME) == 3


@pytest.mark.parametrize("name", ["", "Wi-Fi"])
def test_a_name_is_needed_and_may_belong_to_no_other_profile(profiles: Profiles, name: str) -> None:
    told = ("DUPLICATE", "Error: Duplicate name") if name else ("BAD_REQUEST", "A profile needs a name")
    chrome = profiles.by_key(Key("name", "Chrome"))
    for earlier in (None, chrome):
        assert refusal(profiles.save, earlier, replace(CHROME, name=name)) == told
    assert kept(profiles) == [(1, "Wi-Fi"), (2, "Chrome")]


def test_a_profile_that_is_deleted_is_gone_and_its_number_with_it(profiles: Profiles) -> None:
    profiles.remove(profiles.by_key(Key("name", "Chrome")))
    assert kept(profiles) == [(1, "Wi-Fi")]
    assert "Chrome" not in profiles
    profiles.set(CHROME)
    assert kept(profiles) == [(1, "Wi-Fi"), (3, "Chrome")]


def test_a_profile_s_identifier_on_the_macs_is_its_number_s_in_every_release() -> None:
    identifiers = [ProfileRecord(number, CHROME).uuid for number in (1, 2)]
    assert identifiers == [
        "C8689AD3-5E60-4372-AC54-CFFF0971A357",
        "9442C603-6809-4216-BE5E-0CF67E17A0B6",
    ]


def test_a_mac_is_given_the_profiles_whose_scope_has_it_and_its_user_by_name(profiles: Profiles) -> None:
    for name, scope in (
        ("by name", Scope(all_computers=False, computers=frozenset({"mac-1"}))),
        ("by group", Scope(all_computers=False, computer_groups=frozenset({"lab"}))),
        ("by user", Scope(limit_to_users=frozenset({"ada"}))),
        ("not its name", Scope(exclude_computers=frozenset({"mac-1"}))),
        ("not its group", Scope(exclude_computer_groups=frozenset({"lab"}))),
        ("not its user", Scope(exclude_users=frozenset({"ada"}))),
    ):
        profiles.set(ConfigurationProfile(name, (), scope))
    given = [profile.name for profile in profiles.in_scope(MAC)]
    assert given == ["Chrome", "Wi-Fi", "by group", "by name", "by user"]


def test_a_revision_reaches_every_profile_and_leaves_numbers(profiles: Profiles) -> None:
    profiles.revise(lambda profile: replace(profile, scope=Scope(all_computers=False)))
    assert kept(profiles) == [(1, "Wi-Fi"), (2, "Chrome")]
    assert profiles.in_scope(MAC) == ()
