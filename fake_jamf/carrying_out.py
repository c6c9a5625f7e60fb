"""What comes of an MDM command when a Mac carries it out."""

from __future__ import annotations

from fake_jamf.database import Database
from fake_jamf.inventory import ComputerRecord


def carry_out(database: Database, record: ComputerRecord) -> None:
    """Let a Mac carry out all that is queued for it; one that removes its MDM profile is managed no more.

    Of the others nothing changes here: what a locked or erased Mac does is not the server's business.
    """
    for command in database.mdm.carry_out(record, database.now()):
        if command.kind == "UNMANAGE_DEVICE" and record.managed:
            record.managed = False
            database.groups.recalculate(record)
            database.log.write("computer.unmanaged", record.udid, "unmanaged", "MDM command", by="")
