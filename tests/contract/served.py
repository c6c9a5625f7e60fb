"""An application on a loopback socket, for clients that bring a transport of their own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cheroot.wsgi import Server


@contextmanager
def served(app) -> Iterator[str]:
    """The URL at which the application answers, one request at a time, until the block ends."""
    server = Server(("127.0.0.1", 0), app, numthreads=1, server_name="trustlab")
    server.prepare()
    serving = threading.Thread(target=server.serve, daemon=True)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.bind_addr[1]}"
    finally:
        server.stop()
        serving.join()
