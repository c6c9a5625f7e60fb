"""Whole estates drawn from a seed, played under every check; the first that fails is shrunk to a scenario file."""
