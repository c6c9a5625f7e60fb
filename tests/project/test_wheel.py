"""The wheel holds what users need, and not the tests."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_the_wheel_s_packages_are_the_importable_folders_and_leave_out_the_tests():
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert set(packages) == folders == {"simulator", "fake_jamf", "fake_okta", "scenarios", "reports"}


def test_the_fixed_packages_are_dependencies_with_a_lower_bound():
    named = {line.split(">=")[0]: line for line in PROJECT["project"]["dependencies"]}
    fixed = ["pytest", "simpy", "faker", "cryptography", "flask", "responses"]
    assert [name for name in fixed if ">=" not in named.get(name, "")] == []


def test_ci_calls_check_and_test():
    assert "make check test" in (ROOT / ".ci" / "run").read_text()
