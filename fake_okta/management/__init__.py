"""Okta's Management API as rules: users, groups, apps, policies, zones, sessions, System Log."""
