"""Okta's Management API as HTTP: addresses, JSON shapes, filters and pages; it only passes on."""
