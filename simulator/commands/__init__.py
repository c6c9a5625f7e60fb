"""What the commands of the command line do, one module a command; ``simulator.cli`` imports each when it is called."""
