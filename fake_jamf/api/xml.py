"""XML as the Classic API writes and reads it, and how a client says that it wants JSON instead.

What is read has no document type: entities, external ones too, are refused before any is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import orjson
from lxml import etree

from fake_jamf.wire_text import Unreadable

Tree = dict[str, Any]

_ITEMS: Final = {
    "advanced_computer_searches": "advanced_computer_search",
    "audits": "audit",
    "certificates": "certificate",
    "completed": "command",
    "computer_extension_attributes": "computer_extension_attribute",
    "computer_group_memberships": "group",
    "computer_groups": "computer_group",
    "computers": "computer",
    "computer_usage_logs": "usage_log",
    "configuration_profiles": "configuration_profile",
    "criteria": "criterion",
    "extension_attributes": "extension_attribute",
    "failed": "command",
    "groups": "group",
    "jss_actions": "privilege",
    "jss_objects": "privilege",
    "jss_settings": "privilege",
    "local_accounts": "user",
    "os_x_configuration_profiles": "os_x_configuration_profile",
    "packages": "package",
    "pending": "command",
    "policies": "policy",
    "policy_logs": "policy_log",
    "scripts": "script",
    "user_groups": "user_group",
    "users": "user",
}
"""How XML names the items of a list; another list's are named as it is, without its last letter."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def body(tree: Tree, accept: str) -> tuple[str, bytes]:
    """The content type and the bytes, in the format that an Accept header prefers."""
    if prefers_json(accept):
        return "application/json", orjson.dumps(tree)
    return "text/xml;charset=UTF-8", as_xml(tree)


def prefers_json(accept: str) -> bool:
    """Whether a client asks for JSON before XML; one that names neither gets XML."""
    if accept == "application/json":
        return True
    named = []
    for item in accept.lower().split(","):
        media_type, *parameters = (part.strip() for part in item.split(";"))
        if media_type in ("application/json", "application/xml", "text/xml"):
            named.append((_weight(parameters), media_type))
    weight, media_type = max(named, key=lambda one: one[0], default=(0.0, ""))
    return weight > 0 and media_type == "application/json"


def as_xml(tree: Tree) -> bytes:
    """A tree with one root as XML; characters that XML cannot carry become U+FFFD."""
    ((name, value),) = tree.items()
    root = etree.Element(name)
    if isinstance(value, list):
        etree.SubElement(root, "size").text = str(len(value))
    _fill(root, value)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def parse(content: bytes, root: str) -> etree._Element:
    """The root element of a document, which has this name. Raises ``Unreadable``."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        element = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise Unreadable(f"XML is expected: {wrong}") from None
    if element.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # the stubs' doubt
        raise Unreadable("a document type is not accepted")
    if element.tag != root:
        raise Unreadable(f"<{root}> is expected")
    return element


def _fill(element: etree._Element, value: Any) -> None:
    match value:
        case dict():
            for name, part in value.items():
                _fill(etree.SubElement(element, name), part)
        case list():
            item = _ITEMS.get(element.tag) or element.tag[:-1]
            for part in value:
                _fill(etree.SubElement(element, item), part)
        case bool():
            element.text = "true" if value else "false"
        case _:
            element.text = _NOT_XML.sub("\ufffd", str(value))


def _weight(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0
