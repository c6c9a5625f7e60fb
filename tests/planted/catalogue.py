"""All planted defects, by what they are mistakes in."""

from tests.planted.macs import MACS
from tests.planted.rules import JAMF, OKTA
from tests.planted.stage import CAUSES, ORDER, WAKE_UPS

GROUPS = {
    "okta": OKTA,
    "jamf": JAMF,
    "macs": MACS,
    "wake-ups": WAKE_UPS,
    "order": ORDER,
    "causes": CAUSES,
}
DEFECTS = [defect for group in GROUPS.values() for defect in group]
