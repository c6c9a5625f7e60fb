"""``trustlab policy``: what sign-on rules let in, what a change of them flips, how they decide on one sign-in."""
