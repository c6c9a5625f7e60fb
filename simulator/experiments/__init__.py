"""Experiments: plans beside each other, many replications with common dice, intervals that hold."""
