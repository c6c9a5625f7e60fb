"""Configuration profiles in the Classic API, which alone has them."""

from __future__ import annotations

from typing import Any, Final

from fake_jamf.api import payloads
from fake_jamf.api.call import Call
from fake_jamf.api.classic_scope import scope_shown, scope_written
from fake_jamf.api.row import ApiRow, classic, classic_write
from fake_jamf.api.xml_reading import Reading
from fake_jamf.speech.key import KeyKind
from fake_jamf.speech.policies import (
    CreateProfile,
    EditProfile,
    FindProfile,
    FoundProfile,
    ListProfiles,
    ProfileEdit,
    RemoveProfile,
)

Tree = dict[str, Any]
_PATH: Final = "osxconfigurationprofiles"
_ROOT: Final = "os_x_configuration_profile"


def _listed(profiles: tuple[FoundProfile, ...], call: Call) -> Tree:
    return {f"{_ROOT}s": [{"id": one.id, "name": one.profile.name} for one in profiles]}


def _shown(found: FoundProfile, call: Call) -> Tree:
    profile = found.profile
    return {
        _ROOT: {
            "general": {
                "id": found.id,
                "name": profile.name,
                "description": "",
                "site": {"id": -1, "name": "None"},
                "category": {"id": -1, "name": "No category assigned"},
                "distribution_method": "Install Automatically",
                "user_removable": False,
                "level": "System",
                "uuid": found.uuid,
                "redeploy_on_update": "Newly Assigned",
                "payloads": payloads.written(profile.name, found.uuid, profile.settings),
            },
            "scope": scope_shown(profile.scope, found.references),
            "self_service": {},
        }
    }


def _edit(root: Reading) -> ProfileEdit:
    said = root.whole_text("general/payloads")
    settings = payloads.settings_in(said) if said and said.strip() else None
    return ProfileEdit(root.text("general/name"), settings, scope_written(root))


def _rows_by(by: KeyKind) -> tuple[ApiRow, ...]:
    path = f"{_PATH}/{by}/{{value}}"
    return (
        classic(path, FindProfile, lambda call: FindProfile(call.key(by)), _shown),
        classic_write(
            "PUT", path, EditProfile, lambda call: EditProfile(call.key(by), _edit(call.xml(_ROOT))), _ROOT
        ),
        classic_write("DELETE", path, RemoveProfile, lambda call: RemoveProfile(call.key(by)), _ROOT),
    )


ROWS: Final = (
    classic(_PATH, ListProfiles, lambda call: ListProfiles(), _listed),
    classic_write(
        "POST",
        f"{_PATH}/id/{{value}}",
        CreateProfile,
        lambda call: CreateProfile(_edit(call.xml(_ROOT))),
        _ROOT,
    ),
    *_rows_by("id"),
    *_rows_by("name"),
)
