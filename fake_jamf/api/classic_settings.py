"""Scripts, extension attributes and check-in in the Classic API."""

from __future__ import annotations

from typing import Any, Final

from fake_jamf.api.call import Call
from fake_jamf.api.row import ApiRow, classic, classic_write
from fake_jamf.api.xml_reading import Reading
from fake_jamf.messages import CheckInSettings
from fake_jamf.speech.computers import DataType, InputType
from fake_jamf.speech.key import KeyKind
from fake_jamf.speech.settings import (
    AttributeEdit,
    CreateExtensionAttribute,
    CreateScript,
    EditCheckIn,
    EditExtensionAttribute,
    EditScript,
    ExtensionAttribute,
    FindExtensionAttribute,
    FindScript,
    ListExtensionAttributes,
    ListScripts,
    ReadCheckIn,
    RemoveExtensionAttribute,
    RemoveScript,
    Script,
    ScriptEdit,
)
from fake_jamf.wire_text import Unreadable

Tree = dict[str, Any]

_PRIORITIES: Final = {"Before": "BEFORE", "After": "AFTER", "At Reboot": "AT_REBOOT"}
_PRIORITY_NAMES: Final = {value: name for name, value in _PRIORITIES.items()}
_INPUT_TYPES: Final[dict[str, InputType]] = {"script": "script", "text field": "text field"}
_DATA_TYPES: Final[dict[str, DataType]] = {"string": "String", "integer": "Integer", "date": "Date"}
_PARAMETERS: Final = range(4, 12)

# --- scripts ----------------------------------------------------------------------------------------------


def _scripts(scripts: tuple[Script, ...], call: Call) -> Tree:
    return {"scripts": [{"id": one.id, "name": one.name} for one in scripts]}


def _script(script: Script, call: Call) -> Tree:
    labels = dict(zip(_PARAMETERS, script.parameters, strict=False))
    return {
        "script": {
            "id": script.id,
            "name": script.name,
            "category": "No category assigned",
            "filename": script.name,
            "info": script.info,
            "notes": script.notes,
            "priority": _PRIORITY_NAMES[script.priority],
            "parameters": {f"parameter{number}": labels.get(number, "") for number in _PARAMETERS},
            "os_requirements": script.os_requirements,
            "script_contents": script.contents,
        }
    }


def _script_edit(root: Reading) -> ScriptEdit:
    priority = root.text("priority")
    if priority is not None and priority not in _PRIORITIES:
        raise Unreadable("priority: Before, After or At Reboot is expected")
    parameters = None
    if root.part("parameters") is not None:
        parameters = [root.text(f"parameters/parameter{number}") or "" for number in _PARAMETERS]
        while parameters and not parameters[-1]:
            parameters.pop()
    return ScriptEdit(
        name=root.text("name"),
        contents=root.whole_text("script_contents"),
        info=root.text("info"),
        notes=root.text("notes"),
        priority=None if priority is None else _PRIORITIES[priority],
        parameters=None if parameters is None else tuple(parameters),
        os_requirements=root.text("os_requirements"),
    )


def _script_rows(by: KeyKind) -> tuple[ApiRow, ...]:
    path = f"scripts/{by}/{{value}}"
    return (
        classic(path, FindScript, lambda call: FindScript(call.key(by)), _script),
        classic_write(
            "PUT",
            path,
            EditScript,
            lambda call: EditScript(call.key(by), _script_edit(call.xml("script"))),
            "script",
        ),
        classic_write("DELETE", path, RemoveScript, lambda call: RemoveScript(call.key(by)), "script"),
    )


# --- extension attributes ---------------------------------------------------------------------------------


def _attributes(attributes: tuple[ExtensionAttribute, ...], call: Call) -> Tree:
    return {
        "computer_extension_attributes": [
            {"id": one.id, "name": one.name, "enabled": True} for one in attributes
        ]
    }


def _attribute(attribute: ExtensionAttribute, call: Call) -> Tree:
    input_type: Tree = {"type": attribute.input_type}
    if attribute.input_type == "script":
        input_type |= {"platform": "Mac", "script": attribute.script}
    return {
        "computer_extension_attribute": {
            "id": attribute.id,
            "name": attribute.name,
            "enabled": True,
            "description": attribute.description,
            "data_type": attribute.data_type,
            "input_type": input_type,
            "inventory_display": "Extension Attributes",
        }
    }


def _attribute_edit(root: Reading) -> AttributeEdit:
    input_type, data_type = root.text("input_type/type"), root.text("data_type")
    if input_type is not None and input_type.lower() not in _INPUT_TYPES:
        raise Unreadable("input_type: script or Text Field is expected")
    if data_type is not None and data_type.lower() not in _DATA_TYPES:
        raise Unreadable("data_type: String, Integer or Date is expected")
    return AttributeEdit(
        name=root.text("name"),
        input_type=None if input_type is None else _INPUT_TYPES[input_type.lower()],
        data_type=None if data_type is None else _DATA_TYPES[data_type.lower()],
        description=root.text("description"),
        script=root.whole_text("input_type/script"),
    )


def _attribute_rows(by: KeyKind) -> tuple[ApiRow, ...]:
    path, root = f"computerextensionattributes/{by}/{{value}}", "computer_extension_attribute"
    return (
        classic(path, FindExtensionAttribute, lambda call: FindExtensionAttribute(call.key(by)), _attribute),
        classic_write(
            "PUT",
            path,
            EditExtensionAttribute,
            lambda call: EditExtensionAttribute(call.key(by), _attribute_edit(call.xml(root))),
            root,
        ),
        classic_write(
            "DELETE",
            path,
            RemoveExtensionAttribute,
            lambda call: RemoveExtensionAttribute(call.key(by)),
            root,
        ),
    )


# --- check-in ---------------------------------------------------------------------------------------------


def _check_in(settings: CheckInSettings, call: Call) -> Tree:
    return {
        "computer_check_in": {
            "check_in_frequency": settings.interval_s // 60,
            "create_startup_script": True,
            "log_startup_event": True,
            "check_for_policies_at_startup": True,
            "apply_computer_level_managed_preferences": False,
            "ensure_ssh_is_enabled": False,
            "create_login_logout_hooks": True,
            "log_username": True,
            "check_for_policies_at_login_logout": True,
        }
    }


def _edit_check_in(call: Call) -> EditCheckIn:
    minutes = call.xml("computer_check_in").number("check_in_frequency")
    if minutes is None:
        raise Unreadable("check_in_frequency is missing")
    return EditCheckIn(minutes * 60)


ROWS: Final = (
    classic("scripts", ListScripts, lambda call: ListScripts(), _scripts),
    classic_write(
        "POST",
        "scripts/id/{value}",
        CreateScript,
        lambda call: CreateScript(_script_edit(call.xml("script"))),
        "script",
    ),
    *_script_rows("id"),
    *_script_rows("name"),
    classic(
        "computerextensionattributes",
        ListExtensionAttributes,
        lambda call: ListExtensionAttributes(),
        _attributes,
    ),
    classic_write(
        "POST",
        "computerextensionattributes/id/{value}",
        CreateExtensionAttribute,
        lambda call: CreateExtensionAttribute(_attribute_edit(call.xml("computer_extension_attribute"))),
        "computer_extension_attribute",
    ),
    *_attribute_rows("id"),
    *_attribute_rows("name"),
    classic("computercheckin", ReadCheckIn, lambda call: ReadCheckIn(), _check_in),
    ApiRow("PUT", "/JSSResource/computercheckin", EditCheckIn, _edit_check_in, _check_in, 201, "xml"),
)
