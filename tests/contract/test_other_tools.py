"""Tools that nobody made for this: urllib, aiohttp, curl as shell scripts call it, and Node's fetch, at an hour a second."""

import asyncio
import base64
import json
import os
import shutil
import ssl
import subprocess
import urllib.error
import urllib.request

import aiohttp
import pytest

from tests.soak.soak import serving


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("served"), speed=3600) as running:
        yield running


@pytest.fixture(scope="module")
def trust(served):
    return ssl.create_default_context(cafile=served.trusted)


def asked(trust, method, url, headers, data=None):
    request = urllib.request.Request(url, data, headers, method=method)
    with urllib.request.urlopen(request, context=trust, timeout=30) as answered:
        return answered.read(), answered.headers


def jamf_token(served, trust):
    basic = base64.b64encode(":".join(served.jamf_account).encode()).decode()
    said, _ = asked(trust, "POST", f"{served.jamf}/api/v1/auth/token", {"Authorization": f"Basic {basic}"})
    return json.loads(said)["token"]


def test_urllib_pages_meets_an_error_and_reads_xml(served, trust):
    okta = {"Authorization": f"SSWS {served.okta_token}"}
    said, headers = asked(trust, "GET", f"{served.org}/api/v1/users?limit=2", okta)
    assert (len(json.loads(said)), len(headers.get_all("Link"))) == (2, 2)
    with pytest.raises(urllib.error.HTTPError) as missing:
        asked(trust, "GET", f"{served.org}/api/v1/users/nobody", okta)
    assert json.load(missing.value)["errorCode"] == "E0000007"
    missing.value.close()
    jamf = {"Authorization": f"Bearer {jamf_token(served, trust)}"}
    said, headers = asked(trust, "GET", f"{served.jamf}/JSSResource/computers", jamf)
    assert (headers.get_content_type(), said[-12:]) == ("text/xml", b"</computers>")


def test_aiohttp_has_many_requests_on_their_way_at_once(served, trust):
    async def all_of_them():
        connector = aiohttp.TCPConnector(ssl=trust)
        headers = {"Authorization": f"SSWS {served.okta_token}"}
        async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

            async def number_of(limit):
                async with session.get(f"{served.org}/api/v1/users?limit={limit}") as answered:
                    return len(await answered.json())

            return await asyncio.gather(*map(number_of, range(1, 16)))

    assert asyncio.run(all_of_them()) == list(range(1, 16))


GROUP = """<computer_group><name>Managed by a script</name><is_smart>true</is_smart><criteria><criterion>
<name>Computer Name</name><priority>0</priority><and_or>and</and_or><search_type>like</search_type><value>staff</value>
</criterion></criteria></computer_group>"""


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_uploads_as_shell_scripts_do(served, trust, tmp_path):
    """With -T and POST, a cookie jar, Expect: 100-continue, HTTP/1.0, an empty form as the body of a life-cycle call."""
    (tmp_path / "group.xml").write_text(GROUP)

    def curl(*arguments):
        command = ["curl", "-sS", "--cacert", served.trusted, "-w", "%{stderr}%{http_code}", *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        return int(done.stderr), done.stdout

    jamf = ["-H", f"Authorization: Bearer {jamf_token(served, trust)}", "-b", "jar", "-c", "jar"]
    upload = [
        "-H",
        "Content-Type: application/xml",
        "-H",
        "Expect: 100-continue",
        "-X",
        "POST",
        "-T",
        "group.xml",
    ]
    at = f"{served.jamf}/JSSResource/computergroups"
    status, said = curl(*jamf, *upload, f"{at}/id/0")
    assert (status, said.count("<id>")) == (201, 1)
    assert curl(*jamf, *upload, f"{at}/id/0")[0] == 409
    status, said = curl(*jamf, "-H", "Accept: application/json", f"{at}/name/Managed%20by%20a%20script")
    assert (status, len(json.loads(said)["computer_group"]["computers"])) == (200, 20)
    assert "APBALANCEID" in (tmp_path / "jar").read_text()
    okta = ["-H", f"Authorization: SSWS {served.okta_token}"]
    user = f"{served.org}/api/v1/users/staff-0003/lifecycle"
    assert curl(*okta, "-d", "", f"{user}/suspend") == (200, "{}")
    assert curl(*okta, "--http1.0", "-X", "POST", "-H", "Content-Length: 0", f"{user}/unsuspend") == (
        200,
        "{}",
    )


FETCH = """
const [org, jamf, token, login] = process.argv.slice(2), okta = {Authorization: `SSWS ${token}`};
const listed = await fetch(`${org}/api/v1/users?limit=2`, {headers: okta});
const name = 'n\\u00f8de', type = 'application/json;charset=UTF-8';
const made = await fetch(`${org}/api/v1/groups`,
  {method: 'POST', headers: {...okta, 'content-type': type}, body: JSON.stringify({profile: {name}})});
const basic = {Authorization: `Basic ${btoa(login)}`};
const {token: bearer, expires} = await (await fetch(`${jamf}/api/v1/auth/token`, {method: 'POST', headers: basic})).json();
const query = new URLSearchParams({section: 'GENERAL', filter: 'general.name=="staff-0001"'});
const found = await fetch(`${jamf}/api/v1/computers-inventory?${query}`, {headers: {Authorization: `Bearer ${bearer}`}});
console.log(JSON.stringify([(await listed.json()).length, (await made.json()).profile.name, (await found.json()).totalCount,
  Date.parse(expires) > Date.now() + 20 * 60 * 1000]));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_node_fetches_from_both_services_and_its_token_is_good_for_a_while(served, tmp_path):
    (tmp_path / "fetch.mjs").write_text(FETCH)
    told = [served.org, served.jamf, served.okta_token, ":".join(served.jamf_account)]
    done = subprocess.run(
        ["node", "fetch.mjs", *told],
        cwd=tmp_path,
        env=os.environ | {"NODE_EXTRA_CA_CERTS": served.trusted},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout, done.stderr
    assert json.loads(done.stdout) == [2, "nøde", 1, True]
