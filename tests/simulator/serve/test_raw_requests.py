"""Octets that no client library would send, over TLS to each host: they are refused or hung up on, and others are served on."""

import socket
import ssl

import pytest

HEAD = b"GET /api/v1/users HTTP/1.1\r\nHost: localhost\r\n"
RAW = {
    "no request": b"\x00\xff\x00\xff\r\n\r\n",
    "a method alone": b"GET\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "a version of the future": b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    "two hosts": HEAD + b"Host: acme.okta.com\r\n\r\n",
    "no host": b"GET /api/v1/users HTTP/1.1\r\n\r\n",
    "a header without a colon": HEAD + b"Authorization\r\n\r\n",
    "a folded header": HEAD + b"X-A: b\r\n Set-Cookie: x=1\r\n\r\n",
    "a null in a header": HEAD + b"X-A: \x00\r\n\r\n",
    "a line feed in a value": HEAD + b"User-Agent: a\nSet-Cookie: x=1\r\n\r\n",
    "a target with a line feed in it": b"GET /a%0d%0aSet-Cookie:%20x=1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a target that is an address": b"GET https://evil.test/api/v1/users HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a target out of the root": b"GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a target that is not UTF-8": b"GET /%ff%fe/\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a fragment": b"GET /api/v1/users#x HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "headers beyond the bound": HEAD + b"X-A: " + b"x" * 100_000 + b"\r\n\r\n",
    "a thousand headers": HEAD + b"".join(b"X-%d: y\r\n" % number for number in range(1000)) + b"\r\n",
    "a length that is none": HEAD.replace(b"GET", b"POST") + b"Content-Length: x\r\n\r\n",
    "a length below nothing": HEAD.replace(b"GET", b"POST") + b"Content-Length: -5\r\n\r\n",
    "a length of the universe": HEAD.replace(b"GET", b"POST") + b"Content-Length: 99999999999999999999\r\n\r\n",
    "two lengths": HEAD.replace(b"GET", b"POST") + b"Content-Length: 2\r\nContent-Length: 9\r\n\r\n{}",
    "a length and chunks": HEAD.replace(b"GET", b"POST")
    + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks that are none": HEAD.replace(b"GET", b"POST") + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n",
    "a coding that is unknown": HEAD.replace(b"GET", b"POST") + b"Transfer-Encoding: gzip\r\n\r\nx",
}  # fmt: skip


def sent(house, door, raw):
    """All that a host says to these octets until it hangs up, or until the client has sent all and said so."""
    trust = ssl.create_default_context(cafile=house.trusted)
    with (
        socket.create_connection(("127.0.0.1", door.port), timeout=15) as plain,
        trust.wrap_socket(plain, server_hostname="localhost") as tls,
    ):
        said = b""
        try:
            tls.sendall(raw.replace(b"\r\nHost", b"\r\nConnection: close\r\nHost", 1))
            with socket.fromfd(tls.fileno(), socket.AF_INET, socket.SOCK_STREAM) as below:
                below.shutdown(socket.SHUT_WR)
            while got := tls.recv(65_536):
                said += got
        except (ssl.SSLError, ConnectionError):
            pass  # hung up
    return said


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_octets_make_a_host_fail_or_wait(house):
    for door in house.doors:
        for what, raw in RAW.items():
            said = sent(house, door, raw)
            status = int(said.split(b" ", 2)[1]) if said else None
            assert status is None or 200 <= status < 500 or status in {501, 505}, (
                door.what,
                what,
                said[:200],
            )
            assert b"\r\nSet-Cookie: x=1" not in said, (door.what, what)
            assert b"Traceback" not in said, (door.what, what)
        assert sent(house, door, HEAD + b"\r\n").startswith(b"HTTP/1.1 40"), door.what
