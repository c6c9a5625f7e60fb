"""The TLS server: whatever certificate a client has reaches the application, and no client keeps others waiting."""

import socket
import ssl
import threading
from datetime import UTC, datetime

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from OpenSSL import SSL

from simulator.tls.certificates import NOT_AFTER, NOT_BEFORE, ServerAuthority
from simulator.tls.client import loopback_session
from simulator.tls.server import LOOPBACK, TlsServer

HOST = "ok3-devicetrust.okta.com"
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "MTLS Certificate Authority")])
AUTHORITY_KEY = ec.derive_private_key(7, ec.SECP256R1())
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def signed(public_key, signer, *, not_before=NOW, not_after=datetime(2035, 1, 1, tzinfo=UTC)):
    builder = x509.CertificateBuilder().subject_name(NAME).issuer_name(NAME).public_key(public_key)
    builder = builder.serial_number(7).not_valid_before(not_before).not_valid_after(not_after)
    return builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(
        signer, hashes.SHA256()
    )


AUTHORITY = signed(AUTHORITY_KEY.public_key(), AUTHORITY_KEY)
KEY = ec.derive_private_key(8, ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SHOWN = {
    "good": (KEY, signed(KEY.public_key(), AUTHORITY_KEY)),
    "of an RSA key": (RSA_KEY, signed(RSA_KEY.public_key(), AUTHORITY_KEY)),
    "expired": (KEY, signed(KEY.public_key(), AUTHORITY_KEY, not_before=NOT_BEFORE, not_after=NOW)),
    "not yet valid": (
        KEY,
        signed(KEY.public_key(), AUTHORITY_KEY, not_before=datetime(2034, 1, 1, tzinfo=UTC)),
    ),
    "of another CA of that name": (KEY, signed(KEY.public_key(), ec.derive_private_key(9, ec.SECP256R1()))),
}


@pytest.fixture
def servers(tmp_path):
    """Starts servers, and a session with the certificate that is asked for."""
    authority, running = ServerAuthority(b"seed"), []
    trusted = tmp_path / "servers.pem"
    trusted.write_bytes(authority.pem)

    def start(app, asks_for=AUTHORITY):
        server = TlsServer(authority.issue((HOST,)), asks_for)
        server.hosts[HOST] = app
        running.append(server)
        return server

    def session(server, shown=None):
        identity = None
        if shown is not None:
            key, certificate = SHOWN[shown]
            pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
            file = tmp_path / "identity.pem"
            file.write_bytes(
                certificate.public_bytes(pem) + key.private_bytes(pem, pkcs8, serialization.NoEncryption())
            )
            identity = str(file)
        return loopback_session({HOST: server.port}, str(trusted), identity)

    start.session, start.trusted = session, str(trusted)
    yield start
    for server in running:
        server.stop()


def tells_what_it_sees(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    return [environ["wsgi.url_scheme"].encode(), b" ", environ["trustlab.client_certificate"] or b"none"]


@pytest.mark.parametrize("shown", SHOWN)
def test_a_certificate_of_any_kind_reaches_the_application(servers, shown):
    session = servers.session(servers(tells_what_it_sees), shown)
    der = SHOWN[shown][1].public_bytes(serialization.Encoding.DER)
    assert session.get(f"https://{HOST}/").content == b"https " + der


def test_a_client_without_a_certificate_is_served(servers):
    assert servers.session(servers(tells_what_it_sees)).get(f"https://{HOST}/").content == b"https none"


def test_a_host_that_asks_for_none_gets_none(servers):
    session = servers.session(servers(tells_what_it_sees, asks_for=None), "good")
    assert session.get(f"https://{HOST}/").content == b"https none"


def test_one_connection_carries_many_requests(servers):
    ports = set()

    def app(environ, start_response):
        ports.add(environ["REMOTE_PORT"])
        return tells_what_it_sees(environ, start_response)

    with servers.session(servers(app), "good") as session:
        assert {session.get(f"https://{HOST}/{number}").status_code for number in range(5)} == {200}
    assert len(ports) == 1


def test_large_bodies_pass_both_ways(servers):
    def echo(environ, start_response):
        start_response("200 OK", [("Content-Type", "application/octet-stream")])
        return [environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))]

    body = bytes(range(256)) * 4_000
    assert servers.session(servers(echo)).post(f"https://{HOST}/", data=body).content == body


def test_the_names_of_accepted_authorities_are_sent(servers):
    with socket.create_connection((LOOPBACK, servers(tells_what_it_sees).port), timeout=10) as raw:
        raw.setblocking(True)
        client = SSL.Connection(SSL.Context(SSL.TLS_CLIENT_METHOD), raw)
        client.set_connect_state()
        client.do_handshake()
        assert [name.CN for name in client.get_client_ca_list()] == ["MTLS Certificate Authority"]


def test_a_session_is_not_resumed(servers):
    server, context = servers(tells_what_it_sees), ssl.create_default_context(cafile=servers.trusted)

    def visit(session=None):
        with (
            socket.create_connection((LOOPBACK, server.port), timeout=10) as raw,
            context.wrap_socket(raw, server_hostname=HOST, session=session) as tls,
        ):
            tls.sendall(f"GET / HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
            while tls.recv(4096):
                pass
            return tls.session, tls.session_reused

    session, _ = visit()
    assert not visit(session)[1]


def test_silent_clients_keep_nobody_waiting(servers):
    server = servers(tells_what_it_sees)
    silent = [socket.create_connection((LOOPBACK, server.port)) for _ in range(4)]
    try:
        assert servers.session(server).get(f"https://{HOST}/", timeout=5).status_code == 200
    finally:
        for one in silent:
            one.close()


@pytest.mark.parametrize(
    "said", [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x00\x05hello", b"\x00" * 600]
)
def test_what_is_no_tls_is_hung_up_on_and_others_are_served(servers, said):
    server = servers(tells_what_it_sees)
    with socket.create_connection((LOOPBACK, server.port), timeout=10) as raw:
        raw.sendall(said)
        raw.shutdown(socket.SHUT_WR)
        while raw.recv(4096):
            pass
    assert servers.session(server).get(f"https://{HOST}/").status_code == 200


def test_a_host_that_is_not_served_there_is_told_so(servers):
    server = servers(tells_what_it_sees)
    answered = servers.session(server).get(f"https://{HOST}/", headers={"Host": "elsewhere.okta.com"})
    assert answered.status_code == 200  # the adapter names the host of the URL, whatever is said beside it
    del server.hosts[HOST]
    assert servers.session(server).get(f"https://{HOST}/").status_code == 421


def test_the_client_reaches_served_hosts_alone(servers):
    session = servers.session(servers(tells_what_it_sees))
    with pytest.raises(requests.ConnectionError, match="not served here"):
        session.get("https://acme.okta.com/")


def test_the_client_checks_the_name_of_the_server(servers):
    session = servers.session(servers(tells_what_it_sees))
    session.adapters["https://"]._ports |= {"acme.okta.com": session.adapters["https://"]._ports[HOST]}
    with pytest.raises(requests.exceptions.SSLError, match="acme"):
        session.get("https://acme.okta.com/")


def test_nothing_runs_on_after_a_stop():
    before = threading.active_count()
    server = TlsServer(ServerAuthority(b"seed").issue((HOST,)), AUTHORITY)
    assert threading.active_count() > before
    server.stop()
    assert threading.active_count() == before


def test_server_certificates_follow_from_the_seed_and_are_valid_at_simulated_times():
    one, again, other = (ServerAuthority(seed).issue((HOST,)).certificate for seed in (b"a", b"a", b"b"))
    assert one == again
    assert one != other
    assert (one.not_valid_before_utc, one.not_valid_after_utc) == (NOT_BEFORE, NOT_AFTER)
