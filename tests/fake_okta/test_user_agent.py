"""What is read from a User-Agent."""

from __future__ import annotations

import pytest

from fake_okta.user_agent import read_user_agent


@pytest.mark.parametrize(
    ("user_agent", "client_type", "platform"),
    [
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13_4) Version/11.1 Safari/605.1.15", "web", "osx"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/66.0 Safari/537.36", "web", "windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/60.0", "web", "desktop_other"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 11_3 like Mac OS X) Safari/604.1", "web", "ios"),
        ("Mozilla/5.0 (iPad; CPU OS 11_3 like Mac OS X) Safari/604.1", "web", "ios"),
        ("Mozilla/5.0 (Linux; Android 8.0.0; Pixel 2) Chrome/66.0 Mobile Safari/537.36", "web", "android"),
        ("Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft) Edge/15", "web", "mobile_other"),
        ("Mozilla/5.0 (BB10; Touch) Version/10.0 Mobile Safari/537.10+", "web", "mobile_other"),
        ("Microsoft Office/16.13 (Macintosh; Mac OS X 10.13) ADAL", "modern_auth", "osx"),
        ("MacOutlook/16.13 (Intel Mac OS X 10.13.4)", "modern_auth", "osx"),
        ("MacOutlook/15.3 (Intel Mac OS X 10.11)", "legacy", "osx"),
        ("Mac OS X/10.13.4 (17E199) ExchangeWebServices/7.0 Mail/11.3", "legacy", "osx"),
        ("Apple-iPhone9C1/1402.100", "active_sync", "ios"),
        ("Android/8.0-EAS-1.3", "active_sync", "android"),
        ("", "web", "desktop_other"),
    ],
)
def test_client_and_platform(user_agent: str, client_type: str, platform: str) -> None:
    assert read_user_agent(user_agent) == (client_type, platform)
