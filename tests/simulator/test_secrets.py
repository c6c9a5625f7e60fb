"""No secret reaches the trace, a saved run, or the words in which a run is told."""

from pathlib import Path

import pytest

from simulator.build import build
from simulator.explain import explain
from simulator.run import play_story
from simulator.scenario.load import load
from simulator.trace import Trace, canonical

STORIES = Path(__file__).parents[2] / "scenarios"
TOLD = [
    STORIES / "renewal" / "jamf_password_rotated.yaml",
    STORIES / "enrollment_limit" / "keychain_deleted_and_pushed_again.yaml",
]


def secrets_of(world):
    found = {world.admin.secret_key, world.stage.okta.admin_token, *world.admin.passwords.values()}
    for life in world.lives.values():
        for account in life.mac.accounts.values():
            found |= set(account.login_keychain.passwords.values())
            if account.okta_keychain is not None:
                found.add(account.okta_keychain.password)
    return found


@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.stem)
def test_a_trace_holds_no_secret(path):
    trace = Trace()
    world = build(load(path).scenario, 1, trace)
    before = secrets_of(world)
    world.run()
    secrets = before | secrets_of(world)
    assert len(secrets) >= 4
    told = b"".join(canonical(record) for record in trace.records).decode()
    told += "".join(explain(trace.records, mac) for mac in world.lives)
    assert [secret for secret in secrets if secret in told] == []


def test_a_broken_script_with_the_key_in_it_does_not_print_the_key(tmp_path):
    story = tmp_path / "quotes.yaml"
    story.write_text(
        "story: quotes lost\nlength: 3 days\njamf: {task: {org_token: without_quotes}}\nfleet: [{name: ada}]\n"
    )
    trace = Trace()
    world = build(load(story).scenario, 1, trace)
    world.run()
    outputs = [r.details["output"] for r in trace.records if r.kind == "policy.logged"]
    assert outputs
    # A key that happens to be a Python name gets past the parser and fails when it is run.
    assert all("SyntaxError" in output or "NameError" in output for output in outputs)
    assert all(world.admin.secret_key not in output for output in outputs)


def test_a_saved_run_holds_no_secret(tmp_path):
    loaded = load(TOLD[0])
    world = build(loaded.scenario, 1, Trace())
    result = play_story(loaded, 1, save=tmp_path)
    for file in result.folder.iterdir():
        data = file.read_bytes()
        assert [secret for secret in secrets_of(world) if secret.encode() in data] == []
