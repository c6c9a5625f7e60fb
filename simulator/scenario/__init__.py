"""Scenario files: the model, the loader with all mistakes at once, variants."""
