"""A Mac: keychains, browsers and apps, the registration task with its LaunchAgent, Jamf's agent, people."""
