"""A TLS connection on the server's side, with the face of a socket: as much of it as cheroot asks for.

pyOpenSSL and not the standard library's ``ssl``, for two reasons. A mutual TLS host must finish the handshake with
whatever certificate it is shown, also one of another CA, since the verdict is the service's and is told in its own
words; and it must send the names of the CAs that it accepts, which browsers choose by.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from cheroot.errors import FatalSSLAlert
from OpenSSL import SSL, crypto
from urllib3.util.wait import wait_for_read, wait_for_write

_LINGER_S: Final = 1.0
_LINGER_READS: Final = 16
_END: Final = (-1, "Unexpected EOF")


class BrokenOff(FatalSSLAlert, ConnectionError):
    """A client ended TLS in the middle: what cheroot waits for, and an OSError to applications that read a body."""


class TlsSocket:
    """A connection that a client has opened; ``raw`` has a timeout in seconds, which holds for every wait."""

    def __init__(self, context: SSL.Context, raw: socket.socket) -> None:
        self._raw = raw
        self._tls = SSL.Connection(context, raw)
        self._tls.set_accept_state()

    def handshake(self) -> bytes | None:
        """Shake hands; the DER of the certificate that the client has shown, unverified, or None.

        Raises FatalSSLAlert where the client speaks no TLS or breaks off, TimeoutError where it says nothing.
        """
        self._patiently(self._tls.do_handshake)
        shown = self._tls.get_peer_certificate()
        return None if shown is None else crypto.dump_certificate(crypto.FILETYPE_ASN1, shown)

    def linger(self) -> None:
        """Wait until the client has read why its handshake failed: closing at once could throw the alert away."""
        self._raw.settimeout(_LINGER_S)
        with suppress(OSError):
            self._raw.shutdown(socket.SHUT_WR)
            for _ in range(_LINGER_READS):
                if not self._raw.recv(4096):
                    return

    # --- what a file of a socket needs --------------------------------------------------------------------

    def recv_into(self, buffer: Any) -> int:
        """Fill ``buffer``; 0 at the end."""
        try:
            return int(self._patiently(self._tls.recv_into, buffer))
        except (SSL.ZeroReturnError, ConnectionResetError):
            return 0

    def send(self, data: bytes) -> int:
        """Send some of ``data``; how many octets."""
        return int(self._patiently(self._tls.send, data))

    def _decref_socketios(self) -> None:
        """``socket.SocketIO`` tells its socket that it is closed; the connection is closed by itself."""

    # --- what the server needs ----------------------------------------------------------------------------

    @property
    def family(self) -> int:
        """Of the address."""
        return self._raw.family

    def fileno(self) -> int:
        """Of the socket, for the selector."""
        return self._raw.fileno()

    def settimeout(self, timeout: float | None) -> None:
        """How long to wait for the client at most, in seconds."""
        self._raw.settimeout(timeout)

    def getsockname(self) -> Any:
        """Our own address."""
        return self._raw.getsockname()

    def sock_shutdown(self, how: int) -> None:
        """Say good-bye, without waiting for the answer, and end the transport."""
        with suppress(SSL.Error):  # the client is gone, or the handshake never ended
            self._tls.shutdown()
        self._raw.shutdown(how)

    shutdown = sock_shutdown

    def close(self) -> None:
        """Close the socket."""
        self._raw.close()

    def _patiently(self, call: Callable[..., Any], *given: Any) -> Any:
        while True:
            try:
                return call(*given)
            except SSL.WantReadError:
                self._wait(wait_for_read)
            except SSL.WantWriteError:
                self._wait(wait_for_write)
            except SSL.SysCallError as error:
                if error.args == _END:
                    raise ConnectionResetError(errno.ECONNRESET, "the client is gone") from error
                raise OSError(*error.args) from error
            except SSL.ZeroReturnError:
                raise
            except SSL.Error as error:
                raise BrokenOff(*error.args) from error

    def _wait(self, until: Callable[..., bool]) -> None:
        if not until(self._raw, self._raw.gettimeout()):
            raise TimeoutError("timed out")
