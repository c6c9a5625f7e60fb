"""Definitions of extension attributes: their numbers, and what becomes of one that is made anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fake_jamf.attributes import ExtensionAttributes
from fake_jamf.messages import SetExtensionAttribute
from fake_jamf.speech.key import Key


@pytest.fixture
def attributes() -> ExtensionAttributes:
    """With two that a script fills, and one to be typed."""
    attributes = ExtensionAttributes()
    attributes.define(SetExtensionAttribute("Certificate"))
    attributes.define(SetExtensionAttribute("Battery"))
    attributes.define(SetExtensionAttribute("Room", "text field"))
    return attributes


def kept(attributes: ExtensionAttributes) -> list[tuple[int, str, str]]:
    return [(one.id, one.name, one.input_type) for one in attributes]


def test_a_definition_made_anew_keeps_its_number_and_comes_last_at_the_next_recon(
    attributes: ExtensionAttributes,
) -> None:
    assert [*attributes.names("script")] == ["Certificate", "Battery"]
    attributes.define(SetExtensionAttribute("Certificate"))
    assert kept(attributes) == [
        (1, "Certificate", "script"),
        (2, "Battery", "script"),
        (3, "Room", "text field"),
    ]
    assert [*attributes.names("script")] == ["Battery", "Certificate"]
    assert [*attributes.names("text field")] == ["Room"]


def test_a_definition_that_is_called_otherwise_frees_its_name(attributes: ExtensionAttributes) -> None:
    battery = attributes.by_key(Key("name", "Battery"))
    assert attributes.save(battery, replace(battery, name="Power", data_type="Integer")).id == 2
    assert "Battery" not in attributes
    assert attributes.find("Battery") is None
    assert [one.data_type for one in attributes] == ["String", "Integer", "String"]


def test_a_definition_is_found_by_number_or_name_as_the_key_says(attributes: ExtensionAttributes) -> None:
    attributes.define(SetExtensionAttribute("1"))
    assert attributes.by_key(Key("id", "1")).name == "Certificate"
    assert attributes.by_key(Key("name", "1")).id == 4


def test_a_number_is_not_given_twice(attributes: ExtensionAttributes) -> None:
    attributes.remove("Room")
    attributes.define(SetExtensionAttribute("Room"))
    assert kept(attributes)[-1] == (4, "Room", "script")
