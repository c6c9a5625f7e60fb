"""Every address of the two public APIs."""

from __future__ import annotations

from typing import Final

from fake_jamf.api import (
    classic_computers,
    classic_groups,
    classic_history,
    classic_people,
    classic_policies,
    classic_profiles,
    classic_settings,
    pro_access,
    pro_groups,
    pro_inventory,
    pro_mdm,
    pro_people,
    pro_settings,
)
from fake_jamf.api.row import ApiRow

ROWS: Final[tuple[ApiRow, ...]] = (
    *classic_computers.ROWS,
    *classic_history.ROWS,
    *classic_groups.ROWS,
    *classic_policies.ROWS,
    *classic_profiles.ROWS,
    *classic_settings.ROWS,
    *classic_people.ROWS,
    *pro_access.ROWS,
    *pro_inventory.ROWS,
    *pro_groups.ROWS,
    *pro_settings.ROWS,
    *pro_people.ROWS,
    *pro_mdm.ROWS,
)
