"""The built-in stories, one file each."""
