"""A client in a process of its own, so that only the server's CPU time is counted: ``python -m tests.bench.tls_client``.

Arguments: port, CA file, host, client certificate's file or ``-``, connections or ``kept``. Targets come on stdin, one a line.
"""

import http.client
import socket
import ssl
import sys


def main():
    """Ask for each target; on one connection, or on a new one each. Every answer must be below 400."""
    port, trusted, host, identity, how = sys.argv[1:6]
    context = ssl.create_default_context(cafile=trusted)
    if identity != "-":
        context.load_cert_chain(identity)

    def connect():
        raw = socket.create_connection(("127.0.0.1", int(port)))
        connection = http.client.HTTPConnection(host)
        connection.sock = context.wrap_socket(raw, server_hostname=host)
        return connection

    connection = connect() if how == "kept" else None
    for target in sys.stdin.read().split():
        mine = connection or connect()
        mine.request("GET", target, headers={"Host": host, "Accept": "application/json"})
        answered = mine.getresponse()
        answered.read()
        assert answered.status < 400, (target, answered.status)
        if connection is None:
            mine.close()


if __name__ == "__main__":
    main()
