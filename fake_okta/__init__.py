"""A fake Okta org: the rules of Okta Device Trust for Jamf Pro-managed macOS devices, in memory."""
