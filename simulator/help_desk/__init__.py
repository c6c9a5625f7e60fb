"""The help desk: who is kept out calls, waits, is served, and the cause's remedy is applied. Off unless set up."""
