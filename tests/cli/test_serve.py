"""``trustlab serve`` as a person starts it: what it prints, whom it answers, how it ends."""

import re
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest
import requests

SCENARIO = 'story: "Served"\nfleet:\n  - {name: ada}\n'


@contextmanager
def served(folder, *arguments):
    """The running command and what it has printed until it serves."""
    command = [sys.executable, "-m", "simulator.cli", "serve", *arguments]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        printed = []
        for line in running.stdout:
            printed.append(line)
            if line.startswith("Servers are certified by"):
                break
        try:
            yield running, "".join(printed)
        finally:
            running.kill()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_the_estate_until_a_signal_and_ends_cleanly(tmp_path, how):
    (tmp_path / "small.yaml").write_text(SCENARIO)
    with served(tmp_path, "small.yaml", "--ca", "ca.pem") as (running, printed):
        org = re.search(r"https://acme.okta.com +(\S+)", printed).group(1)
        metadata = f"{org}/api/internal/v1/device-trust/metadata?platform=macos"
        answered = requests.get(metadata, verify=str(tmp_path / "ca.pem"), timeout=20)
        assert answered.json()["certAuthDomain"] == "https://ok3-devicetrust.okta.com"
        assert "Okta user ada" in printed
        running.send_signal(how)
        assert running.wait(20) == 0
        assert running.stderr.read() == "Stopped.\n"


def test_secrets_are_others_at_each_start(tmp_path):
    tokens = set()
    for _ in range(2):
        with served(tmp_path) as (_, printed):
            tokens.add(re.search(r"SSWS\) +(\S+)", printed).group(1))
    assert len(tokens) == 2


@pytest.mark.parametrize("which", [0, 2])
def test_a_port_that_is_taken_is_told_and_nothing_is_left_running(trustlab_process, which):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1] - which
        with trustlab_process("serve", "--port", str(port)) as running:
            assert running.wait(60) == 2
            told = running.stderr.read()
    assert (
        told == f"trustlab serve: cannot listen on 127.0.0.1, port {port + which}: Address already in use\n"
    )


def test_a_wrong_scenario_is_told_with_its_place(tmp_path, trustlab):
    (tmp_path / "small.yaml").write_text(SCENARIO.replace("fleet", "flet"))
    told = trustlab("serve", str(tmp_path / "small.yaml"), "--ca", str(tmp_path / "ca.pem"))
    assert told.returncode == 2
    assert "Did you mean 'fleet'?" in told.stderr
