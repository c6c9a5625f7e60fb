"""What public material leaves open about a Mac: each gap named, with a default and its alternatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class MacAssumptions:
    """How Macs, browsers and people behave where nothing public says so. What follows 'Unknown:' says why.

    Attributes:
        chrome_keeps_identity_whose_key_was_deleted: whether a running Chrome goes on to present the certificate
            that it presented first, although a renewal has deleted it with its key. Unknown: the help page says
            so of renewals, while a Chromium on Linux was seen to choose anew once the key is gone ("no").
        chrome_forgets_when_a_keychain_is_added: whether a running Chrome forgets what it remembers when the
            first enrollment adds okta.keychain to the search list. Unknown: its source suggests so, and it was
            seen on Linux alone, where there are no keychains.
        chrome_user_policy: whether Chrome obeys AutoSelectCertificateForUrls in the user's own preferences,
            where the task writes it, or only in a managed profile. Unknown: Chrome documents it as a managed
            policy, and the task writes it all the same.
        chooser_answer: what a person does where a browser asks which certificate to present. Unknown: it depends
            on the person.
        safari_keeps_certificate: whether Safari, like Chrome, keeps what it first presented until it is quit.
            Unknown: the page says 'some browsers (for example, Chrome)'.
        not_yet_valid_offered: whether a certificate that is not yet valid by the Mac's clock is offered. Unknown:
            no browser documents it, and none was tried on a Mac.
        icloud_copy_usable: whether an Okta keychain that iCloud carried to another Mac can be used there
            (password, access list and identity preferences come along) or asks for a password nobody knows.
            Unknown: the page warns of the transfer, and does not say what arrives.
        tls_inspection: what becomes of the mutual TLS handshake where TLS is inspected on the way: it breaks where
            a certificate is to be presented, or the inspection lets hosts pass that ask for certificates.
            Unknown: products differ, and the page names none.
        jamf_log_names: what the lines of jamf.log name after the Mac, which an export of logs writes: the program
            alone, or with its process number in brackets. Unknown: Jamf does not document the file's form, and
            what others print of it differs.
    """

    chrome_keeps_identity_whose_key_was_deleted: Literal["yes", "no"] = "yes"
    chrome_forgets_when_a_keychain_is_added: Literal["no", "yes"] = "no"
    chrome_user_policy: Literal["obeyed", "ignored"] = "obeyed"
    chooser_answer: Literal["picks", "cancels"] = "picks"
    safari_keeps_certificate: Literal["no", "yes"] = "no"
    not_yet_valid_offered: Literal["no", "yes"] = "no"
    icloud_copy_usable: Literal["yes", "no"] = "yes"
    tls_inspection: Literal["breaks_handshake", "lets_it_pass"] = "breaks_handshake"
    jamf_log_names: Literal["program", "program_and_process"] = "program"
