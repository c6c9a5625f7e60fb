"""Scripts, extension attributes and settings in the Jamf Pro API."""

from __future__ import annotations

from typing import Any, Final

from fake_jamf.api.call import Call
from fake_jamf.api.listing import listed
from fake_jamf.api.row import ApiRow, nothing, pro
from fake_jamf.api.rsql import Field
from fake_jamf.messages import CheckInSettings
from fake_jamf.speech.computers import DataType, InputType
from fake_jamf.speech.key import Key
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

_PARAMETERS: Final = range(4, 12)
_INPUT_TYPES: Final[dict[str, InputType]] = {"SCRIPT": "script", "TEXT": "text field"}
_DATA_TYPES: Final[dict[str, DataType]] = {"STRING": "String", "INTEGER": "Integer", "DATE": "Date"}

_SCRIPT_FIELDS: Final = {
    "id": Field("number", lambda one: one.id),
    "name": Field("text", lambda one: one.name),
    "info": Field("text", lambda one: one.info),
    "notes": Field("text", lambda one: one.notes),
    "priority": Field("text", lambda one: one.priority),
    "categoryId": Field("text", lambda one: "-1"),
    "categoryName": Field("text", lambda one: "NONE"),
    "scriptContents": Field("text", lambda one: one.contents),
}
_ATTRIBUTE_FIELDS: Final = {
    "id": Field("number", lambda one: one.id),
    "name": Field("text", lambda one: one.name),
}


def _key(call: Call) -> Key:
    return Key("id", call.values["id"])


# --- scripts ----------------------------------------------------------------------------------------------


def _script(script: Script) -> Tree:
    labels = dict(zip(_PARAMETERS, script.parameters, strict=False))
    return {
        "id": str(script.id),
        "name": script.name,
        "info": script.info,
        "notes": script.notes,
        "priority": script.priority,
        **{f"parameter{number}": labels.get(number, "") for number in _PARAMETERS},
        "osRequirements": script.os_requirements,
        "scriptContents": script.contents,
        "categoryId": "-1",
        "categoryName": "NONE",
    }


def _script_edit(call: Call) -> ScriptEdit:
    """The whole script: what is left out is empty."""
    body = call.json()
    category = body.text("categoryId")
    if category not in (None, "", "-1"):
        raise Unreadable("categoryId: there is no such category")
    parameters = [body.text(f"parameter{number}") or "" for number in _PARAMETERS]
    while parameters and not parameters[-1]:
        parameters.pop()
    return ScriptEdit(
        name=body.required("name"),
        contents=body.text("scriptContents") or "",
        info=body.text("info") or "",
        notes=body.text("notes") or "",
        priority=body.text("priority") or "AFTER",
        parameters=tuple(parameters),
        os_requirements=body.text("osRequirements") or "",
    )


_SCRIPTS: Final = (
    pro(
        "GET",
        "v1/scripts",
        ListScripts,
        lambda call: ListScripts(),
        lambda scripts, call: listed(scripts, call, _SCRIPT_FIELDS, _script),
    ),
    pro(
        "GET",
        "v1/scripts/{id}",
        FindScript,
        lambda call: FindScript(_key(call)),
        lambda one, call: _script(one),
    ),
    pro(
        "POST",
        "v1/scripts",
        CreateScript,
        lambda call: CreateScript(_script_edit(call)),
        lambda number, call: {"id": str(number), "href": f"/api/v1/scripts/{number}"},
        201,
    ),
    pro(
        "PUT",
        "v1/scripts/{id}",
        EditScript,
        lambda call: EditScript(_key(call), _script_edit(call)),
        lambda one, call: _script(one),
    ),
    pro("DELETE", "v1/scripts/{id}", RemoveScript, lambda call: RemoveScript(_key(call)), nothing, 204),
)


# --- extension attributes ---------------------------------------------------------------------------------


def _attribute(one: ExtensionAttribute) -> Tree:
    script = one.input_type == "script"
    return {
        "id": str(one.id),
        "name": one.name,
        "description": one.description,
        "dataType": one.data_type.upper(),
        "enabled": True,
        "inventoryDisplayType": "EXTENSION_ATTRIBUTES",
        "inputType": "SCRIPT" if script else "TEXT",
        "scriptContents": one.script if script else None,
        "popupMenuChoices": [],
        "ldapAttributeMapping": None,
        "ldapExtensionAttributeAllowed": False,
    }


def _attribute_edit(call: Call) -> AttributeEdit:
    body = call.json()
    input_type, data_type = body.required("inputType"), body.required("dataType")
    if input_type not in _INPUT_TYPES:
        raise Unreadable("inputType: SCRIPT or TEXT is expected")
    if data_type not in _DATA_TYPES:
        raise Unreadable("dataType: STRING, INTEGER or DATE is expected")
    return AttributeEdit(
        name=body.required("name"),
        input_type=_INPUT_TYPES[input_type],
        data_type=_DATA_TYPES[data_type],
        description=body.text("description") or "",
        script=body.text("scriptContents") or "",
    )


_ATTRIBUTES_PATH: Final = "v1/computer-extension-attributes"

_ATTRIBUTES: Final = (
    pro(
        "GET",
        _ATTRIBUTES_PATH,
        ListExtensionAttributes,
        lambda call: ListExtensionAttributes(),
        lambda attributes, call: listed(attributes, call, _ATTRIBUTE_FIELDS, _attribute),
    ),
    pro(
        "GET",
        f"{_ATTRIBUTES_PATH}/{{id}}",
        FindExtensionAttribute,
        lambda call: FindExtensionAttribute(_key(call)),
        lambda one, call: _attribute(one),
    ),
    pro(
        "POST",
        _ATTRIBUTES_PATH,
        CreateExtensionAttribute,
        lambda call: CreateExtensionAttribute(_attribute_edit(call)),
        lambda one, call: {"id": str(one.id), "href": f"/api/{_ATTRIBUTES_PATH}/{one.id}"},
        201,
    ),
    pro(
        "PUT",
        f"{_ATTRIBUTES_PATH}/{{id}}",
        EditExtensionAttribute,
        lambda call: EditExtensionAttribute(_key(call), _attribute_edit(call)),
        lambda one, call: _attribute(one),
    ),
    pro(
        "DELETE",
        f"{_ATTRIBUTES_PATH}/{{id}}",
        RemoveExtensionAttribute,
        lambda call: RemoveExtensionAttribute(_key(call)),
        nothing,
        204,
    ),
)


# --- settings ---------------------------------------------------------------------------------------------


def _check_in(settings: CheckInSettings, call: Call) -> Tree:
    return {
        "checkInFrequency": settings.interval_s // 60,
        "createHooks": True,
        "hookLog": True,
        "hookPolicies": True,
        "createStartupScript": True,
        "startupLog": True,
        "startupPolicies": True,
        "startupSsh": False,
        "enableLocalConfigurationProfiles": False,
    }


def _edit_check_in(call: Call) -> EditCheckIn:
    minutes = call.json().number("checkInFrequency")
    if minutes is None:
        raise Unreadable("checkInFrequency is missing")
    return EditCheckIn(minutes * 60)


_SETTINGS: Final[tuple[ApiRow, ...]] = (
    pro("GET", "v3/check-in", ReadCheckIn, lambda call: ReadCheckIn(), _check_in),
    pro("PUT", "v3/check-in", EditCheckIn, _edit_check_in, _check_in),
)

ROWS: Final = (*_SCRIPTS, *_ATTRIBUTES, *_SETTINGS)
