"""By what the computer inventory can be filtered and sorted, by the names that Jamf's published client knows.

A field of which this server keeps nothing is there and empty: a filter on it is answered, and holds for no computer.
"""

from __future__ import annotations

from typing import Any, Final

from fake_jamf.api.rsql import Field

_KEPT: Final = {
    "id": Field("number", lambda one: one.computer.id),
    "udid": Field("text", lambda one: one.computer.udid),
    "general.name": Field("text", lambda one: one.computer.name),
    "general.assetTag": Field("text", lambda one: one.asset_tag),
    "general.managementId": Field("text", lambda one: one.management_id),
    "general.platform": Field("text", lambda one: "Mac"),
    "general.remoteManagement.managed": Field("truth", lambda one: one.computer.managed),
    "general.mdmCapable.capable": Field("truth", lambda one: one.computer.managed),
    "general.userApprovedMdm": Field("truth", lambda one: one.computer.managed),
    "general.supervised": Field("truth", lambda one: False),
    "general.enrolledViaAutomatedDeviceEnrollment": Field("truth", lambda one: False),
    "general.declarativeDeviceManagementEnabled": Field("truth", lambda one: False),
    "general.reportDate": Field("time", lambda one: one.computer.last_inventory_at),
    "general.lastContactTime": Field("time", lambda one: one.computer.last_check_in_at),
    "general.lastEnrolledDate": Field("time", lambda one: one.computer.enrolled_at),
    "hardware.make": Field("text", lambda one: "Apple"),
    "hardware.serialNumber": Field("text", lambda one: one.computer.serial_number),
    "operatingSystem.name": Field("text", lambda one: "macOS"),
    "operatingSystem.version": Field("text", lambda one: one.computer.macos_version),
    "userAndLocation.username": Field("text", lambda one: one.computer.owner),
    "userAndLocation.realname": Field("text", lambda one: one.location.real_name),
    "userAndLocation.email": Field("text", lambda one: one.location.email),
    "userAndLocation.phone": Field("text", lambda one: one.location.phone),
    "userAndLocation.position": Field("text", lambda one: one.location.position),
    "userAndLocation.room": Field("text", lambda one: one.location.room),
}

_NOT_KEPT: Final = (
    "diskEncryption.fileVault2Enabled general.barcode1 general.barcode2 general.itunesStoreAccountActive "
    "general.jamfBinaryVersion general.lastCloudBackupDate general.lastIpAddress general.lastLoggedInUsernameBinary "
    "general.lastLoggedInUsernameBinaryTimestamp general.lastLoggedInUsernameSelfService "
    "general.lastLoggedInUsernameSelfServiceTimestamp general.lastReportedIp general.lastReportedIpV4 "
    "general.lastReportedIpV6 general.mdmCertificateExpiration hardware.appleSilicon hardware.bleCapable "
    "hardware.macAddress hardware.model hardware.modelIdentifier hardware.supportsIosAppInstalls "
    "operatingSystem.activeDirectoryStatus operatingSystem.build operatingSystem.fileVault2Status "
    "operatingSystem.rapidSecurityResponse operatingSystem.supplementalBuildVersion purchasing.appleCareId "
    "purchasing.leased purchasing.lifeExpectancy purchasing.purchased purchasing.vendor purchasing.warrantyDate "
    "security.activationLockEnabled security.firewallEnabled security.recoveryLockEnabled "
    "userAndLocation.buildingId userAndLocation.departmentId"
)


def _nothing(details: Any) -> None:
    return


FIELDS: Final = {**_KEPT, **{name: Field("text", _nothing) for name in _NOT_KEPT.split()}}
"""Every field by its name."""
