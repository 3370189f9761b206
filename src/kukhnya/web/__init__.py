"""Pages for people, without a script."""
