"""Both services over real sockets with real TLS, on loopback: server certificates, the server, the client, the wiring."""
