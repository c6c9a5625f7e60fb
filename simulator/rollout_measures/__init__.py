"""Numbers of a rollout, each from a trace alone: how long people are kept out and why, how trust and fixes spread."""
