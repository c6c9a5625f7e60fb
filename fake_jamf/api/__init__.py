"""Jamf Pro's public APIs over HTTP: the rows of the Classic API and of the Jamf Pro API, by subject."""
