"""Scripts, extension attributes and check-in, as API clients read and edit them."""

from __future__ import annotations

from dataclasses import replace

from fake_jamf import checkin
from fake_jamf.accounts import Account
from fake_jamf.database import Database
from fake_jamf.errors import bad_request, duplicate
from fake_jamf.messages import CheckInSettings
from fake_jamf.operations.operation import Operations, changed, given, needs
from fake_jamf.operations.renaming import rename_script
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
)


def _scripts(database: Database, message: ListScripts, by: Account) -> tuple[Script, ...]:
    return tuple(database.scripts)


def _script(database: Database, message: FindScript, by: Account) -> Script:
    return database.scripts.by_key(message.key)


def _create_script(database: Database, message: CreateScript, by: Account) -> int:
    if not message.edit.name:
        raise bad_request("A script needs a name")
    script = database.scripts.save(None, replace(Script(0, "", ""), **given(message.edit)))
    changed(database, "script", script.name, by, "created")
    return script.id


def _edit_script(database: Database, message: EditScript, by: Account) -> Script:
    script = database.scripts.by_key(message.key)
    if message.edit.name == "":
        raise bad_request("A script needs a name")
    saved = database.scripts.save(script, replace(script, **given(message.edit)))
    if saved.name != script.name:
        rename_script(database, script.name, saved.name)
    changed(database, "script", saved.name, by, "updated")
    return saved


def _remove_script(database: Database, message: RemoveScript, by: Account) -> int:
    script = database.scripts.by_key(message.key)
    rename_script(database, script.name, None)
    database.scripts.remove(script)
    changed(database, "script", script.name, by, "deleted")
    return script.id


def _attributes(
    database: Database, message: ListExtensionAttributes, by: Account
) -> tuple[ExtensionAttribute, ...]:
    return tuple(database.inventory.attributes)


def _attribute(database: Database, message: FindExtensionAttribute, by: Account) -> ExtensionAttribute:
    return database.inventory.attributes.by_key(message.key)


def _create_attribute(
    database: Database, message: CreateExtensionAttribute, by: Account
) -> ExtensionAttribute:
    return _save_attribute(database, None, message.edit, by)


def _edit_attribute(database: Database, message: EditExtensionAttribute, by: Account) -> ExtensionAttribute:
    earlier = database.inventory.attributes.by_key(message.key)
    return _save_attribute(database, earlier, message.edit, by)


def _save_attribute(
    database: Database, earlier: ExtensionAttribute | None, edit: AttributeEdit, by: Account
) -> ExtensionAttribute:
    attributes = database.inventory.attributes
    wanted = replace(earlier or ExtensionAttribute(0, "", "text field"), **given(edit))
    if not wanted.name:
        raise bad_request("An extension attribute needs a name")
    if wanted.name in attributes and (earlier is None or earlier.name != wanted.name):
        raise duplicate("name")
    saved = attributes.save(earlier, wanted)
    if earlier is not None and earlier.name != saved.name:
        _rename_values(database, earlier.name, saved.name)
        database.groups.rename_attribute(earlier.name, saved.name)
    outcome = "created" if earlier is None else "updated"
    changed(database, "extension attribute", saved.name, by, outcome)
    return saved


def _rename_values(database: Database, old: str, new: str | None) -> None:
    for record in database.inventory:
        record.extension_attributes = tuple(
            (new if name == old and new is not None else name, value)
            for name, value in record.extension_attributes
            if name != old or new is not None
        )


def _remove_attribute(database: Database, message: RemoveExtensionAttribute, by: Account) -> int:
    attribute = database.inventory.attributes.by_key(message.key)
    database.inventory.attributes.remove(attribute.name)
    _rename_values(database, attribute.name, None)
    database.groups.recalculate_all()
    changed(database, "extension attribute", attribute.name, by, "deleted")
    return attribute.id


def _check_in(database: Database, message: ReadCheckIn, by: Account) -> CheckInSettings:
    return database.check_in_settings


def _edit_check_in(database: Database, message: EditCheckIn, by: Account) -> CheckInSettings:
    settings = replace(database.check_in_settings, interval_s=message.interval_s)
    checkin.check(settings)
    database.check_in_settings = settings
    changed(database, "check-in settings", "check-in", by, "updated")
    return settings


OPERATIONS: Operations = {
    ListScripts: needs("Read Scripts", _scripts),
    FindScript: needs("Read Scripts", _script),
    CreateScript: needs("Create Scripts", _create_script),
    EditScript: needs("Update Scripts", _edit_script),
    RemoveScript: needs("Delete Scripts", _remove_script),
    ListExtensionAttributes: needs("Read Computer Extension Attributes", _attributes),
    FindExtensionAttribute: needs("Read Computer Extension Attributes", _attribute),
    CreateExtensionAttribute: needs("Create Computer Extension Attributes", _create_attribute),
    EditExtensionAttribute: needs("Update Computer Extension Attributes", _edit_attribute),
    RemoveExtensionAttribute: needs("Delete Computer Extension Attributes", _remove_attribute),
    ReadCheckIn: needs("Read Computer Check-In", _check_in),
    EditCheckIn: needs("Update Computer Check-In", _edit_check_in),
}
