"""Words: read, cleaned, compared, turned into HTML."""
