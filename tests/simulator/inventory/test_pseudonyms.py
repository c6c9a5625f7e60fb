"""Aliases are stable under one key, different under another, and tell nothing."""

import re

import pytest

from simulator.inventory.pseudonyms import KeyTooShort, Pseudonyms
from simulator.known_macs import COLUMNS, KnownMac

KEY = "a key of some length"
MAC = KnownMac(
    "Ada's Mac", "C02AAAAA0001", "00000000-0000-0000-0000-000000000001", "ada@acme.test", "ada", "active", ("sales",),
    macos="14.5", certificate="there", fingerprint="A1" * 20, bound_to="ada@acme.test", last_check_in=1_795_168_800,
)  # fmt: skip


def test_nothing_that_leads_to_a_person_or_a_mac_is_left():
    alias = Pseudonyms(KEY).mac(MAC)
    told = repr(alias).lower()
    for secret in ("ada", "c02aaaaa0001", "000000000001", "a1a1", KEY):
        assert secret not in told
    kept = set(COLUMNS) - {"name", "serial_number", "udid", "person", "account", "fingerprint", "bound_to"}
    assert all(getattr(alias, column) == getattr(MAC, column) for column in kept)


def test_the_same_key_gives_the_same_aliases_and_another_key_others():
    assert Pseudonyms(KEY).mac(MAC) == Pseudonyms(KEY).mac(MAC)
    assert Pseudonyms(KEY + "!").mac(MAC).person != Pseudonyms(KEY).mac(MAC).person


def test_sources_that_write_a_name_in_other_letters_still_meet():
    names = Pseudonyms(KEY)
    assert names.login("Ada@ACME.test ") == names.login("ada@acme.test")
    assert names.udid(MAC.udid.lower()) == names.udid(MAC.udid)


def test_numbers_keep_their_form_and_nothing_stays_nothing():
    names = Pseudonyms(KEY)
    assert re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", names.udid(MAC.udid))
    assert re.fullmatch(r"[A-Z2-7]{12}", names.serial_number(MAC.serial_number))
    assert names.mac(KnownMac("x")).person == ""
    assert names.login("nobody") == "nobody"


def test_a_key_that_could_be_found_by_trying_is_refused():
    with pytest.raises(KeyTooShort):
        Pseudonyms("short")


def test_the_key_is_not_shown():
    assert KEY not in repr(Pseudonyms(KEY))
