"""What saved runs say, for programs: the same as the page has, counted by the same functions."""
