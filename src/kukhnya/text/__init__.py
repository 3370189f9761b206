"""Words: read, cleaned, compared and turned into HTML. Pure; linear in the length of what is read."""
