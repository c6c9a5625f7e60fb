"""The rules of what API clients ask for, by subject: each operation with the privileges that it needs."""
