"""Every act of a timeline: what people do on Macs, and what administrators do in the consoles."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simulator.scenario.acts_in_consoles import (
    EditPolicy,
    EditTask,
    FlushPolicyLog,
    JamfComputerAct,
    LatestTask,
    PushTask,
    ReadPolicyLog,
    ResetSecretKey,
    RevokeDeviceCertificates,
    SetJamfPassword,
    SetPrivileges,
    SetProfile,
    SetRules,
    SettingAct,
    UserAct,
    WizardAct,
)
from simulator.scenario.acts_on_macs import (
    AccountAct,
    Act,
    BrowserAct,
    CopyKeychain,
    EnrollAnew,
    EnterCommand,
    FollowLearnMore,
    GoOnInApp,
    HomeAct,
    KeychainAct,
    MacAct,
    MigrateAccount,
    OpenApp,
    OpenAppElsewhere,
    OpenHomePage,
    OpenHomePageElsewhere,
    PowerAct,
    ReadLog,
    RestartAct,
    SetClock,
    SetPython3,
    UpgradeMacos,
)

__all__ = [
    "AccountAct",
    "Act",
    "Action",
    "BrowserAct",
    "CopyKeychain",
    "EditPolicy",
    "EditTask",
    "EnrollAnew",
    "EnterCommand",
    "FlushPolicyLog",
    "FollowLearnMore",
    "GoOnInApp",
    "HomeAct",
    "JamfComputerAct",
    "KeychainAct",
    "LatestTask",
    "MacAct",
    "MigrateAccount",
    "OpenApp",
    "OpenAppElsewhere",
    "OpenHomePage",
    "OpenHomePageElsewhere",
    "PowerAct",
    "PushTask",
    "ReadLog",
    "ReadPolicyLog",
    "ResetSecretKey",
    "RestartAct",
    "RevokeDeviceCertificates",
    "SetClock",
    "SetJamfPassword",
    "SetPrivileges",
    "SetProfile",
    "SetPython3",
    "SetRules",
    "SettingAct",
    "UpgradeMacos",
    "UserAct",
    "WizardAct",
]

Action = Annotated[
    OpenApp
    | GoOnInApp
    | OpenHomePage
    | BrowserAct
    | AccountAct
    | PowerAct
    | RestartAct
    | KeychainAct
    | SetClock
    | CopyKeychain
    | MigrateAccount
    | HomeAct
    | EnrollAnew
    | UpgradeMacos
    | SetPython3
    | EnterCommand
    | ReadLog
    | FollowLearnMore
    | OpenAppElsewhere
    | OpenHomePageElsewhere
    | JamfComputerAct
    | FlushPolicyLog
    | PushTask
    | EditPolicy
    | SetProfile
    | SetJamfPassword
    | UserAct
    | RevokeDeviceCertificates
    | ResetSecretKey
    | WizardAct
    | SettingAct
    | SetPrivileges
    | EditTask
    | LatestTask
    | ReadPolicyLog
    | SetRules,
    Field(discriminator="do"),
]
