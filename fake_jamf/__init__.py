"""A fake Jamf Pro: its rules without HTTP, threads or a clock of its own; ``jamf.Jamf`` is the server."""
