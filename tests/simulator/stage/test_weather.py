"""The network as faults have left it: overlapping faults count, and end one by one."""

import pytest

from simulator.network import NetworkError
from simulator.weather import EVERYBODY, Weather, allowed


@pytest.mark.parametrize(
    ("host", "allow_list", "passes"),
    [
        ("ok3-devicetrust.okta.com", None, True),
        ("ok3-devicetrust.okta.com", ("*.okta.com",), True),
        ("ok3-devicetrust.okta.com", ("acme.okta.com",), False),
        ("ok3-devicetrust.okta-emea.com", ("*.okta.com",), False),
        ("okta.com.evil.test", ("*.okta.com",), False),
        ("acme.okta.com", (), False),
    ],
)
def test_an_allow_list_counts_to_the_letter(host, allow_list, passes):
    assert allowed(host, allow_list) is passes


def test_calm_weather_lets_everything_through():
    weather = Weather()
    weather.check_way_out("org", "ada")
    weather.check_way_back("org", "ada")
    assert weather.delay_s("ada") == 0


def test_a_blocked_host_is_blocked_for_those_who_are_hit_only():
    weather = Weather()
    weather.blocked["mtls", "ada"] += 1
    with pytest.raises(NetworkError, match="blocked"):
        weather.check_way_out("mtls", "ada")
    weather.check_way_out("mtls", "ben")
    weather.check_way_out("org", "ada")


def test_two_overlapping_faults_must_both_end():
    weather = Weather()
    weather.down["org"] += 2
    weather.down["org"] -= 1
    with pytest.raises(NetworkError, match="unreachable"):
        weather.check_way_out("org", "ada")
    weather.down["org"] -= 1
    weather.check_way_out("org", "ada")


def test_a_lost_answer_is_lost_on_the_way_back_only():
    weather = Weather()
    weather.lossy["org", EVERYBODY] += 1
    weather.check_way_out("org", "ada")
    with pytest.raises(NetworkError, match="answer lost"):
        weather.check_way_back("org", "ada")


def test_the_longest_delay_counts():
    weather = Weather()
    weather.delays_s = {EVERYBODY: [10], "ada": [30, 5]}
    assert (weather.delay_s("ada"), weather.delay_s("ben")) == (30, 10)
