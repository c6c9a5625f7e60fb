"""Defects planted on purpose: whether the swarm, as people run it, finds each, and how plainly it shows it."""
