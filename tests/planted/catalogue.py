"""All planted defects, by what they are mistakes in."""

from tests.planted.jamf import JAMF
from tests.planted.macs import MACS
from tests.planted.okta import OKTA
from tests.planted.order import CAUSES, ORDER
from tests.planted.wake_ups import WAKE_UPS

GROUPS = {
    "okta": OKTA,
    "jamf": JAMF,
    "macs": MACS,
    "wake-ups": WAKE_UPS,
    "order": ORDER,
    "causes": CAUSES,
}
DEFECTS = [defect for group in GROUPS.values() for defect in group]
