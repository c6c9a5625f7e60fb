"""Many clients at once, over TLS, for as long as one wants: ``python -m tests.soak`` for a minute."""
