"""What API clients say to Jamf Pro, by subject: one frozen dataclass an operation, typed by its reply."""
